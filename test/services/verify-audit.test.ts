import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chainHash } from "#db/event-codec.ts";
import type { RunId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import { verifyAudit, type Broken } from "#services/verify-audit.ts";
import { openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
/** One that nobody touches, and the one that somebody does. */
let run: RunId;

beforeAll(async () => {
  at = await testWorkspace();
  await livedRun();
});
afterAll(() => at.drop());
beforeEach(async () => {
  run = await livedRun();
});
afterEach(() => tamper(`delete from baton.events where run_id = '${run}'; ${gone(run)}`));

test("runs that nobody tampered with are proved, and counted", async () => {
  const [stored] = await at.rows`select count(*)::integer as events from baton.events`;
  expect(await verified()).toEqual({ runs: 2, events: stored?.["events"], broken: [] });
});

describe("somebody with all rights over the database is found out when they", () => {
  test.for<[string, string, Omit<Broken, "run">]>([
    [
      "change what an event says",
      `update baton.events set body = replace(body, 'task-claimed', 'task-skipped') where seq = (select min(seq) from baton.events
        where run_id = $run and type = 'task-claimed') and run_id = $run`,
      { where: "event 4", problem: "its hash is not that of its body" },
    ],
    [
      "take an event out of the middle",
      `delete from baton.events where run_id = $run and seq = 3`,
      { where: "event 3", problem: "is missing" },
    ],
    [
      "take the first event away",
      `delete from baton.events where run_id = $run and seq = 1`,
      { where: "event 1", problem: "is missing" },
    ],
    [
      "take all events away",
      `delete from baton.events where run_id = $run`,
      { where: "event 1", problem: "is missing" },
    ],
    [
      "replace the hash that the next one carries",
      `update baton.events set hash = sha256('') where run_id = $run and seq = 2`,
      { where: "event 2", problem: "its hash is not that of its body" },
    ],
    [
      "say that a task is done",
      `update baton.tasks set status = 'done', assignee = 'U0SOMEBODY', done_at = now() where run_id = $run and number = 2`,
      {
        where: expect.stringMatching(/^tasks tsk_.*_2\.status$/),
        problem: "is done, but its events give ready",
      },
    ],
    [
      "give a task to somebody else",
      `update baton.tasks set assignee = 'U0SOMEBODY' where run_id = $run and assignee is not null`,
      {
        where: expect.stringMatching(/^tasks .*\.assignee$/),
        problem: expect.stringContaining("is U0SOMEBODY"),
      },
    ],
    [
      "take a task away",
      `delete from baton.tasks where run_id = $run and number = 4`,
      { where: expect.stringMatching(/^tasks tsk_.*_4$/), problem: "is missing" },
    ],
    [
      "add a change of hands that never was",
      `insert into baton.handoffs select (jsonb_populate_record(h, '{"id": "hof_never0000000_1"}')).* from baton.handoffs h
        where run_id = $run and kind = 'claim'`,
      { where: "handoffs hof_never0000000_1", problem: "is there, but no event made it" },
    ],
    [
      "put a deadline off",
      `update baton.deadlines set at = at + interval '1 day' where run_id = $run and kind = 'run-due'`,
      {
        where: expect.stringMatching(/^deadlines .*\.at$/),
        problem: expect.stringContaining("but its events give"),
      },
    ],
    [
      "let a deadline fall",
      `update baton.deadlines set state = 'dropped' where run_id = $run and kind = 'run-due'`,
      { where: expect.stringMatching(/^deadlines .*run-due$/), problem: "is missing" },
    ],
    [
      "hide an exception",
      `insert into baton.exceptions (workspace_id, id, run_id, type, owner, reason, due_at, opened_at)
        select workspace_id, 'exc_never0000000', id, 'manual', owner, 'x', now(), now() from baton.runs where id = $run`,
      { where: "exceptions exc_never0000000", problem: "is there, but no event made it" },
    ],
    [
      "change the owner",
      `update baton.runs set owner = 'U0SOMEBODY' where id = $run`,
      { where: "runs.owner", problem: expect.stringContaining("is U0SOMEBODY") },
    ],
    [
      "change the head",
      `update baton.runs set head = sha256('') where id = $run`,
      { where: "runs.head", problem: expect.stringContaining("but its events give") },
    ],
    ["take the run away", `delete from baton.runs where id = $run`, { where: "runs", problem: "has no row" }],
    [
      "change what a person typed",
      `update baton.texts set body = 'I never said that'
        where id = (select note_id from baton.handoffs where run_id = $run and note_id is not null)`,
      { where: expect.stringMatching(/^texts txt_/), problem: "is not what was typed: its digest differs" },
    ],
  ])("%s", async ([, statement, found]) => {
    await tamper(statement);
    expect((await verified()).broken).toEqual([{ run, ...found }]);
  });

  test("take the last event away", async () => {
    await tamper(
      "delete from baton.events e where run_id = $run and seq = (select version from baton.runs where id = $run)",
    );
    expect((await verified()).broken).toMatchObject([{ run, where: expect.stringMatching(/^runs\./) }]);
  });

  test("write the last event anew, with a hash that fits", async () => {
    const [last] =
      await at.rows`select body, previous from baton.events where run_id = ${run} order by seq desc limit 1`;
    const body = String(last?.["body"]).replace(/"cause":"[^"]*"/, `"cause":"nobody"`);
    const hash = chainHash(last?.["previous"], body).toString("hex");
    await tamper(`update baton.events set body = '${body}', hash = '\\x${hash}'
      where run_id = $run and seq = (select version from baton.runs where id = $run)`);
    expect((await verified()).broken).toMatchObject([{ run, where: "runs.head" }]);
  });
});

test("a text that was erased breaks nothing", async () => {
  await tamper(
    "delete from baton.texts where id = (select note_id from baton.handoffs where run_id = $run and note_id is not null)",
  );
  expect((await verified()).broken).toEqual([]);
});

test("what people do meanwhile is not taken for a break", async () => {
  const task = taskOf(await runNow(at, run), "schedule-kickoff");
  const work = Array.from({ length: 20 }, (_, index) => {
    const to = at.user(index % 2 === 0 ? "csm-1@acme.example" : "csm-2@acme.example");
    return changeRun(at.context("ops@acme.example"), {
      run,
      key: `${run} ${index}`,
      ask: { type: "assign-task", task, to },
    });
  });
  const looks = Array.from({ length: 10 }, verified);
  await Promise.all(work);
  for (const { broken } of await Promise.all(looks)) expect(broken).toEqual([]);
});

/** Somebody has claimed a task and offered it to another, with a note. */
async function livedRun(): Promise<RunId> {
  const opened = await openedRun(at);
  const task = taskOf(await runNow(at, opened), "read-handover");
  const ps = at.context("ps-1@acme.example");
  const note = newText(at.user("ps-1@acme.example"), "I am away next week");
  if (!note) throw new Error("Nothing was typed");
  const to = at.user("csm-1@acme.example");
  await changeRun(ps, { run: opened, key: `${opened} claim`, ask: { type: "claim-task", task } });
  const ask = { type: "hand-off-task", task, to, note: note.ref } as const;
  await changeRun(ps, { run: opened, key: `${opened} offer`, ask, texts: [note] });
  return opened;
}

function verified() {
  return verifyAudit(at.context("system"), () => {});
}

/** As a superuser who has switched triggers and foreign keys off. */
async function tamper(statements: string): Promise<void> {
  await at.rows.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx.unsafe(statements.replaceAll("$run", `'${run}'`));
  });
}

function gone(id: RunId): string {
  const tables = ["notices", "slack_messages", "deadlines", "handoffs", "tasks", "exceptions"];
  return `${tables.map((table) => `delete from baton.${table} where run_id = '${id}'`).join("; ")}; delete from baton.runs where id = '${id}'`;
}
