import { readFile } from "node:fs/promises";
import * as fc from "fast-check";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { applySheet, checkSheet, type Checked, type SheetOptions } from "#cli/import-sheet.ts";
import type { Work } from "#src/context.ts";
import type { Book, TaskSpec } from "#domain/book.ts";
import { findOrMakeDeal } from "#db/deals.ts";
import { readRunWithSubject } from "#db/runs.ts";
import { addClient } from "#services/add-client.ts";
import { readRouting } from "#services/read-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { paid, routed, won } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";
import { RunIdSchema } from "#src/ids.ts";

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
  onTestFinished(() => at.drop());
});

const HEADER = "external_id,client,playbook,owner,started";

function check(text: string | Uint8Array, some: Partial<SheetOptions> = {}): Promise<Checked> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return checkSheet(
    at.db,
    { file: "runs.csv", bytes, now: TUESDAY },
    { as: "ops@acme.example", delimiter: ",", ...some },
  );
}

async function apply(checked: Checked, stopAfter = Infinity) {
  const queued: Work[] = [];
  let done = 0;
  const outcome = await applySheet(checked, {
    now: () => TUESDAY,
    async queue(_, work) {
      queued.push(...work);
      return () => [];
    },
    done: (rows) => {
      done = rows;
    },
    isStopped: () => done >= stopAfter,
  });
  return { ...outcome, queued };
}

/** Applies it; in the moment between the look for a row's deal and the write of its run, something else happens. */
function applyWhile(checked: Checked, elsewhere: () => Promise<void>) {
  let isFirst = true;
  return applySheet(checked, {
    now: () => TUESDAY,
    async queue() {
      if (isFirst) {
        isFirst = false;
        await elsewhere();
      }
      return () => [];
    },
    done: () => {},
    isStopped: () => false,
  });
}

const example = () => readFile("docs/examples/runs.csv");

/** How much is stored, of everything that an import could write. */
async function amounts() {
  const [row] = await at.rows`select (select count(*)::integer from baton.runs) as runs,
    (select count(*)::integer from baton.events) as events, (select count(*)::integer from baton.clients) as clients,
    (select count(*)::integer from baton.deals) as deals, (select count(*)::integer from baton.triggers) as triggers,
    (select count(*)::integer from baton.intents) as intents`;
  return row;
}

test("a dry run tells what would happen, and writes nothing", async () => {
  const before = await amounts();
  const { errors, output } = await check(await example());
  expect(errors).toEqual([]);
  expect(output.join("\n")).toMatchInlineSnapshot(`
    "Enterprise onboarding (enterprise), 3 onboardings:
      client                  owner              started     done     due              open now
      Example Logistics GmbH  ps-1@acme.example  2026-10-05  3 of 12  2026-11-20 late  provision-workspace (ps-1@acme.example), security-questionnaire (security), apply-branding (support)
      Example Bank Ltd        ps-2@acme.example  2026-10-19  1 of 12  2026-12-03       schedule-kickoff (csm-1@acme.example)
      Example Dairy Oy        ps-1@acme.example  2026-09-21  5 of 12  2026-12-18       security-questionnaire (security), apply-branding (support)

    Self-serve onboarding (self-serve), 3 onboardings:
      client               owner               started     done    due         open now
      Example Books, Inc.  csm-1@acme.example  2026-11-16  1 of 8  2026-12-01  check-account (support-1@acme.example)
      Example Bikes BV     csm-2@acme.example  2026-11-09  4 of 8  2026-11-24  confirm-first-login (support), offer-setup-call (customer-success)
      Example Bakery SARL  csm-2@acme.example  2026-11-18  2 of 8  2026-12-03  activate-plan (a call), confirm-first-login (support), offer-setup-call (customer-success)

    6 onboardings to import, 1 of them late already: nothing rings for that.

    AT ONCE, as soon as they are imported:
      1 onboarding will call activate-plan (Self-serve onboarding)
    Where that was done before, write the day it was done, or skipped."
  `);
  expect(await amounts()).toEqual(before);
});

