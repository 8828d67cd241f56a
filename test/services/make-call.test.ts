import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeRun } from "#services/change-run.ts";
import { readAnswer } from "#services/exceptions-of-run.ts";
import { makeCall } from "#services/make-call.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import type { Context } from "#src/context.ts";
import { automation, oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec, text } from "#test/support/domain.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { startProvisioning, type Provisioning } from "#test/support/provisioning.ts";
import { eventsOf, eventually, statesOf, untilRun } from "#test/support/run-story.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const TOKEN = "example-token-that-nobody-may-see";
const SIGNING = `whsec_${Buffer.from("an example key, of 24 bytes or more").toString("base64")}`;

let provisioning: Provisioning;
let at: TestWorkspace;
let engine: Engine;

beforeAll(async () => {
  provisioning = await startProvisioning();
  const url = `${provisioning.url}/\${client.key}`;
  const call = {
    url,
    headers: { Authorization: "Bearer ${env:PROVISIONING_TOKEN}" },
    body: { client: "${client.key}", token: "${env:PROVISIONING_TOKEN}" },
  };
  const after = ["provision"];
  const playbooks = [
    oneStage("tenant", [
      automation("provision", {
        ...call,
        check: "response.status == 200 && response.body.ok",
        keep: { tenant: "response.body.tenant", seats: "response.body.seats" },
      }),
      automation(
        "configure",
        { url, body: { tenant: "${results['provision'].tenant}", seats: "${results['provision'].seats}" } },
        { after, when: "results['provision'].seats > 10" },
      ),
      automation("trim", { url }, { after, when: "results['provision'].seats <= 10" }),
    ]),
    oneStage("signed", [automation("provision", { ...call, signEnv: "SIGNING_SECRET" })]),
    oneStage("impatient", [
      automation("provision", {
        url,
        timeoutMs: 100,
        retry: { limit: 1, delayMs: 10, backoff: "fixed", maxDelayMs: 10 },
      }),
    ]),
    oneStage("careless", [
      automation(
        "provision",
        { url, retry: { limit: 0, delayMs: 0, backoff: "fixed", maxDelayMs: 0 } },
        { onFailure: "fail_open" },
      ),
      taskSpec("talk", { after, sla: null }),
    ]),
    oneStage("hands-first", [
      taskSpec("look", { sla: null }),
      automation("provision", { url }, { after: ["look"] }),
    ]),
    oneStage("forbidden", [automation("provision", { url: "https://169.254.169.254/latest/meta-data" })]),
  ];
  at = await testWorkspace((book) => withPlaybooks(book, playbooks));
  engine = await startEngine(at, {
    loopback: [provisioning.pair],
    secrets: { PROVISIONING_TOKEN: TOKEN, SIGNING_SECRET: SIGNING },
  });
});
afterAll(async () => {
  await engine.stop();
  await provisioning.stop();
  await at.drop();
});

test("what a call answers is kept, decides what follows and goes into the next call", async () => {
  const run = await engine.start("Kept", "tenant");
  await untilRun(at, run, "completed");
  expect(await statesOf(at, run)).toEqual({ provision: "done", configure: "done", trim: "skipped" });
  const [, configure] = provisioning.callsFor("kept");
  expect(JSON.parse(configure?.body ?? "")).toEqual({ tenant: "tenant of kept", seats: 25 });
});

