import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Book } from "#domain/book.ts";
import type { TriggerId } from "#domain/ids.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { changeRun } from "#services/change-run.ts";
import { routeTrigger } from "#services/route-trigger.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { acme, paid, routed, runNow, stored, won } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

let deals = 1000;

describe("a delivery", () => {
  test("that comes again is stored once, and is known by the first one's id", async () => {
    const deal = deals++;
    const first = await won(at, deal);
    expect(await won(at, deal)).toBe(first);
    const again = Array.from({ length: 10 }, () => won(at, deal));
    expect(new Set(await Promise.all(again))).toEqual(new Set([first]));
    expect(await at.rows`select id from baton.triggers where id = ${first}`).toHaveLength(1);
  });

  test("that holds the same event twice, and others, is answered in its order", async () => {
    const events = [deals++, deals++].map((deal) => dealMoved(deal, TUESDAY));
    const [one, two] = events.map((event, index) => ({
      dedupeKey: `batch ${deals} ${index}`,
      occurredAt: TUESDAY,
      event,
    }));
    if (!one || !two) throw new Error("Two events were asked for");
    const answers = await acceptTriggers(at.context("system"), async () => {}, at.id, "hubspot", [
      two,
      one,
      two,
    ]);
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
    expect(answers[2]?.id).toBe(answers[0]?.id);
    expect(answers[1]?.id).not.toBe(answers[0]?.id);
  });
});

describe("a won deal and its payment are one run, and both are kept", () => {
  test.for([
    ["the deal is won first", [won, paid]],
    ["the payment comes first", [paid, won]],
  ] as const)("when %s", async ([, senders]) => {
    const deal = deals++;
    const triggers: TriggerId[] = [];
    for (const send of senders) {
      const trigger = await send(at, deal);
      await routed(at, trigger);
      triggers.push(trigger);
    }
    await expectOneRun(triggers);
  });

  test("when all come at the same instant, several times over", async () => {
    for (let round = 0; round < 20; round++) {
      const deal = deals++;
      const moved = [0, 1].map((minute) => won(at, deal, new Date(TUESDAY.getTime() + minute * 60_000)));
      const triggers = await Promise.all([...moved, paid(at, deal)]);
      // A lost heartbeat makes a job run twice.
      await Promise.all([...triggers, ...triggers].map((trigger) => routed(at, trigger)));
      await expectOneRun(triggers);
    }
  });
});

test("a paid invoice of the second month opens nothing", async () => {
  const deal = deals++;
  await routed(at, await won(at, deal));
  const december = await paid(at, deal, new Date("2026-12-24T09:00:00Z"));
  await routed(at, december);
  expect(await statusOf(december)).toMatchObject({ status: "evidence", outcome: "evidence" });
});

test("the decision is stored with the rule that matched, the snapshot it saw and who was considered", async () => {
  const trigger = await won(at, deals++);
  await routed(at, trigger);
  const [decision] =
    await at.rows`select outcome, release, rule, playbook, role, snapshot, tried, considered, owner
    from baton.routing_decisions where trigger_id = ${trigger}`;
  expect(decision).toMatchObject({
    outcome: "opened",
    release: 1,
    rule: "high-touch",
    playbook: "enterprise",
    role: "professional-services",
    snapshot: acme,
    tried: [{ rule: "high-touch", outcome: "matched" }],
  });
  expect(decision?.["considered"]).toContainEqual(
    expect.objectContaining({ id: decision?.["owner"], available: true }),
  );
});

describe("the rules see", () => {
  test.for([
    ["50000.00", "USD", "guided"],
    ["14999.99", "USD", "self-serve"],
    ["50000.01", "USD", "enterprise"],
    ["9007199254740993.5", "USD", "enterprise"],
    ["0", "USD", "self-serve"],
  ] as const)("%s %s, and choose %s", async ([value, currency, playbook]) => {
    const trigger = await won(at, deals++);
    await routed(at, trigger, { snapshot: { ...acme, contract: { value, currency } } });
    expect(await statusOf(trigger)).toMatchObject({ status: "opened", playbook });
  });

  test.for([
    ["another currency", { value: "90000", currency: "EUR" }],
    ["no amount", { value: null, currency: "USD" }],
  ] as const)("%s as an error, never as a zero: the deal waits for a person", async ([, contract]) => {
    const trigger = await won(at, deals++);
    await routed(at, trigger, { snapshot: { ...acme, contract } });
    await expectHeld(trigger, /^Rule high-touch could not be worked out: .*contract\.value/);
  });
});

test("an event that can't be mapped waits for a person", async () => {
  const { data, ...rest } = invoicePaid(1, TUESDAY);
  const trigger = await stored(at, "stripe", { ...rest, data: { object: { ...data.object, metadata: {} } } });
  await routed(at, trigger);
  await expectHeld(trigger, /deal_id/);
});

