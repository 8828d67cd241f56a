import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { workOnTriggers } from "#jobs/route-triggers.ts";
import { RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { problemIn, startApi, type TestApi } from "#test/support/api.ts";
import { oneStage, wait, withPlaybooks } from "#test/support/automation.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { startProvisioning, type Provisioning } from "#test/support/provisioning.ts";
import { eventually, eventsOf, statesOf } from "#test/support/run-story.ts";
import { neighbourOf, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// What other programs say to Baton, and how they hear from it.

const OPS = "ops@acme.example";
const MadeSchema = z.looseObject({ id: z.string(), secret: z.string().nullable() });
const AcceptedSchema = z.object({ id: TriggerIdSchema, duplicate: z.boolean() });
const won = {
  type: "deal.won",
  deal: { namespace: "crm.deal", id: "5512", name: "Example GmbH, yearly" },
  client: { name: "Example GmbH", segment: "enterprise" },
  contract: { value: "72000.00", currency: "USD" },
};

let receiver: Provisioning;
let at: TestWorkspace;
let neighbour: TestWorkspace;
let engine: Engine;
let api: TestApi;
let key: string;

beforeAll(async () => {
  receiver = await startProvisioning();
  at = await testWorkspace((book) =>
    withPlaybooks(book, [oneStage("paid", [wait("payment", "payment.received")])]),
  );
  neighbour = await neighbourOf(at);
  engine = await startEngine(at, { loopback: [receiver.pair], secrets: {} });
  await workOnTriggers(
    engine.boss,
    () => engine.context("system"),
    () => null,
  );
  api = await startApi(at, { engine });
  key = await api.key(OPS);
});
afterAll(async () => {
  await api.stop();
  await engine.stop();
  await receiver.stop();
  await at.drop();
});

test("a webhook is added, read, changed, pinged and removed", async () => {
  const made = await api.ask(key, "/webhooks", {
    json: { url: `${receiver.url}/all`, types: ["task-done"] },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { types: ["task-done"], enabled: true, createdBy: at.user(OPS) },
  });
  const { id, secret } = MadeSchema.parse(made.body);
  expect(made.headers.get("location")).toBe(`/api/v1/webhooks/${id}`);
  expect(secret).toMatch(/^whsec_/);
  const read = await api.ask(key, `/webhooks/${id}`);
  expect(read).toMatchObject({ status: 200, body: { id, failingSince: null } });
  expect(read.text).not.toContain("whsec_");
  expect((await api.ask(key, "/webhooks")).body).toEqual({ data: [read.body] });
  expect((await api.ask(key, `/webhooks/${id}/secret`)).body).toEqual({ secret });
  const ping = () => api.ask(key, `/webhooks/${id}/ping`, { method: "POST" });
  expect(await ping()).toMatchObject({ status: 200, body: { delivered: true, status: 200, problem: null } });
  const json = { enabled: false, types: [] };
  expect((await api.ask(key, `/webhooks/${id}`, { method: "PATCH", json })).body).toMatchObject(json);
  expect((await api.ask(key, `/webhooks/${id}`, { method: "DELETE" })).status).toBe(204);
  for (const gone of [
    api.ask(key, `/webhooks/${id}`),
    ping(),
    api.ask(key, `/webhooks/${id}`, { method: "DELETE" }),
  ])
    expect((await gone).status).toBe(404);
});

test("the same request for a webhook makes one, and its secret is stored with no answer", async () => {
  const asking = { json: { url: `${receiver.url}/once` }, headers: { "idempotency-key": "one-webhook" } };
  const first = MadeSchema.parse((await api.ask(key, "/webhooks", asking)).body);
  const again = await api.ask(key, "/webhooks", asking);
  expect(again).toMatchObject({ status: 201, body: { id: first.id, secret: null } });
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  const stored = await at.rows`select body from baton.api_requests where key = 'one-webhook'`;
  expect(JSON.stringify(stored)).not.toContain("whsec_");
  // Whoever answered it died before the answer was kept.
  await at.rows`update baton.api_requests set status = null, body = null, headers = null where key = 'one-webhook'`;
  expect(MadeSchema.parse((await api.ask(key, "/webhooks", asking)).body)).toEqual(first);
});

test.for([
  { json: { url: "https://10.0.0.7/" }, pointer: "#/url" },
  { json: { url: "http://hooks.acme.example/" }, pointer: "#/url" },
  { json: { url: "no address" }, pointer: "#/url" },
  { json: { url: "https://hooks.acme.example/", types: ["task-dne"] }, pointer: "#/types/0" },
  { json: { url: "https://hooks.acme.example/", secret: "whsec_mine" }, pointer: "#/secret" },
])("a webhook like $json is refused at $pointer", async ({ json, pointer }) => {
  const told = await api.ask(key, "/webhooks", { json });
  expect(problemIn(told)).toMatchObject({ status: 422, errors: [{ pointer }] });
});

test("only a key with the scope webhooks sees them, and a neighbour's key sees its own alone", async () => {
  const { id } = MadeSchema.parse(
    (await api.ask(key, "/webhooks", { json: { url: `${receiver.url}/ours` } })).body,
  );
  const reader = await api.key(OPS, { scopes: ["read", "act", "decide", "triggers"] });
  for (const path of ["/webhooks", `/webhooks/${id}`, `/webhooks/${id}/secret`])
    expect(problemIn(await api.ask(reader, path)).status).toBe(403);
  const theirs = await api.key(OPS, { of: neighbour });
  expect((await api.ask(theirs, "/webhooks")).body).toEqual({ data: [] });
  for (const [path, method] of [
    [`/webhooks/${id}`, "GET"],
    [`/webhooks/${id}`, "DELETE"],
    [`/webhooks/${id}/secret`, "GET"],
    [`/webhooks/${id}/ping`, "POST"],
  ] as const)
    expect((await api.ask(theirs, path, { method })).status).toBe(404);
});

test("a trigger that is sent opens a run by the rules, once, however often the request comes", async () => {
  const asking = { json: won, headers: { "idempotency-key": "won-5512" } };
  const first = await api.ask(key, "/triggers", asking);
  expect(first.status).toBe(202);
  const { id } = AcceptedSchema.parse(first.body);
  expect((await api.ask(key, "/triggers", asking)).text).toBe(first.text);
  await at.rows`update baton.api_requests set status = null, body = null, headers = null where key = 'won-5512'`;
  expect((await api.ask(key, "/triggers", asking)).body).toEqual({ id, duplicate: true });
  const read = () => api.ask(key, `/triggers/${id}`);
  await eventually(async () =>
    expect((await read()).body).toMatchObject({
      source: "api",
      type: "deal.won",
      state: "opened",
      routing: { rule: "high-touch", snapshot: { client: { name: "Example GmbH" }, contract: won.contract } },
    }),
  );
  expect(await at.rows`select id from baton.runs where trigger_id = ${id}`).toHaveLength(1);
});

test.for([
  { some: { type: "deal.one" }, pointer: "#/type" },
  { some: { contract: { value: "7.2e4", currency: "USD" } }, pointer: "#/contract/value" },
  { some: { contract: { value: 72000, currency: "USD" } }, pointer: "#/contract/value" },
  { some: { contract: { value: "1", currency: "usd" } }, pointer: "#/contract/currency" },
  { some: { deal: { namespace: "CRM", id: "1" } }, pointer: "#/deal/namespace" },
  { some: { client: { name: " … " } }, pointer: "#/client/name" },
  { some: { occurredAt: "yesterday" }, pointer: "#/occurredAt" },
  { some: { run: "run_000000000000" }, pointer: "#/run" },
])("a trigger with $some is refused at $pointer", async ({ some, pointer }) => {
  const told = await api.ask(key, "/triggers", { json: { ...won, ...some } });
  expect(problemIn(told)).toMatchObject({ status: 422, errors: [{ pointer }] });
});

test("a signal moves the run that waits for it, once, and names one run or one deal", async () => {
  const run = await engine.start("Signalled", "paid");
  const json = { run, type: "payment.received", event: { amount: 700 }, dedupeKey: "paid once" };
  const first = AcceptedSchema.parse((await api.ask(key, "/signals", { json })).body);
  const second = AcceptedSchema.parse((await api.ask(key, "/signals", { json })).body);
  expect(second).toEqual({ id: first.id, duplicate: true });
  await eventually(async () => expect(await statesOf(at, run)).toEqual({ payment: "done" }));
  expect(await eventsOf(at, run, "task-succeeded")).toMatchObject([{ signal: first.id }]);
  for (const more of [{ run: undefined }, { deal: won.deal }])
    expect((await api.ask(key, "/signals", { json: { ...json, ...more } })).status).toBe(422);
});

test("another workspace's run, or one that is not there, is none to signal", async () => {
  const run = await engine.start("Not theirs", "paid");
  const json = { run, type: "payment.received" };
  const theirs = await api.key(OPS, { of: neighbour });
  expect((await api.ask(theirs, "/signals", { json })).status).toBe(404);
  const nowhere = { ...json, run: RunIdSchema.parse("run_000000000000") };
  expect((await api.ask(key, "/signals", { json: nowhere })).status).toBe(404);
});

test("a client is added once by its name, and its segment can be changed", async () => {
  const json = { name: "Initech", segment: "smb" };
  const made = await api.ask(key, "/clients", { json });
  expect(made).toMatchObject({ status: 201, body: { key: "initech", ...json } });
  const again = await api.ask(key, "/clients", { json: { name: "INITECH" } });
  expect(again).toMatchObject({ status: 200, body: made.body });
  const path = `/clients/${String(made.body["id"])}`;
  expect(await api.ask(key, path, { method: "PATCH", json: { segment: null } })).toMatchObject({
    status: 200,
    body: { name: "Initech", segment: null },
  });
  const theirs = await api.key(OPS, { of: neighbour });
  expect((await api.ask(theirs, path, { method: "PATCH", json: { segment: "x" } })).status).toBe(404);
});