test("a call that fails twice is made again under the same key, and every attempt is on record", async () => {
  provisioning.plan("flaky", { status: 500, body: { echo: TOKEN } }, { status: 503 });
  const run = await engine.start("Flaky", "tenant");
  await untilRun(at, run, "completed");
  const calls = provisioning.callsFor("flaky").slice(0, 3);
  expect(calls.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${TOKEN}`));
  expect(new Set(calls.map(({ headers }) => headers["idempotency-key"]))).toEqual(
    new Set([`${taskOf(await runNow(at, run), "provision")}_1`]),
  );
  const attempts = await eventsOf(at, run, "task-attempted");
  expect(attempts.slice(0, 3)).toMatchObject([
    { attempt: 1, ok: false, status: 500, problem: "answered 500" },
    { attempt: 2, ok: false, status: 503, problem: "answered 503" },
    { attempt: 3, ok: true, status: 200, problem: null, retryAt: null },
  ]);
});

test("what was sent and answered is kept with each attempt, and no secret with it", async () => {
  provisioning.plan("curious", { status: 500, body: { echo: TOKEN } });
  const run = await engine.start("Curious", "tenant");
  await untilRun(at, run, "completed");
  const texts = await at.rows`select t.body, t.author from baton.texts t
    where t.id in (select e.body::jsonb -> 'data' -> 'exchange' ->> 'id' from baton.events e where e.run_id = ${run})`;
  expect(texts).toHaveLength(3);
  for (const { body, author } of texts) {
    expect(author).toBeNull();
    expect(JSON.parse(String(body))).toMatchObject({
      request: { method: "POST", url: `${provisioning.url}/curious` },
      answer: { outcome: "answered" },
    });
  }
  const [kept] = await at.rows`select
    (select count(*) from baton.texts where body like ${`%${TOKEN}%`})::integer as texts,
    (select count(*) from baton.events where body like ${`%${TOKEN}%`})::integer as events,
    (select count(*) from pgboss.job where (data::text || coalesce(output::text, '')) like ${`%${TOKEN}%`})::integer as jobs`;
  expect(kept).toEqual({ texts: 0, events: 0, jobs: 0 });
});

test("a system that asks for a pause gets it, from its answer on", async () => {
  provisioning.plan("busy", { status: 429, headers: { "retry-after": "1" } });
  const run = await engine.start("Busy", "tenant");
  await eventually(() => expect(provisioning.callsFor("busy")).toHaveLength(1));
  const since = performance.now();
  await untilRun(at, run, "completed");
  expect(performance.now() - since).toBeGreaterThan(900);
  const [first] = await eventsOf(at, run, "task-attempted");
  const tookMs = Number(first?.["tookMs"]);
  expect(tookMs).toBeGreaterThan(0);
  expect(new Date(String(first?.["retryAt"])).getTime()).toBe(TUESDAY.getTime() + tookMs + 1000);
});

test("a pause shorter than a second is one", async () => {
  provisioning.plan("quick", { status: 500 });
  const run = await engine.start("Quick", "tenant");
  await untilRun(at, run, "completed");
  const task = taskOf(await runNow(at, run), "provision");
  const [job] = await at.rows`select extract(epoch from start_after - created_on)::float8 as seconds
    from pgboss.job where data ->> 'task' = ${task} and data ->> 'attempt' = '2'`;
  expect(job?.["seconds"]).toBeGreaterThan(0.015);
  expect(job?.["seconds"]).toBeLessThan(0.1);
});

describe("a call that cannot succeed", () => {
  test.for([
    { why: "it is refused by the other system", client: "Refused", answer: { status: 422 }, calls: 1 },
    {
      why: "the answer is not what was expected",
      client: "Unfit",
      answer: { body: { ok: false } },
      calls: 4,
    },
    { why: "what is to be kept is missing", client: "Lacking", answer: { body: { ok: true } }, calls: 4 },
  ])("stops behind a gate: $why", async ({ client, answer, calls }) => {
    provisioning.plan(client.toLowerCase(), answer, answer, answer, answer);
    const run = await engine.start(client, "tenant");
    await untilRun(at, run, "blocked");
    expect(provisioning.callsFor(client.toLowerCase())).toHaveLength(calls);
    expect((await runNow(at, run)).exceptions).toMatchObject([
      { type: calls === 1 ? "permanent_block" : "data_mismatch", gate: "approvers", openedBy: null },
    ]);
    expect(await statesOf(at, run)).toMatchObject({ provision: "failed", configure: "pending" });
  });

  test("is transient when nobody ever answers, each try within its own time", async () => {
    const never = () => {};
    provisioning.plan("silent", never, never);
    const run = await engine.start("Silent", "impatient");
    await untilRun(at, run, "blocked");
    expect(provisioning.callsFor("silent")).toHaveLength(2);
    expect((await runNow(at, run)).exceptions).toMatchObject([
      { type: "transient", reason: "The last of 2 tries failed: no complete answer within 0.1 s" },
    ]);
  });

  test("is waived where the book lets it fail open, and the run goes on", async () => {
    provisioning.plan("waived", { status: 500 });
    const run = await engine.start("Waived", "careless");
    await eventually(async () =>
      expect(await statesOf(at, run)).toEqual({ provision: "waived", talk: "ready" }),
    );
    expect((await runNow(at, run)).exceptions).toEqual([]);
    expect(await eventsOf(at, run, "task-waived")).toMatchObject([
      { by: null, reason: "The call failed: answered 500" },
    ]);
  });

  test("is never sent where the guard forbids its address", async () => {
    const run = await engine.start("Forbidden", "forbidden");
    await untilRun(at, run, "blocked");
    expect(await eventsOf(at, run, "task-attempted")).toMatchObject([
      {
        attempt: 1,
        ok: false,
        status: null,
        problem: expect.stringContaining("169.254.169.254 is linkLocal"),
      },
    ]);
  });

  test("tells whoever opens its gate what the other system answered, without its secrets", async () => {
    provisioning.plan("refusing", { status: 422, body: { error: `The region ${TOKEN} is full` } });
    const run = await engine.start("Refusing", "tenant");
    await untilRun(at, run, "blocked");
    const [exception] = (await runNow(at, run)).exceptions;
    if (!exception) throw new Error("There is no exception");
    const answer = await readAnswer(engine.context("founder@acme.example"), exception);
    expect(answer).toContain("The region ");
    expect(answer).not.toContain(TOKEN);
  });

  test("begins anew when its gate is opened: another execution, under another key", async () => {
    provisioning.plan("reopened", { status: 400 });
    const run = await engine.start("Reopened", "tenant");
    await untilRun(at, run, "blocked");
    const { exceptions } = await runNow(at, run);
    const [exception] = exceptions;
    if (!exception) throw new Error("There is no exception");
    const words = { cause: text("A typo"), prevention: text("A review") };
    const ask = { type: "open-gate", exception: exception.id, choice: "resume", to: null, ...words } as const;
    const opened = await changeRun(engine.context("founder@acme.example"), { run, key: `${run} open`, ask });
    expect(opened.ok).toBe(true);
    await untilRun(at, run, "completed");
    const task = taskOf(await runNow(at, run), "provision");
    expect(provisioning.callsFor("reopened").map(({ headers }) => headers["idempotency-key"])).toEqual([
      `${task}_1`,
      `${task}_2`,
      expect.any(String),
    ]);
  });
});

test("a signed call is verified by the standard's own library", async () => {
  const run = await engine.start("Signed", "signed");
  await untilRun(at, run, "completed");
  const [call] = provisioning.callsFor("signed");
  const headers = Object.fromEntries(
    Object.entries(call?.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  expect(new Webhook(SIGNING).verify(call?.body ?? "", headers)).toEqual({ client: "signed", token: TOKEN });
});

test("an answer that comes when nobody waits for it any more is kept as evidence and changes nothing", async () => {
  const asked = Promise.withResolvers<() => void>();
  provisioning.plan("late", (response) => asked.resolve(() => response.writeHead(200).end()));
  const run = await engine.start("Late", "tenant");
  const answer = await asked.promise;
  const cancelled = await changeRun(engine.context("system"), {
    run,
    key: `${run} cancel`,
    ask: { type: "cancel-run", reason: "The client left", note: null },
  });
  expect(cancelled.ok).toBe(true);
  answer();
  await eventually(async () =>
    expect(await eventsOf(at, run, "late-result-kept")).toMatchObject([{ attempt: 1 }]),
  );
  expect(await runNow(at, run)).toMatchObject({ status: "cancelled" });
});

test("a call whose job vanished is made when its watchdog looks", async () => {
  await engine.pause();
  const run = await engine.start("Vanished", "tenant");
  const task = taskOf(await runNow(at, run), "provision");
  const removed = await at.rows`delete from pgboss.job where data ->> 'task' = ${task} returning id`;
  expect(removed).toHaveLength(1);
  const [watchdog] = await at.rows`select at from baton.deadlines
    where task_id = ${task} and kind = 'watchdog' and state = 'open'`;
  const now = new Date(watchdog?.["at"]);
  expect(now.getTime() - TUESDAY.getTime()).toBeLessThanOrEqual(5000 + 30_000);
  await sweepDeadlines({ db: at.db, log: at.context("system").log, now }, () =>
    engine.context("system", now),
  );
  expect(await at.rows`select 1 from pgboss.job where data ->> 'task' = ${task}`).toHaveLength(1);
  await engine.goOn();
  await untilRun(at, run, "completed");
  expect(provisioning.callsFor("vanished")).toHaveLength(2);
});

test("a call that Baton broke off while it stopped is no failed attempt: it is made again", async () => {
  const asked = Promise.withResolvers<void>();
  provisioning.plan("stopped", () => asked.resolve());
  const stop = new AbortController();
  await engine.pause();
  const run = await engine.start("Stopped", "tenant");
  const task = taskOf(await runNow(at, run), "provision");
  const attempt = { task, execution: 1, attempt: 1 };
  const calling = makeCall(engine.context("system"), attempt, engine.outside, stop.signal);
  await asked.promise;
  stop.abort();
  await expect(calling).rejects.toThrow("was stopped");
  expect(await eventsOf(at, run, "task-attempted")).toEqual([]);
  await engine.goOn();
  await untilRun(at, run, "completed");
  expect(await eventsOf(at, run, "task-attempted")).toMatchObject([{ attempt: 1, ok: true }, { attempt: 1 }]);
});

test("a decision that lost its race makes no job", async () => {
  const run = await engine.start("Raced", "hands-first");
  const task = taskOf(await runNow(at, run), "look");
  const ops = engine.context("ops@acme.example");
  await changeRun(ops, { run, key: `${run} claim`, ask: { type: "claim-task", task } });
  const cancel = { type: "cancel-run", reason: "The client left", note: null } as const;
  // It has decided that the call's turn has come when another is faster.
  const slow: Context = {
    ...ops,
    async queue(workspace, work) {
      if (work.length > 0)
        await changeRun(engine.context("system"), { run, key: `${run} cancel`, ask: cancel });
      return ops.queue(workspace, work);
    },
  };
  const done = { type: "complete-task", task, evidence: null } as const;
  expect(await changeRun(slow, { run, key: `${run} done`, ask: done })).toMatchObject({ ok: false });
  const call = taskOf(await runNow(at, run), "provision");
  expect(await at.rows`select 1 from pgboss.job where data ->> 'task' = ${call}`).toEqual([]);
});

test("the record of all of it is whole", async () => {
  const { runs, broken } = await verifyAudit(at.context("system"), () => {});
  expect(runs).toBeGreaterThan(10);
  expect(broken).toEqual([]);
});
