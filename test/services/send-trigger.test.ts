import { afterAll, beforeAll, expect, test } from "vitest";
import type { TriggerId } from "#domain/ids.ts";
import { workOnTriggers } from "#jobs/route-triggers.ts";
import { chaseEvidence } from "#services/chase-evidence.ts";
import { sendSignal, sendTrigger, type SentSignal, type SentTrigger } from "#services/send-trigger.ts";
import { settleException } from "#services/settle-exception.ts";
import { ExceptionIdSchema, RunIdSchema } from "#src/ids.ts";
import { oneStage, wait, withPlaybooks } from "#test/support/automation.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { acme, won } from "#test/support/intake.ts";
import { eventsOf, eventually, statesOf } from "#test/support/run-story.ts";
import { neighbourOf, testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";

let at: TestWorkspace;
let engine: Engine;

beforeAll(async () => {
  const paid = oneStage("paid", [wait("payment", "payment.received", "event.paid && event.amount > 100")]);
  at = await testWorkspace((book) => withPlaybooks(book, [paid]));
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

test("a trigger sent by another program opens a run by the book's rules, once, however often it comes", async () => {
  const sent = deal("d-1", { dedupeKey: "won d-1" });
  const [first, second] = await Promise.all([send(sent), send(sent)]);
  expect(second.id).toBe(first.id);
  expect(first.duplicate).not.toBe(second.duplicate);
  await untilRouted(first.id);
  expect(await send(sent)).toMatchObject({ id: first.id, duplicate: true });
  expect(await decisionOn(first.id)).toMatchObject({
    outcome: "opened",
    rule: "high-touch",
    playbook: "enterprise",
    snapshot: acme,
  });
  expect(await runsOf("d-1")).toEqual([{ trigger_id: first.id, occurred_at: TUESDAY }]);
});

test("two of one deal open one run, whichever source the other is from", async () => {
  const one = await send(deal("7001", {}, "hubspot.deal"));
  await untilRouted(one.id);
  const other = await won(at, 7001);
  await engine.boss.insert("route-trigger", [{ data: { workspace: at.id, id: other } }]);
  await untilRouted(other);
  expect(await decisionOn(other)).toMatchObject({ outcome: "joined" });
  expect(await runsOf("7001")).toHaveLength(1);
});

test.for([
  { type: "deal.won", opens: null, outcome: "opened" },
  { type: "payment.received", opens: null, outcome: "evidence" },
  { type: "x.upsell", opens: null, outcome: "evidence" },
  { type: "x.upsell", opens: true, outcome: "opened" },
  { type: "deal.won", opens: false, outcome: "evidence" },
])("$type that says of opening $opens becomes $outcome", async ({ type, opens, outcome }) => {
  const { id } = await send(deal(`${type} ${opens}`, { type, opens }));
  await untilRouted(id);
  expect(await decisionOn(id)).toMatchObject({ outcome });
});

test("evidence for a deal that nobody wins is given to a person, and they can settle it", async () => {
  const { id } = await send(deal("nobody's", { type: "payment.received" }));
  await untilRouted(id);
  await chaseEvidence(at.context("system", new Date(TUESDAY.getTime() + 30 * 86_400_000)));
  expect(await settledOf(id)).toMatchObject({ ok: true });
});

test("one that the rules can't work out waits for a person, who can settle it", async () => {
  const { id } = await send(
    deal("no-money", { snapshot: { ...acme, contract: { value: "90000", currency: "XTS" } } }),
  );
  await untilRouted(id);
  expect(await decisionOn(id)).toMatchObject({ outcome: "held" });
  expect(await settledOf(id)).toMatchObject({ ok: true });
});

test("a signal ends the wait of the run that it names, if the task's condition over what came holds, and once", async () => {
  const run = await engine.start("Waiting", "paid");
  const small = { of: run, type: "payment.received", event: { paid: true, amount: 7 } };
  await untilRouted((await signal(small)).id);
  const large = { ...small, event: { paid: true, amount: 700 }, dedupeKey: "paid" };
  const [first, second] = await Promise.all([signal(large), signal(large)]);
  expect(second.id).toBe(first.id);
  await eventually(async () => expect(await statesOf(at, run)).toEqual({ payment: "done" }));
  expect(await signal(large)).toMatchObject({ id: first.id, duplicate: true });
  expect(await eventsOf(at, run, "task-succeeded")).toMatchObject([{ signal: first.id }]);
});

test("a signal may name the deal by a key of another system", async () => {
  const run = await engine.start("By key", "paid");
  await signal({
    of: { namespace: "manual", externalId: "by-key" },
    type: "payment.received",
    event: { paid: true, amount: 700 },
  });
  await eventually(async () => expect(await statesOf(at, run)).toEqual({ payment: "done" }));
});

test("a run that is not there, or a neighbour's, is none to signal", async () => {
  const neighbour = await neighbourOf(at);
  const run = await engine.start("Ours", "paid");
  const theirs = { ...neighbour.context(OPS), queue: engine.context(OPS).queue };
  for (const [ctx, of] of [
    [theirs, run],
    [engine.context(OPS), RunIdSchema.parse("run_000000000000")],
  ] as const)
    expect(await sendSignal(ctx, { ...evidence, of })).toMatchObject({
      ok: false,
      refusal: { code: "no-such-run" },
    });
});

test("a type that nobody knows, and people from elsewhere, are refused", async () => {
  expect(await sendTrigger(engine.context(OPS), deal("d-9", { type: "deal.one" }))).toMatchObject({
    ok: false,
    refusal: { code: "no-such-type", problem: expect.stringContaining("deal.won") },
  });
  const guest = {
    ...engine.context(OPS),
    by: { kind: "person", id: at.user(OPS), internal: false },
  } as const;
  expect(await sendTrigger(guest, deal("d-9"))).toMatchObject({ refusal: { code: "from-outside" } });
  expect(await sendSignal(guest, { ...evidence, of: { namespace: "crm", externalId: "1" } })).toMatchObject({
    refusal: { code: "from-outside" },
  });
});

let keys = 0;

const evidence = { type: "payment.received", occurredAt: null, event: {}, dedupeKey: "evidence" } as const;

function deal(externalId: string, some: Partial<SentTrigger> = {}, namespace = "crm.deal"): SentTrigger {
  return {
    type: "deal.won",
    occurredAt: TUESDAY,
    dedupeKey: `key ${(keys += 1)}`,
    event: { from: "a test" },
    deal: { namespace, externalId },
    snapshot: acme,
    opens: null,
    ...some,
  };
}

async function send(sent: SentTrigger) {
  const answer = await sendTrigger(engine.context(OPS), sent);
  if (!answer.ok) throw new Error(`It was refused: ${answer.refusal.code}`);
  return answer;
}

async function signal(some: Partial<SentSignal> & Pick<SentSignal, "of">) {
  const answer = await sendSignal(engine.context(OPS), {
    ...evidence,
    dedupeKey: `key ${(keys += 1)}`,
    ...some,
  });
  if (!answer.ok) throw new Error(`It was refused: ${answer.refusal.code}`);
  return answer;
}

function untilRouted(id: TriggerId): Promise<void> {
  return eventually(async () => expect(await decisionOn(id)).toBeDefined());
}

async function decisionOn(id: TriggerId) {
  const [row] =
    await at.rows`select outcome, rule, playbook, snapshot from baton.routing_decisions where trigger_id = ${id}`;
  return row;
}

function runsOf(externalId: string) {
  return at.rows`select r.trigger_id, r.occurred_at from baton.runs r
    join baton.deal_keys k on k.deal_id = r.deal_id where k.external_id = ${externalId}`;
}

async function settledOf(trigger: TriggerId) {
  const [row] = await at.rows`select id from baton.exceptions where trigger_id = ${trigger}`;
  const exception = ExceptionIdSchema.parse(row?.["id"]);
  return settleException(engine.context(OPS), { exception, cause: "a typo", prevention: "a check" });
}