test("every row is a run as it is written, with its past on record, and nobody is told of that", async () => {
  const { imported, queued } = await apply(await check(await example()));
  expect(imported).toBe(6);
  const [run] =
    await at.rows`select r.id, r.backfilled, r.overdue, r.owner, r.occurred_at, r.due_at, r.status, c.name, c.segment
    from baton.runs r join baton.clients c on c.id = r.client_id join baton.deal_keys k on k.deal_id = r.deal_id
    where k.external_id = 'ONB-0001'`;
  expect(run).toMatchObject({
    name: "Example Logistics GmbH",
    segment: "enterprise",
    status: "active",
    backfilled: true,
    overdue: true,
    owner: at.user("ps-1@acme.example"),
    occurred_at: new Date("2026-10-05T16:00:00Z"),
    due_at: new Date("2026-11-20T21:00:00Z"),
  });
  const tasks = await at.rows`select key, status, assignee, done_at from baton.tasks
    where run_id = ${String(run?.["id"])} and status not in ('pending', 'ready') order by number`;
  expect(tasks).toMatchObject([
    { key: "read-handover", status: "done", done_at: new Date("2026-10-06T16:00:00Z") },
    { key: "schedule-kickoff", status: "done", done_at: new Date("2026-10-07T16:00:00Z") },
    { key: "hold-kickoff", status: "done", done_at: new Date("2026-10-14T16:00:00Z") },
    { key: "provision-workspace", status: "claimed", assignee: at.user("ps-1@acme.example") },
  ]);
  expect(await at.rows`select * from baton.notices`).toEqual([]);
  expect(await at.rows`select * from baton.deadlines where at <= ${TUESDAY}`).toEqual([]);
  expect(queued.flatMap((work) => (work.queue === "call" ? [work.attempt] : []))).toEqual([1]);
  const { broken, runs } = await verifyAudit({ db: at.db, workspace: at.id }, () => {});
  expect({ broken, runs }).toEqual({ broken: [], runs: 6 });
});

test("a stage that was over is not posted, and the one at hand is", async () => {
  await apply(await check(await example()));
  const posted = await at.rows`select m.kind, m.stage from baton.slack_messages m
    join baton.runs r on r.id = m.run_id join baton.deal_keys k on k.deal_id = r.deal_id
    where k.external_id = 'ONB-0001' order by m.kind, m.stage`;
  expect(posted).toEqual([
    { kind: "card", stage: 0 },
    { kind: "stage", stage: 1 },
  ]);
});

test("why an imported run is there is on record, with whom the row named and who imported it", async () => {
  await apply(await check(await example()));
  const [row] = await at.rows`select r.id from baton.runs r join baton.deal_keys k on k.deal_id = r.deal_id
    where k.external_id = 'ONB-0002'`;
  expect(await readRouting(at.context("system"), RunIdSchema.parse(row?.["id"]))).toMatchObject({
    source: "import",
    type: "manual.start",
    playbook: "enterprise",
    owner: at.user("ps-2@acme.example"),
    by: at.user("ops@acme.example"),
    snapshot: { contract: { value: "120000.00", currency: "USD" } },
  });
});

test("imported again, a file brings nothing new; a row that says something else is named and stays as it is", async () => {
  const bytes = await example();
  await apply(await check(bytes));
  const before = await amounts();
  const again = await check(bytes);
  expect(again.output).toEqual([
    "0 onboardings to import.",
    "6 onboardings were imported before, and stay as they are.",
  ]);
  expect(await apply(again)).toMatchObject({ imported: 0, left: 0 });
  const other = await check(
    bytes.toString().replace("2026-12-18", "2026-12-24").replace("Example Bank", "Example Banks"),
  );
  expect(other.errors).toEqual([]);
  expect(other.output.slice(2)).toEqual([
    expect.stringMatching(
      /^ {2}row 3 \(ONB-0002\) says something else by now in client; run_\w+ stays as it is$/,
    ),
    expect.stringMatching(
      /^ {2}row 4 \(ONB-0003\) says something else by now in due; run_\w+ stays as it is$/,
    ),
  ]);
  expect(await amounts()).toEqual(before);
});

test("stopped in the middle, the same goes on where it was; of two who import at once each row comes once", async () => {
  const bytes = await example();
  const checked = await check(bytes);
  expect(await apply(checked, 2)).toMatchObject({ imported: 2, left: 4 });
  // Checked before the two were there.
  expect(await apply(checked, 3)).toMatchObject({ imported: 1, wereThere: 2, left: 3 });
  const [one, two] = await Promise.all([apply(checked), apply(checked)]);
  expect(one.imported + two.imported).toBe(3);
  expect(await amounts()).toMatchObject({ runs: 6, triggers: 6 });
  expect((await verifyAudit({ db: at.db, workspace: at.id }, () => {})).broken).toEqual([]);
});