test("an event that the book doesn't name is ignored, and kept with that decision", async () => {
  const trigger = await stored(at, "hubspot", dealMoved(deals++, TUESDAY, "appointmentscheduled"));
  await routed(at, trigger);
  expect(await statusOf(trigger)).toMatchObject({ status: "ignored", outcome: "ignored", exceptions: 0 });
});

test("a source that the book has dropped since is ignored", async () => {
  const ctx = at.context("system");
  const events = [{ dedupeKey: "gone", occurredAt: TUESDAY, event: {} }];
  const [trigger] = await acceptTriggers(ctx, async () => {}, at.id, "gone", events);
  if (!trigger) throw new Error("Nothing was accepted");
  await routeTrigger(ctx, trigger.id);
  expect(await statusOf(trigger.id)).toMatchObject({ status: "ignored" });
});

describe("a run whose role has nobody", () => {
  const nobody = (book: Book): Book => ({
    ...book,
    roles: { ...book.roles, "professional-services": { members: [] } },
  });

  test("opens under the fallback owner with an exception, which closes when somebody accepts the run", async () => {
    const empty = await testWorkspace(nobody);
    const trigger = await won(empty, 1);
    await routed(empty, trigger);
    const [row] = await empty.rows`select id, owner from baton.runs`;
    const ops = "ops@acme.example";
    expect(row?.["owner"]).toBe(empty.user(ops));
    const needs = () => whatNeeds(empty.context(ops), empty.user(ops));
    expect((await needs()).exceptions).toMatchObject([{ type: "missing_owner" }]);

    const run = row?.["id"];
    const to = empty.user("csm-1@acme.example");
    await changeRun(empty.context(ops), { run, key: "offer", ask: { type: "hand-off-run", to, note: null } });
    const handoff = (await runNow(empty, run)).offer?.handoff;
    if (!handoff) throw new Error("Nothing was offered");
    const accept = { type: "accept-handoff", handoff } as const;
    await changeRun(empty.context("csm-1@acme.example"), { run, key: "accept", ask: accept });
    expect((await runNow(empty, run)).owner).toBe(to);
    expect((await needs()).exceptions).toEqual([]);
    await empty.drop();
  });
});

test("two people who start the same client by hand at the same instant open one run", async () => {
  for (let round = 0; round < 10; round++) {
    const start = (by: string) =>
      startByHand(at.context(by), {
        client: `By Hand ${round}`,
        playbook: "self-serve",
        key: `${by} ${round}`,
      });
    const [one, two] = await Promise.all([start("csm-1@acme.example"), start("csm-2@acme.example")]);
    if (!one.ok || !two.ok) throw new Error("A start was refused");
    expect(one.run).toBe(two.run);
  }
});

type Status = {
  status: string;
  outcome: string | null;
  playbook: string | null;
  run: string | null;
  exceptions: number;
};

async function statusOf(trigger: TriggerId): Promise<Status> {
  const [row] = await at.rows<Status[]>`select t.status, d.outcome, d.playbook, d.run_id as run,
      (select count(*)::integer from baton.exceptions e where e.trigger_id = t.id) as exceptions
    from baton.triggers t left join baton.routing_decisions d on d.trigger_id = t.id where t.id = ${trigger}`;
  if (!row) throw new Error(`There is no trigger ${trigger}`);
  return row;
}

/** Of one deal: one of them opened the run, the others are its evidence, and each has the decision that says so. */
async function expectOneRun(triggers: readonly TriggerId[]): Promise<void> {
  const runs = await at.rows`select distinct r.id, r.trigger_id from baton.triggers t
    join baton.runs r on r.deal_id = t.deal_id where t.id = any(${[...triggers]})`;
  expect(runs).toHaveLength(1);
  for (const trigger of triggers) {
    const { status, outcome, run, exceptions } = await statusOf(trigger);
    expect(exceptions).toBe(0);
    if (trigger === runs[0]?.["trigger_id"])
      expect([status, outcome, run]).toEqual(["opened", "opened", runs[0]?.["id"]]);
    else expect([status, outcome]).toEqual(["evidence", expect.stringMatching(/^(evidence|joined)$/)]);
  }
}

async function expectHeld(trigger: TriggerId, reason: RegExp): Promise<void> {
  expect(await statusOf(trigger)).toMatchObject({
    status: "held",
    outcome: "held",
    run: null,
    exceptions: 1,
  });
  const [exception] =
    await at.rows`select owner, type, reason, due_at from baton.exceptions where trigger_id = ${trigger}`;
  expect(exception).toMatchObject({
    owner: at.user("ops@acme.example"),
    type: "data_mismatch",
    reason: expect.stringMatching(reason),
    due_at: new Date(TUESDAY.getTime() + 24 * 3_600_000),
  });
}
