import { Webhook } from "standardwebhooks";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { HOOK_PATIENCE_MS } from "#domain/hooks.ts";
import type { RunId, WebhookId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { deliverWebhook } from "#services/deliver-webhook.ts";
import {
  addWebhook,
  changeWebhook,
  listWebhooks,
  pingWebhook,
  readWebhook,
  readWebhookSecret,
  removeWebhook,
  WEBHOOKS_MAX,
} from "#services/manage-webhooks.ts";
import { newText } from "#services/new-text.ts";
import type { Context } from "#src/context.ts";
import { newWebhookId } from "#src/ids.ts";
import { oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { withTwoOperators } from "#test/support/held.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { startProvisioning, type Asked, type Provisioning } from "#test/support/provisioning.ts";
import { eventually } from "#test/support/run-story.ts";
import { neighbourOf, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";
const FOUNDER = "founder@acme.example";
const NOTE = "the gate code is 4711";
const PayloadSchema = z.object({
  type: z.string(),
  timestamp: z.string(),
  data: z.looseObject({ workspace: z.string() }),
});

let receiver: Provisioning;
let at: TestWorkspace;
let engine: Engine;
/** What receivers and failures are counted by. */
let realNow: Date;
let receivers = 0;

beforeAll(async () => {
  receiver = await startProvisioning();
  const talking = [taskSpec("talk", { sla: null }), taskSpec("write", { sla: null, after: ["talk"] })];
  at = await testWorkspace((book) => withTwoOperators(withPlaybooks(book, [oneStage("talks", talking)])));
  engine = await startEngine(at, { loopback: [receiver.pair], secrets: {}, realNow: () => realNow });
});
afterAll(async () => {
  await engine.stop();
  await receiver.stop();
  await at.drop();
});
beforeEach(async () => {
  realNow = new Date();
  for (const { id } of await listWebhooks(engine.context(OPS)))
    await removeWebhook(engine.context(OPS), id, engine.outside);
});

test("another program hears of each event that it asked for, signed, with ids and nothing that was typed", async () => {
  const { id, name, secret } = await hook(["task-done", "run-completed"]);
  const run = await engine.start("Told", "talks");
  await doTask(run, "talk");
  await doTask(run, "write");
  const sent = await untilSent(name, 3);
  const told = sent.map((asked) => verified(asked, secret));
  expect(told.map(({ type }) => type).toSorted()).toEqual(["run-completed", "task-done", "task-done"]);
  const { client } = await runNow(at, run);
  expect(told.find(({ data }) => data["seq"] === doneSeq(told))).toEqual({
    type: "task-done",
    timestamp: "2026-11-24T09:00:00.000Z",
    data: {
      workspace: at.id,
      run: { id: run, client: { id: client, key: "told" }, playbook: "talks", state: expect.any(String) },
      seq: expect.any(Number),
      actor: { kind: "person", id: at.user(OPS) },
      task: { id: taskOf(await runNow(at, run), "talk"), key: "talk" },
      by: at.user(OPS),
    },
  });
  expect(sent.map(({ body }) => body).join()).not.toContain(NOTE);
  await eventually(async () =>
    expect(await read(id)).toMatchObject({ failingSince: null, lastError: null, lastSuccessAt: realNow }),
  );
});

test("one that names no types hears of everything, and everything has a place in the payload", async () => {
  const { name, secret } = await hook([]);
  const run = await engine.start("Everything", "talks");
  await doTask(run, "talk");
  await doTask(run, "write");
  const [{ events } = { events: 0 }] =
    await at.rows`select count(*)::integer as events from baton.events where run_id = ${run}`;
  const sent = await untilSent(name, Number(events));
  const seqs = sent.map((asked) => Number(verified(asked, secret).data["seq"]));
  expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1));
});

test("what a receiver fails at is sent again under the same id, until it says well", async () => {
  const { id, name, secret } = await hook(["run-opened"]);
  receiver.plan(
    name,
    { status: 500 },
    { status: 429, headers: { "retry-after": "1" } },
    { status: 302, headers: { location: "/elsewhere" } },
  );
  await engine.start("Again", "talks");
  const sent = await untilSent(name, 4);
  for (const asked of sent) verified(asked, secret);
  expect(new Set(sent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(receiver.callsFor("elsewhere")).toEqual([]);
  await eventually(async () => expect(await read(id)).toMatchObject({ failingSince: null, enabled: true }));
});

test("one hears within seconds while many others hang, each of their deliveries until its timeout", async () => {
  const hanging = [];
  for (let one = 0; one < 8; one++) hanging.push(await hook([]));
  for (const { name } of hanging) receiver.plan(name, ...Array.from({ length: 100 }, () => () => {}));
  await engine.start("Hanging", "talks");
  for (const { name } of hanging) await untilSent(name, 1);
  // Each of them has had all the deliveries that it gets at once.
  await engine.start("Hanging still", "talks");
  const { name } = await hook([]);
  const since = performance.now();
  for (const client of ["Heard", "Heard again"]) {
    const run = await engine.start(client, "talks");
    const [row] = await at.rows`select count(*)::integer as events from baton.events where run_id = ${run}`;
    await eventually(() =>
      expect(receiver.callsFor(name).filter(({ body }) => body.includes(run))).toHaveLength(
        Number(row?.["events"]),
      ),
    );
  }
  expect(performance.now() - since).toBeLessThan(5000);
  for (const { name: dead } of hanging) expect(receiver.callsFor(dead)).toHaveLength(1);
});

test("a delivery whose worker died is made again, under the same id", async () => {
  const { id, name, secret } = await hook(["run-opened"]);
  await engine.pause();
  onTestFinished(() => engine.goOn());
  const run = await engine.start("Orphan", "talks");
  const dying: Context = {
    ...engine.context("system"),
    get db(): never {
      throw new Error("The process was killed here");
    },
  };
  const of = { webhook: id, run, seq: 1, attempt: 1, since: null };
  await expect(deliverAndDie(of, dying)).rejects.toThrow("killed here");
  expect(receiver.callsFor(name)).toHaveLength(1);
  await deliverWebhook(engine.context("system"), of, engine.outside, new AbortController().signal);
  const [first, second] = receiver.callsFor(name);
  if (!first || !second) throw new Error("It was not sent twice");
  expect([verified(first, secret), first.headers["webhook-id"]]).toEqual([
    verified(second, secret),
    second.headers["webhook-id"],
  ]);
});

test("a webhook of which nothing worked for a day is disabled, and its people are told of it once", async () => {
  const { id, name } = await hook(["run-opened"]);
  receiver.plan(name, ...Array.from({ length: 500 }, () => ({ status: 503 })));
  await engine.start("Down one", "talks");
  await engine.start("Down two", "talks");
  await eventually(async () =>
    expect(await read(id)).toMatchObject({ lastError: "answered 503", enabled: true }),
  );
  const { failingSince } = await read(id);
  realNow = new Date(realNow.getTime() + HOOK_PATIENCE_MS - 60_000);
  const before = receiver.callsFor(name).length;
  await untilSent(name, before + 2);
  expect((await read(id)).enabled).toBe(true);
  realNow = new Date(realNow.getTime() + 120_000);
  await eventually(async () =>
    expect(await read(id)).toMatchObject({ enabled: false, failingSince, disabledAt: realNow }),
  );
  expect(await toldOf(id)).toEqual([at.user(FOUNDER), at.user(OPS)].toSorted());

  await untilIdle();
  const calls = receiver.callsFor(name).length;
  await engine.start("Unheard", "talks");
  await untilIdle();
  expect(receiver.callsFor(name)).toHaveLength(calls);
  expect(await toldOf(id)).toHaveLength(2);
});

test("enabled again it hears of what comes after, and nothing of before counts against it", async () => {
  const { id, name, secret } = await hook(["run-opened"]);
  receiver.plan(name, { status: 410 });
  await engine.start("Gone", "talks");
  await eventually(async () =>
    expect(await read(id)).toMatchObject({ enabled: false, lastError: "answered 410" }),
  );
  await engine.start("Between", "talks");
  const enabled = await changeWebhook(engine.context(OPS), id, { enabled: true }, engine.outside);
  expect(enabled).toMatchObject({
    ok: true,
    webhook: { enabled: true, failingSince: null, disabledAt: null, lastError: null },
  });
  const after = await engine.start("After", "talks");
  const [, second, ...more] = await untilSent(name, 2);
  expect(more).toEqual([]);
  expect(second && verified(second, secret).data["run"]).toMatchObject({ id: after });
});

test("what fails while its address is changed counts for nothing, and reaches the new one", async () => {
  const { id, name, secret } = await hook(["run-opened"]);
  receiver.plan(name, { status: 410 });
  await engine.pause();
  const run = await engine.start("Moving house", "talks");
  const { caller } = engine.outside;
  const moving: typeof engine.outside = {
    ...engine.outside,
    caller: {
      ...caller,
      async call(request, signal) {
        const url = `${receiver.url}/${name}-new`;
        await changeWebhook(engine.context(OPS), id, { url }, engine.outside);
        return caller.call(request, signal);
      },
    },
  };
  const of = { webhook: id, run, seq: 1, attempt: 1, since: null };
  await deliverWebhook(engine.context("system"), of, moving, new AbortController().signal);
  expect(receiver.callsFor(name)).toHaveLength(1);
  expect(await read(id)).toMatchObject({ enabled: true, failingSince: null, lastError: null });
  await engine.goOn();
  for (const asked of await untilSent(`${name}-new`, 2)) verified(asked, secret);
});

test("what waits for a webhook that was removed or disabled ends without a call", async () => {
  const [removed, disabled] = [await hook([]), await hook([])];
  await engine.pause();
  const run = await engine.start("Leaving", "talks");
  await removeWebhook(engine.context(OPS), removed.id, engine.outside);
  await changeWebhook(engine.context(OPS), disabled.id, { enabled: false }, engine.outside);
  await engine.goOn();
  await doTask(run, "talk");
  await untilIdle();
  expect([...receiver.callsFor(removed.name), ...receiver.callsFor(disabled.name)]).toEqual([]);
});

test("nothing is queued in a workspace without webhooks, for a type that nobody asked for, or for a neighbour", async () => {
  const before = await jobs();
  await engine.start("Quiet", "talks");
  const { name } = await hook(["run-cancelled"]);
  await engine.start("Still quiet", "talks");
  const neighbour = await neighbourOf(at);
  const theirs = { ...neighbour.context(OPS), queue: engine.context(OPS).queue };
  expect(await listWebhooks(theirs)).toEqual([]);
  const added = await addWebhook(
    theirs,
    { url: `${receiver.url}/theirs`, types: [], key: "theirs" },
    engine.outside,
  );
  if (!added.ok) throw new Error(added.refusal.code);
  await engine.start("Ours alone", "talks");
  expect(await jobs()).toBe(before);
  expect([...receiver.callsFor("theirs"), ...receiver.callsFor(name)]).toEqual([]);
  expect(await readWebhook(engine.context(OPS), added.webhook.id)).toMatchObject({
    refusal: { code: "no-such-webhook" },
  });
});

test.for([
  "http://acme.example/hooks",
  "https://127.0.0.1/hooks",
  "https://10.0.0.7/hooks",
  "https://[::1]/",
  "https://user:password@acme.example/",
  "https://acme.example:22/",
  "no address",
])("%s is refused as the address of a webhook", async (url) => {
  expect(await addWebhook(engine.context(OPS), { url, types: [], key: url }, engine.outside)).toMatchObject({
    ok: false,
    refusal: { code: "address" },
  });
  const { id } = await hook([]);
  expect(await changeWebhook(engine.context(OPS), id, { url }, engine.outside)).toMatchObject({
    refusal: { code: "address" },
  });
});

test("a name that leads into the network is never called, and counts as a failure", async () => {
  const { id } = await hook(["run-opened"]);
  await at.rows`update baton.webhooks set url = 'https://127.0.0.1:8443/' where id = ${id}`;
  await engine.start("Inward", "talks");
  await eventually(async () => expect((await read(id)).lastError).toContain("loopback"));
});

test("a workspace has so many webhooks and no more, and people from elsewhere none", async () => {
  for (let number = 0; number < WEBHOOKS_MAX; number++) await hook(["task-done"]);
  const one = { url: `${receiver.url}/more`, types: [], key: "more" };
  expect(await addWebhook(engine.context(OPS), one, engine.outside)).toMatchObject({
    refusal: { code: "too-many", atMost: WEBHOOKS_MAX },
  });
  const guest = {
    ...engine.context(OPS),
    by: { kind: "person", id: at.user(OPS), internal: false },
  } as const;
  expect(await addWebhook(guest, one, engine.outside)).toMatchObject({ refusal: { code: "from-outside" } });
});

test("without a key of the installation there is no webhook, and it is said why", async () => {
  const keyless = { ...engine.outside, webhooks: { ...engine.outside.webhooks, key: null } };
  expect(
    await addWebhook(
      engine.context(OPS),
      { url: `${receiver.url}/keyless`, types: [], key: "keyless" },
      keyless,
    ),
  ).toMatchObject({ refusal: { code: "no-secret-key" } });
});

test("a ping shows whoever sets it up how a delivery goes", async () => {
  const { id, name, secret } = await hook(["run-cancelled"]);
  expect(await pingWebhook(engine.context(OPS), id, engine.outside)).toEqual({
    ok: true,
    delivered: true,
    status: 200,
    problem: null,
  });
  const [asked] = receiver.callsFor(name);
  expect(asked && verified(asked, secret)).toMatchObject({
    type: "ping",
    data: { workspace: at.id, webhook: id },
  });
  receiver.plan(name, { status: 404 });
  expect(await pingWebhook(engine.context(OPS), id, engine.outside)).toMatchObject({
    delivered: false,
    status: 404,
    problem: "answered 404",
  });
});

test("the secret is shown to who asks for it, stored nowhere and logged never", async () => {
  const lines: string[] = [];
  const ctx = {
    ...engine.context(FOUNDER),
    log: pino({ level: "trace" }, { write: (line) => void lines.push(line) }),
  };
  const added = await addWebhook(
    ctx,
    { url: `${receiver.url}/a-path-that-is-secret`, types: [], key: "shown" },
    engine.outside,
  );
  if (!added.ok) throw new Error(added.refusal.code);
  const { webhook, secret } = added;
  expect(await readWebhookSecret(ctx, webhook.id, engine.outside)).toMatchObject({ secret });
  await changeWebhook(ctx, webhook.id, { types: ["task-done"] }, engine.outside);
  const stored = await at.rows`select to_jsonb(w)::text as row from baton.webhooks w`;
  expect(stored.map(({ row }) => row).join()).not.toContain(secret.slice("whsec_".length));
  expect(JSON.stringify(await listWebhooks(ctx))).not.toContain(secret);
  expect(lines.join()).toContain(webhook.id);
  expect(lines.join()).not.toMatch(/whsec|a-path-that-is-secret/);
  expect(await readWebhookSecret(ctx, newWebhookId(), engine.outside)).toMatchObject({ ok: false });
});

/** A webhook to a receiver of its own, made by another operator. */
async function hook(types: readonly string[]): Promise<{ id: WebhookId; name: string; secret: string }> {
  const name = `receiver-${(receivers += 1)}`;
  const added = await addWebhook(
    engine.context(FOUNDER),
    { url: `${receiver.url}/${name}`, types, key: name },
    engine.outside,
  );
  if (!added.ok) throw new Error(`The webhook was refused: ${added.refusal.code}`);
  return { id: added.webhook.id, name, secret: added.secret };
}

async function read(id: WebhookId) {
  const found = await readWebhook(engine.context(OPS), id);
  if (!found.ok) throw new Error(`There is no webhook ${id}`);
  return found.webhook;
}

/** What was sent, once its signature has held as the receiver's library sees it. */
function verified({ headers, body }: Asked, secret: string) {
  const signed = { "webhook-id": "", "webhook-timestamp": "", "webhook-signature": "" };
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"] as const)
    signed[name] = String(headers[name]);
  return PayloadSchema.parse(new Webhook(secret).verify(body, signed));
}

function doneSeq(told: readonly z.infer<typeof PayloadSchema>[]) {
  const seqs = told.filter(({ type }) => type === "task-done").map(({ data }) => Number(data["seq"]));
  return Math.min(...seqs);
}

function untilSent(name: string, times: number): Promise<readonly Asked[]> {
  return eventually(() => {
    const calls = receiver.callsFor(name);
    expect(calls.length).toBeGreaterThanOrEqual(times);
    return calls;
  });
}

/** Until every delivery that waits has been made or given up. */
async function untilIdle(): Promise<void> {
  await eventually(async () => {
    const [row] = await at.rows`select count(*)::integer as waiting from pgboss.job
      where name = 'deliver-webhook' and state in ('created', 'retry', 'active')`;
    expect(row?.["waiting"]).toBe(0);
  });
}

/** How many deliveries were ever queued. */
async function jobs(): Promise<number> {
  const [row] =
    await at.rows`select count(*)::integer as jobs from pgboss.job where name = 'deliver-webhook'`;
  return Number(row?.["jobs"]);
}

async function toldOf(id: WebhookId): Promise<string[]> {
  const rows =
    await at.rows`select recipient from baton.notices where kind = 'webhook-disabled' and about[1] = ${id}
    order by recipient`;
  return rows.map(({ recipient }) => String(recipient));
}

async function doTask(run: RunId, key: string): Promise<void> {
  const task = taskOf(await runNow(at, run), key);
  const ctx = engine.context(OPS);
  const note = newText(at.user(OPS), NOTE);
  if (!note) throw new Error("There is no note");
  await changeRun(ctx, { run, key: `claim ${task}`, ask: { type: "claim-task", task } });
  const done = await changeRun(ctx, {
    run,
    key: `do ${task}`,
    ask: { type: "complete-task", task, evidence: note.ref },
    texts: [note],
  });
  expect(done).toMatchObject({ ok: true });
}

/** A worker that has sent it and is killed before it could say so. */
async function deliverAndDie(of: Parameters<typeof deliverWebhook>[1], dying: Context): Promise<void> {
  const alive = engine.context("system");
  const { caller } = engine.outside;
  let ctx = alive;
  const outside = {
    ...engine.outside,
    caller: {
      ...caller,
      async call(...asked: Parameters<typeof caller.call>) {
        const answer = await caller.call(...asked);
        ctx = dying;
        return answer;
      },
    },
  };
  await deliverWebhook(
    {
      ...alive,
      get db() {
        return ctx.db;
      },
    },
    of,
    outside,
    new AbortController().signal,
  );
}