test("of a thousand rows with one bad, none is imported", async () => {
  const rows = Array.from(
    { length: 1000 },
    (_, n) => `A-${n},Client ${n},enterprise,ps-1@acme.example,2026-11-02`,
  );
  rows[700] = rows[700]?.replace("2026-11-02", "2026-13-02") ?? "";
  const { plan, errors } = await check([HEADER, ...rows].join("\n"));
  expect(plan).toBeNull();
  expect(errors).toEqual([
    'E702 (started): "2026-13-02" is no day of the calendar',
    "",
    "1 problem in 1 row of runs.csv: nothing is imported until all of it is right.",
  ]);
});

test.for([
  {
    name: "in whose hands a task is whose turn has not come",
    columns: "train-admins",
    cells: "csm-1@acme.example",
    problem:
      'F2 (train-admins): nobody can have "train-admins" in hand: its turn has not come, it waits for import-data, check-import',
  },
  {
    name: "with nothing left to do",
    columns:
      "read-handover,schedule-kickoff,hold-kickoff,provision-workspace,configure-sso,security-questionnaire,import-data,check-import,train-admins,first-report,hand-to-support",
    cells: Array.from({ length: 11 }, () => "2026-11-03").join(","),
    problem:
      "row 2: nothing is left to do: every required task is done or not needed. Finished onboardings are not imported",
  },
])("a row is refused $name", async ({ columns, cells, problem }) => {
  const { errors } = await check(
    `${HEADER},${columns}\nA-1,Acme,enterprise,ps-1@acme.example,2026-11-02,${cells}`,
  );
  expect(errors[0]).toBe(problem);
  expect(errors).toHaveLength(3);
});

test("a condition that a row gives no answer to is a problem, whether its task may fail or not", async () => {
  const plain = at;
  onTestFinished(() => plain.drop());
  at = await testWorkspace(withConditions);
  const text = (cells: string) =>
    `${HEADER},contract_value,currency,read-handover\nA-1,Acme,enterprise,ps-1@acme.example,2026-11-02,${cells}`;
  const why = "Whether it is needed could not be worked out: contract.value is missing";
  const say = "Fill in what it asks for, or write skipped or the day it was done";
  const { errors } = await check(text(",,"));
  expect(errors.slice(0, 2)).toEqual([
    `row 2: "schedule-kickoff": ${why}. ${say}`,
    `H2 (read-handover): "read-handover": ${why}. ${say}`,
  ]);
  expect((await check(text("5000,USD,"))).errors).toEqual([]);
});

/** The first two tasks are needed for larger contracts only; the first may fail, the other may not. */
function withConditions(book: Book): Book {
  const { enterprise } = book.playbooks;
  if (!enterprise) throw new Error("The example book has no playbook enterprise");
  const stages = enterprise.stages.map(({ stage, tasks }) => ({
    stage,
    tasks: tasks.map((task): TaskSpec => {
      const when = "contract.value > 1000.0";
      if (task.task === "read-handover") return { ...task, when };
      return task.task === "schedule-kickoff" ? { ...task, when, onFailure: "fail_closed" } : task;
    }),
  }));
  return { ...book, playbooks: { ...book.playbooks, enterprise: { ...enterprise, stages } } };
}

test("a client with an onboarding from elsewhere is refused, unless it is said to be another sale", async () => {
  await startByHand(at.context("csm-1@acme.example"), {
    client: "Acme, Inc",
    playbook: "self-serve",
    key: "by hand",
  });
  const text = `${HEADER}\nA-1,ACME INC,enterprise,ps-1@acme.example,2026-11-02\nA-2,acme inc.,self-serve,ps-1@acme.example,2026-11-02`;
  const { plan, errors } = await check(text);
  expect(plan).toBeNull();
  expect(errors.slice(0, 2)).toEqual([
    expect.stringMatching(
      /^B2 \(client\): "ACME INC" has an open onboarding that is not from this file: Self-serve onboarding, run_\w+\. Take the row out; or where it is another sale, give --allow-second-runs$/,
    ),
    expect.stringMatching(/^B3 \(client\): "acme inc\." has an open onboarding/),
  ]);
  const allowed = await check(text, { allowSecondRuns: true });
  expect(allowed.errors).toContain(
    'warning: B3 (client): "acme inc." is also in row 2: it gets an onboarding for each row',
  );
  await apply(allowed);
  expect(await amounts()).toMatchObject({ runs: 3, clients: 1 });
});

