import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunId, TriggerId } from "#domain/ids.ts";
import { enqueueRouting, workOnTriggers } from "#jobs/route-triggers.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { changeRun } from "#services/change-run.ts";
import { deliverSignals } from "#services/deliver-signals.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { invoicePaid } from "#sources/samples.ts";
import { child, oneStage, wait, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { eventsOf, eventually, statesOf, untilRun } from "#test/support/run-story.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";
const LARGE = "event.data.object.amount_paid >= 100000";

let at: TestWorkspace;
let engine: Engine;

beforeAll(async () => {
  const playbooks = [
    oneStage("paid", [wait("payment", "payment.received"), taskSpec("launch", { sla: null })]),
    oneStage("paid-later", [
      taskSpec("talk", { sla: null }),
      { ...wait("payment", "payment.received"), after: ["talk"] },
    ]),
    oneStage("paid-well", [wait("payment", "payment.received", LARGE)]),
    oneStage("paid-below", [child("sub", "paid-well")]),
  ];
  at = await testWorkspace((book) => {
    const { stripe } = book.sources;
    if (!stripe) throw new Error("The example book has no Stripe");
    // The invoice names its client, so that a run that was started by hand hears of it.
    const deal = { namespace: "manual", id: "event.data.object.metadata.deal_id" };
    const events = stripe.events.map((event) => ({ ...event, deal }));
    return withPlaybooks({ ...book, sources: { ...book.sources, stripe: { ...stripe, events } } }, playbooks);
  });
  engine = await startEngine(at, { loopback: [], secrets: {} });
  await workOnTriggers(
    engine.boss,
    () => engine.context("system"),
    () => null,
  );
});
afterAll(async () => {
  await engine.stop();
  await at.drop();
});

test("a signal ends the wait of the run whose deal it names, and of no other", async () => {
  const run = await engine.start("On time", "paid");
  const other = await engine.start("Another", "paid");
  const trigger = await pay("on-time");
  await eventually(async () => expect(await statesOf(at, run)).toMatchObject({ payment: "done" }));
  expect(await eventsOf(at, run, "signal-received")).toMatchObject([{ trigger, signal: "payment.received" }]);
  expect(await eventsOf(at, run, "task-succeeded")).toMatchObject([{ signal: trigger }]);
  expect(await statesOf(at, other)).toMatchObject({ payment: "waiting" });
});

test("one that comes before its run is told to it when it opens", async () => {
  const trigger = await pay("early-bird");
  await untilRouted(trigger);
  const run = await engine.start("Early bird", "paid");
  await eventually(async () => expect(await statesOf(at, run)).toMatchObject({ payment: "done" }));
});

test("one that comes before its task is kept, and used when the task's turn comes", async () => {
  const run = await engine.start("Before task", "paid-later");
  const trigger = await pay("before-task");
  await eventually(async () => expect(await eventsOf(at, run, "signal-received")).toHaveLength(1));
  expect(await statesOf(at, run)).toEqual({ talk: "ready", payment: "pending" });
  await doTask(run, "talk");
  expect((await runNow(at, run)).status).toBe("completed");
  expect(await eventsOf(at, run, "task-succeeded")).toMatchObject([{ signal: trigger }]);
});

test("the same one again, or told twice and at once, is heard once", async () => {
  const run = await engine.start("Twice", "paid-later");
  const trigger = await pay("twice");
  expect(await pay("twice")).toBe(trigger);
  await untilRouted(trigger);
  const { deal } = await runNow(at, run);
  const ctx = engine.context("system");
  await Promise.all([1, 2, 3].map(() => deliverSignals(ctx, deal)));
  expect(await eventsOf(at, run, "signal-received")).toHaveLength(1);
});

test("one that does not fit is passed over, and the next that does is taken", async () => {
  const run = await engine.start("Well paid", "paid-well");
  const small = await pay("well-paid", { amount: 500 });
  await untilRouted(small);
  const large = await pay("well-paid", { amount: 200_000, minutes: 1 });
  await untilRun(at, run, "completed");
  expect(await eventsOf(at, run, "signal-received")).toMatchObject([{ trigger: large }]);
});

test("one that cannot be read opens an exception that holds nothing up", async () => {
  const run = await engine.start("Unread", "paid-well");
  await pay("unread", { amount: "a lot" });
  await eventually(async () => expect((await runNow(at, run)).exceptions).toHaveLength(1));
  expect(await runNow(at, run)).toMatchObject({
    status: "active",
    exceptions: [{ type: "data_mismatch", gate: null, reason: expect.stringContaining("could not be read") }],
  });
  expect(await statesOf(at, run)).toEqual({ payment: "waiting" });
});

test("one reaches a child run, even one that came before the child was opened", async () => {
  const early = await pay("below");
  await untilRouted(early);
  const parent = await engine.start("Below", "paid-below");
  await untilRun(at, parent, "completed");
  const late = await engine.start("Below late", "paid-below");
  await eventually(async () => expect(await eventsOf(at, late, "child-opened")).toHaveLength(1));
  await pay("below-late");
  await untilRun(at, late, "completed");
});

test("a deal that begins anew does not hear of what ended its last run, and hears what comes next", async () => {
  const first = await engine.start("Again", "paid-well");
  await untilRouted(await pay("again"));
  await untilRun(at, first, "completed");
  const later = new Date(TUESDAY.getTime() + 3_600_000);
  const second = await engine.start("Again", "paid-below", later);
  await eventually(async () => expect(await eventsOf(at, second, "child-opened")).toHaveLength(1));
  const { deal } = await runNow(at, second);
  await deliverSignals(engine.context("system", later), deal);
  const [{ id: sub } = { id: "" }] = await at.rows`select id from baton.runs where parent_run_id = ${second}`;
  expect((await at.rows`select status, generation from baton.runs where id = ${sub}`)[0]).toEqual({
    status: "active",
    generation: 2,
  });
  await pay("again", { minutes: 61 });
  await untilRun(at, second, "completed");
});

test("a job that waits takes the place of none that is made later, whose reason it may not see yet", async () => {
  await engine.pause();
  const run = await engine.start("Twice at once", "paid");
  const { deal } = await runNow(at, run);
  const waiting = () =>
    at.rows`select 1 from pgboss.job where data ->> 'deal' = ${deal} and state = 'created'`;
  expect(await waiting()).toHaveLength(1);
  await pay("twice-at-once").then(untilRouted);
  expect(await waiting()).toHaveLength(2);
  await engine.goOn();
  await eventually(async () => expect(await statesOf(at, run)).toMatchObject({ payment: "done" }));
});

test("the record of all of it is whole", async () => {
  const { runs, broken } = await verifyAudit(at.context("system"), () => {});
  expect(runs).toBeGreaterThan(10);
  expect(broken).toEqual([]);
});

/** Stripe says that a client has paid; through the door, as it comes from outside. */
async function pay(
  client: string,
  { amount = 600_000, minutes = 0 }: { amount?: unknown; minutes?: number } = {},
): Promise<TriggerId> {
  const now = new Date(TUESDAY.getTime() + minutes * 60_000);
  const { data, ...event } = invoicePaid(0, now);
  const metadata = { deal_id: client };
  const object = { ...data.object, metadata, amount_paid: amount };
  const events = [
    { dedupeKey: `${client} ${minutes}`, occurredAt: now, event: { ...event, data: { object } } },
  ];
  const ctx = engine.context("system", now);
  const [accepted] = await acceptTriggers(ctx, enqueueRouting(engine.boss), at.id, "stripe", events);
  if (!accepted) throw new Error("Nothing was accepted");
  return accepted.id;
}

async function untilRouted(trigger: TriggerId): Promise<void> {
  await eventually(async () => {
    const [row] = await at.rows`select status from baton.triggers where id = ${trigger}`;
    expect(row).toEqual({ status: "evidence" });
  });
}

async function doTask(run: RunId, key: string): Promise<void> {
  const task = taskOf(await runNow(at, run), key);
  const ctx = engine.context(OPS);
  await changeRun(ctx, { run, key: `${task} claim`, ask: { type: "claim-task", task } });
  await changeRun(ctx, { run, key: `${task} done`, ask: { type: "complete-task", task, evidence: null } });
}
