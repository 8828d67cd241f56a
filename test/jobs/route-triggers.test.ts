import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { PgBoss } from "pg-boss";
import { demoDeals } from "#demo/hubspot-deals.ts";
import { startHubSpotApi, type HubSpotApi } from "#demo/hubspot-api.ts";
import type { TriggerId } from "#domain/ids.ts";
import { allowSending, ROUTE_TRIGGER, startBoss } from "#jobs/boss.ts";
import { enqueueRouting, workOnTriggers } from "#jobs/route-triggers.ts";
import { acceptTriggers, type EnqueueRouting } from "#services/accept-triggers.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { newLog } from "#src/log.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const TOKEN = "example-token";
const PATIENCE = { timeout: 15_000, interval: 20 };

let at: TestWorkspace;
let api: HubSpotApi;
let boss: PgBoss;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startHubSpotApi({ port: 0, token: TOKEN, deals: demoDeals });
  boss = await startBoss(at.url, newLog("silent"), { workers: true });
  await allowSending(at.rows);
  await workOnTriggers(
    boss,
    () => at.context("system"),
    ({ api: known }) => known && { base: api.url, token: TOKEN },
  );
});
afterEach(async () => {
  api.setDown(false);
  api.setRateLimit(null);
  await tryAgain({ soon: false });
});
afterAll(async () => {
  await boss.stop({ graceful: true, timeout: 5000 });
  await api.stop();
  await at.drop();
});

test("a won deal is read back from HubSpot and opens its run", async () => {
  const trigger = await accept(5512);
  await untilStatus(trigger, "opened");
  const [run] = await at.rows`select c.name, r.playbook, d.snapshot from baton.runs r
    join baton.clients c on c.id = r.client_id
    join baton.routing_decisions d on d.run_id = r.id where r.trigger_id = ${trigger}`;
  expect(run).toMatchObject({
    name: "Acme Robotics",
    playbook: "enterprise",
    snapshot: { contract: { value: "72000", currency: "USD" } },
  });
});

test("a trigger and its job are stored together or not at all, and the job names ids only", async () => {
  const before = await stored();
  const failing: EnqueueRouting = async (tx, workspace, triggers) => {
    await enqueueRouting(boss)(tx, workspace, triggers);
    expect(await tx`select 1 from pgboss.job where data ->> 'id' = ${triggers[0] ?? null}`).toHaveLength(1);
    throw new Error("The process was killed here");
  };
  await expect(accept(5513, failing)).rejects.toThrow("killed here");
  expect(await stored()).toEqual(before);
  const trigger = await accept(5513);
  const [job] = await at.rows`select data from pgboss.job where data ->> 'id' = ${trigger}`;
  expect(job).toEqual({ data: { workspace: at.id, id: trigger } });
  await untilStatus(trigger, "opened");
});

test("a delivery that comes again makes no second job", async () => {
  const trigger = await accept(5512);
  await untilStatus(trigger, "opened");
  expect(await accept(5512)).toBe(trigger);
  expect(await at.rows`select 1 from pgboss.job where data ->> 'id' = ${trigger}`).toHaveLength(1);
});

test("while HubSpot is down the trigger waits, says why, and goes through when HubSpot is back", async () => {
  await tryAgain({ soon: true });
  api.setDown(true);
  const asked = api.requests.length;
  const trigger = await accept(5514);
  await vi.waitFor(() => expect(api.requests.length).toBeGreaterThan(asked + 2), PATIENCE);
  expect(await statusOf(trigger)).toMatchObject({
    status: "stored",
    last_error: expect.stringContaining("503"),
  });
  api.setDown(false);
  await untilStatus(trigger, "opened");
  expect(await statusOf(trigger)).toEqual({ status: "opened", last_error: null });
});

test("a source that asks for a pause gets it", async () => {
  await tryAgain({ soon: true });
  api.setRateLimit(1);
  const asked = api.requests.length;
  const trigger = await accept(5516);
  await vi.waitFor(() => expect(api.requests.length).toBe(asked + 1), PATIENCE);
  const since = performance.now();
  api.setRateLimit(null);
  // Without an amount the rule can't be worked out: it was read back all the same.
  await untilStatus(trigger, "held");
  expect(performance.now() - since).toBeGreaterThan(900);
});

test("a deal that HubSpot doesn't have goes to a person at once", async () => {
  const trigger = await accept(404404);
  await untilStatus(trigger, "held");
  expect(await exceptionOf(trigger)).toEqual({
    type: "data_mismatch",
    owner: at.user("ops@acme.example"),
    reason: "HubSpot has no deal 404404",
  });
});

test("when we stop asking, a person hears of it", async () => {
  await tryAgain({ soon: true, atMost: 1 });
  api.setDown(true);
  const trigger = await accept(5515);
  await untilStatus(trigger, "held");
  expect(await exceptionOf(trigger)).toMatchObject({
    type: "transient",
    owner: at.user("ops@acme.example"),
    reason: "Its source did not answer, and we have stopped asking",
  });
});

test("a payment needs nothing of HubSpot, even while HubSpot is down", async () => {
  api.setDown(true);
  const events = [{ dedupeKey: "invoice", occurredAt: TUESDAY, event: invoicePaid(5517, TUESDAY) }];
  const [payment] = await acceptTriggers(at.context("system"), enqueueRouting(boss), at.id, "stripe", events);
  if (!payment) throw new Error("Nothing was accepted");
  await untilStatus(payment.id, "evidence");
});

async function accept(deal: number, enqueue = enqueueRouting(boss)): Promise<TriggerId> {
  const events = [{ dedupeKey: `deal ${deal}`, occurredAt: TUESDAY, event: dealMoved(deal, TUESDAY) }];
  const [accepted] = await acceptTriggers(at.context("system"), enqueue, at.id, "hubspot", events);
  if (!accepted) throw new Error("Nothing was accepted");
  return accepted.id;
}

/** Jobs that are made from now on wait as long as in production before they are tried again, or not at all. */
function tryAgain({ soon, atMost = 300 }: { soon: boolean; atMost?: number }): Promise<void> {
  return boss.updateQueue(ROUTE_TRIGGER, {
    retryLimit: atMost,
    retryBackoff: !soon,
    retryDelay: soon ? 0 : 1,
  });
}

async function untilStatus(trigger: TriggerId, status: string): Promise<void> {
  await vi.waitFor(async () => expect(await statusOf(trigger)).toMatchObject({ status }), PATIENCE);
}

async function statusOf(trigger: TriggerId) {
  const [row] = await at.rows`select status, last_error from baton.triggers where id = ${trigger}`;
  return row;
}

async function exceptionOf(trigger: TriggerId) {
  const [row] = await at.rows`select type, owner, reason from baton.exceptions where trigger_id = ${trigger}`;
  return row;
}

/** How many triggers and jobs there are. */
async function stored() {
  const [row] = await at.rows`select (select count(*) from baton.triggers)::integer as triggers,
    (select count(*) from pgboss.job where name = ${ROUTE_TRIGGER})::integer as jobs`;
  return row;
}