test("a sale that other systems know is theirs too: what came for it finds the run, and opens no second one", async () => {
  const paid = await findOrMakeDeal(at.db, at.id, { namespace: "hubspot.deal", externalId: "5601" }, TUESDAY);
  const { queued } = await apply(await check(await example()));
  const named =
    await at.rows`select k.namespace, k.external_id, r.deal_id = ${paid} as paid from baton.deal_keys k
    join baton.runs r on r.deal_id = k.deal_id where k.namespace <> 'import' order by k.external_id`;
  expect(named).toEqual([
    { namespace: "hubspot.deal", external_id: "5601", paid: true },
    { namespace: "hubspot.deal", external_id: "5602", paid: false },
    { namespace: "hubspot.deal", external_id: "5603", paid: false },
    { namespace: "hubspot.deal", external_id: "5606", paid: false },
  ]);
  expect(queued).toContainEqual({ queue: "signal", deal: paid });
  const text = `${HEADER},hubspot.deal\nB-1,Somebody else,self-serve,csm-1@acme.example,2026-11-02,5602`;
  const { plan, errors } = await check(text);
  expect(plan).toBeNull();
  expect(errors[0]).toMatch(/^F2 \(hubspot\.deal\): hubspot\.deal 5602 has its onboarding already: run_\w+$/);
});

test("a run goes for good by the segment that the dry run went by: the row's, else its client's", async () => {
  await addClient(at.context("ops@acme.example"), { name: "Old Mill", segment: "startup" });
  await addClient(at.context("ops@acme.example"), { name: "Old Barn", segment: null });
  const text = [
    `${HEADER},segment`,
    "A-1,Old Mill,enterprise",
    "A-2,Old Mill,",
    "A-3,Old Barn,enterprise",
    "A-4,New Mill,",
    "A-5,New Mill,enterprise",
    "A-6,New Mill,startup",
  ].map((line, index) =>
    index === 0 ? line : line.replace(/,([^,]*)$/u, ",enterprise,ps-1@acme.example,2026-11-02,$1"),
  );
  const checked = await check(text.join("\n"));
  expect(checked.errors.filter((line) => line.includes("(segment)"))).toEqual([
    'warning: F2 (segment): "Old Mill" is "startup", and stays so: this onboarding alone goes by "enterprise"',
    'warning: F4 (segment): "Old Barn" has no segment, and stays so: this onboarding alone goes by "enterprise"',
    'warning: F7 (segment): "New Mill" is "enterprise" by row 6, and stays so: this onboarding alone goes by "startup"',
  ]);
  await apply(checked);
  const seen = await at.rows`select k.external_id, r.id, c.segment from baton.runs r
    join baton.clients c on c.id = r.client_id
    join baton.deal_keys k on k.deal_id = r.deal_id and k.namespace = 'import' order by k.external_id`;
  const segments = await Promise.all(
    seen.map(async ({ id, external_id, segment }) => {
      const found = await readRunWithSubject(at.db, at.id, RunIdSchema.parse(id));
      return [external_id, found?.subject.client.segment, segment];
    }),
  );
  expect(segments).toEqual([
    ["A-1", "enterprise", "startup"],
    ["A-2", "startup", "startup"],
    ["A-3", "enterprise", null],
    ["A-4", "enterprise", "enterprise"],
    ["A-5", "enterprise", "enterprise"],
    ["A-6", "startup", "enterprise"],
  ]);
});

describe("another system that tells of a sale in the moment when its row is imported", () => {
  const text = `${HEADER},hubspot.deal\nA-1,Acme Robotics,enterprise,ps-1@acme.example,2026-11-02,9101`;

  test("that it is won: it opens the sale's one onboarding, and the row says so", async () => {
    const checked = await check(text);
    await expect(applyWhile(checked, async () => routed(at, await won(at, 9101)))).rejects.toThrow(
      "Row 2 was not imported: its sale got an onboarding meanwhile. The same command says which",
    );
    expect(await amounts()).toMatchObject({ runs: 1 });
    const { plan, errors } = await check(text);
    expect(plan).toBeNull();
    expect(errors.join("\n")).toMatch(/F2 \(hubspot\.deal\): hubspot\.deal 9101 has its onboarding already/);
  });

  test("that it is paid: the payment is the imported run's", async () => {
    const checked = await check(text);
    const outcome = await applyWhile(checked, async () => routed(at, await paid(at, 9101)));
    expect(outcome).toEqual({ imported: 1, wereThere: 0, left: 0 });
    const named =
      await at.rows`select k.namespace, count(r.id)::integer as runs, count(t.id)::integer as payments
      from baton.deal_keys k left join baton.runs r on r.deal_id = k.deal_id
      left join baton.triggers t on t.deal_id = k.deal_id and t.type = 'payment.received'
      group by k.namespace order by k.namespace`;
    expect(named).toEqual([
      { namespace: "hubspot.deal", runs: 1, payments: 1 },
      { namespace: "import", runs: 1, payments: 1 },
    ]);
    expect((await check(text)).plan?.known).toHaveLength(1);
  });
});

test("what begins at once is said before, by task, and what a past call kept is missed where it is asked for", async () => {
  const text = [
    `${HEADER},send-welcome,check-account,activate-plan`,
    "A-1,Acme,self-serve,csm-1@acme.example,2026-11-02,2026-11-03,2026-11-03,",
    "A-2,Other,self-serve,csm-1@acme.example,2026-11-02,2026-11-03,2026-11-03,",
    "A-3,Third,self-serve,csm-1@acme.example,2026-11-02,2026-11-03,2026-11-03,2026-11-04",
  ].join("\n");
  const { errors, output } = await check(text);
  expect(errors).toEqual([
    'warning: H4 (activate-plan): what "activate-plan" kept is not known, and setup-assistant will ask for it and fail',
  ]);
  expect(output.slice(-4)).toEqual([
    "AT ONCE, as soon as they are imported:",
    "  2 onboardings will call activate-plan (Self-serve onboarding)",
    "  1 onboarding will call setup-assistant (Self-serve onboarding)",
    "Where that was done before, write the day it was done, or skipped.",
  ]);
});

const TASKS = [
  "send-welcome",
  "check-account",
  "activate-plan",
  "confirm-first-login",
  "first-project",
  "ask-for-feedback",
];
const anyCell = fc.constantFrom(
  "",
  "",
  "2026-11-03",
  "2026-11-20",
  "skipped",
  "csm-1@acme.example",
  "3.11.2026",
  "2026-12-01",
  "=1",
);
const anyRow = fc.record({
  owner: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom("csm-1@acme.example", "ops@acme.example") },
    fc.string(),
  ),
  started: fc.oneof({ weight: 12, arbitrary: fc.constantFrom("2026-11-02", "2026-11-10") }, fc.string()),
  client: fc.oneof({ weight: 8, arbitrary: fc.constant("Example client") }, fc.string({ unit: "grapheme" })),
  tasks: fc.array(
    fc.oneof({ weight: 10, arbitrary: fc.constantFrom("", "", "2026-11-12", "skipped") }, anyCell),
    {
      minLength: TASKS.length,
      maxLength: TASKS.length,
    },
  ),
});

test("whatever a file says, there are problems and nothing happens, or every row is a run as it says", async () => {
  let samples = 0;
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 3 }), async (rows) => {
      samples += 1;
      const ids = rows.map((_, index) => `S-${samples}-${index}`);
      const lines = rows.map(({ owner, started, client, tasks }, index) =>
        [ids[index], client, "self-serve", owner, started, ...tasks]
          .map((cell) => `"${cell?.replaceAll('"', '""')}"`)
          .join(","),
      );
      const before = await amounts();
      const checked = await check([`${HEADER},${TASKS.join(",")}`, ...lines].join("\n"), {
        allowSecondRuns: true,
      });
      expect(await amounts()).toEqual(before);
      if (!checked.plan) {
        expect(checked.errors.length).toBeGreaterThan(2);
        return;
      }
      files += 1;
      await apply(checked);
      const stored =
        await at.rows`select k.external_id, t.key, t.status, t.done_at, t.skipped_at, t.assignee from baton.tasks t
        join baton.runs r on r.id = t.run_id join baton.deal_keys k on k.deal_id = r.deal_id
        where k.external_id = any(${ids}) and t.key = any(${TASKS})`;
      for (const [index, { tasks }] of rows.entries()) {
        for (const [place, cell] of tasks.entries()) {
          const task = stored.find((row) => row["external_id"] === ids[index] && row["key"] === TASKS[place]);
          const day = (column: string) => (task?.[column] as Date | null)?.toISOString().slice(0, 10);
          if (/^\d/.test(cell))
            expect({ status: task?.["status"], on: day("done_at") }).toEqual({ status: "done", on: cell });
          else if (cell === "skipped") expect(task?.["status"]).toBe("skipped");
          else if (cell !== "") expect(task).toMatchObject({ status: "claimed", assignee: at.user(cell) });
          else expect(["done", "skipped"]).not.toContain(task?.["status"]);
        }
      }
    }),
    { numRuns: 40 },
  );
  expect(files).toBeGreaterThan(3);
  expect(await at.rows`select * from baton.notices`).toEqual([]);
  expect((await verifyAudit({ db: at.db, workspace: at.id }, () => {})).broken).toEqual([]);
});
