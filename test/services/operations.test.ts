import { afterAll, beforeEach, expect, test } from "vitest";
import { OPEN_STATES, type RunFilter } from "#domain/run-filter.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { foreseeOperation } from "#services/foresee-operation.ts";
import { operate } from "#services/operate.ts";
import {
  continueOperation,
  listOperations,
  readOperation,
  startOperation,
  stopOperation,
} from "#services/operations.ts";
import { readRun } from "#services/read-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import type { Context } from "#src/context.ts";
import { startEngine } from "#test/support/engine.ts";
import { eventually } from "#test/support/run-story.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
const OWNER = "ps-1@acme.example";
const OTHER = "ps-2@acme.example";
const ALL: RunFilter = { states: OPEN_STATES };

let at: TestWorkspace;
let runs: readonly RunId[];
let given = 0;
const dropped: (() => Promise<void>)[] = [];

beforeEach(async () => {
  at = await testWorkspace();
  dropped.push(at.drop);
  runs = [];
  for (const client of ["Acme Robotics", "Beta Foods", "Gamma Retail", "Delta Bank"]) {
    const started = await startByHand(at.context(OPERATOR), { client, playbook: "enterprise", key: client });
    if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
    runs = [...runs, started.run];
  }
  for (const run of runs) await give(run, at.user(OWNER));
});
afterAll(async () => {
  for (const drop of dropped) await drop();
});

test("everything that a filter shows gets another owner, and the tasks that the former one held there", async () => {
  const held = await claimed(runs[0]);
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  await operate(at.context("system"), id);
  expect(await owners()).toEqual(runs.map(() => at.user(OTHER)));
  expect(await taskOf(runs[0], held)).toMatchObject({ status: "claimed", assignee: at.user(OTHER) });
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({
    state: "done",
    total: 4,
    done: 4,
    refused: 0,
    by: at.user(OPERATOR),
  });
  expect(await listOperations(at.context(OPERATOR), null)).toMatchObject([{ id }]);
});

test("the asker does it, run by run, in the record", async () => {
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  await operate(at.context("system"), id);
  const acts =
    await at.rows`select actor ->> 'id' as by, cause from baton.events, jsonb_to_record(body::jsonb) as e(actor jsonb, cause text, type text)
    where e.type = 'run-assigned' and e.cause like 'operation:%' order by e.cause`;
  expect(acts.map(({ by }) => by)).toEqual(runs.map(() => at.user(OPERATOR)));
});

test("the new owner is told once, not run by run", async () => {
  const before = await noticesTo(at.user(OTHER));
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  await operate(at.context("system"), id);
  expect(await noticesTo(at.user(OTHER))).toEqual([...before, "operation-received"].toSorted());
});

test("a run is refused for whom it would be refused alone, and the operation says why", async () => {
  await give(runs[1], at.user(OTHER));
  const ctx = at.context(OWNER);
  const spec = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  await pause(runs[2]);
  const seen = await foreseeOperation(ctx, { spec, filter: ALL });
  expect(seen).toMatchObject({
    ok: true,
    foreseen: {
      will: expect.arrayContaining(["Acme Robotics", "Delta Bank"]),
      wont: expect.arrayContaining([
        { code: "not-allowed", clients: ["Beta Foods"] },
        { code: "run-paused", clients: ["Gamma Retail"] },
      ]),
    },
  });
  const started = await startOperation(ctx, { spec, filter: ALL, words: "", key: "k" });
  if (!started.ok) throw new Error("refused");
  await operate(at.context("system"), started.id);
  expect(await readOperation(ctx, started.id)).toMatchObject({
    state: "done",
    done: 2,
    refused: 2,
    refusals: expect.arrayContaining([
      { code: "not-allowed", runs: 1, clients: ["Beta Foods"] },
      { code: "run-paused", runs: 1, clients: ["Gamma Retail"] },
    ]),
  });
});

test("a stranger begins nothing, and nobody is given what they can't take", async () => {
  const stranger: Context = {
    ...at.context(OWNER),
    by: { kind: "person", id: at.user(OWNER), internal: false },
  };
  const move = { kind: "move-due", later: { amount: 1, unit: "business days" } } as const;
  expect(await foreseeOperation(stranger, { spec: move, filter: ALL })).toMatchObject({ ok: false });
  expect(await startOperation(stranger, { spec: move, filter: ALL, words: "", key: "k" })).toMatchObject({
    ok: false,
    refusal: { code: "not-allowed", who: { kind: "internal" } },
  });
  const nobody = "U0NOBODY01" as UserId;
  expect(
    await foreseeOperation(at.context(OPERATOR), {
      spec: { kind: "reassign", to: nobody, tasks: false },
      filter: ALL,
    }),
  ).toMatchObject({ ok: false, refusal: { code: "cannot-take-work", why: "unknown" } });
});

test("stopped, it goes no further; taken up again, it goes on where it was", async () => {
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  const ctx = at.context(OPERATOR);
  const stopping = after(2, () => stopOperation(ctx, id));
  await operate(stopping, id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "stopped", done: 2, refused: 0 });
  await operate(at.context("system"), id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "stopped", done: 2 });
  expect(await continueOperation(at.context(OWNER), id)).toBe(false);
  expect(await continueOperation(ctx, id)).toBe(true);
  await operate(at.context("system"), id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "done", done: 4 });
  expect(await assignments()).toEqual(runs.map(() => 1));
});

test("asked twice with one key it is one operation, and two jobs for it change each run once", async () => {
  const spec = { kind: "move-due", later: { amount: 1, unit: "business days" } } as const;
  const ask = { spec, filter: ALL, words: "", key: "the same" };
  const [one, two] = [
    await startOperation(at.context(OPERATOR), ask),
    await startOperation(at.context(OPERATOR), ask),
  ];
  expect(two).toEqual(one);
  if (!one.ok) throw new Error("refused");
  await Promise.all([operate(at.context("system"), one.id), operate(at.context("system"), one.id)]);
  expect(await readOperation(at.context(OPERATOR), one.id)).toMatchObject({
    state: "done",
    done: 4,
    refused: 0,
  });
  const moved = await at.rows`select run_id, count(*)::integer as times from baton.events
    where body::jsonb ->> 'type' = 'run-due-changed' group by 1`;
  expect(moved.map(({ times }) => times)).toEqual([1, 1, 1, 1]);
});

test("whenever its job dies, the next one goes on, and every run is changed once", async () => {
  const held = await claimed(runs[0]);
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  for (const times of [1, 2, 1, 2, 1]) {
    const dying = after(times, () => Promise.reject(new Error("Killed")));
    await operate(dying, id).catch(() => {});
  }
  await operate(at.context("system"), id);
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ state: "done", done: 4, refused: 0 });
  expect(await assignments()).toEqual([1, 1, 1, 1]);
  const back = await begin({ kind: "undo-reassign", of: id, to: at.user(OTHER) });
  await operate(at.context("system"), back);
  expect(await owners()).toEqual(runs.map(() => at.user(OWNER)));
  expect(await taskOf(runs[0], held)).toMatchObject({ assignee: at.user(OWNER) });
});

test("a job of the engine does it, made in the transaction that asks for it", async () => {
  const engine = await startEngine(at, { loopback: [], secrets: {} });
  const spec = { kind: "move-due", later: { amount: 3, unit: "business days" } } as const;
  const started = await startOperation(engine.context(OPERATOR), { spec, filter: ALL, words: "", key: "k" });
  if (!started.ok) throw new Error("refused");
  await eventually(async () =>
    expect(await readOperation(at.context(OPERATOR), started.id)).toMatchObject({ state: "done", done: 4 }),
  );
  await engine.stop();
});

test("undone, each goes back to whom it was taken from, but not what somebody else has by now", async () => {
  const held = await claimed(runs[0]);
  await give(runs[3], at.user("csm-1@acme.example"));
  const id = await begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  await operate(at.context("system"), id);
  await give(runs[1], at.user("csm-2@acme.example"));
  const undo = { kind: "undo-reassign", of: id, to: at.user(OTHER) } as const;
  expect(await foreseeOperation(at.context(OPERATOR), { spec: undo, filter: ALL })).toMatchObject({
    foreseen: { wont: [{ code: "version-changed", clients: ["Beta Foods"] }] },
  });
  const back = await begin(undo);
  await operate(at.context("system"), back);
  expect(await owners()).toEqual([
    at.user(OWNER),
    at.user("csm-2@acme.example"),
    at.user(OWNER),
    at.user("csm-1@acme.example"),
  ]);
  expect(await taskOf(runs[0], held)).toMatchObject({ assignee: at.user(OWNER) });
  expect(await readOperation(at.context(OPERATOR), back)).toMatchObject({ done: 3, refused: 1 });
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ isUndone: true });
});

async function begin(spec: Parameters<typeof startOperation>[1]["spec"]) {
  const started = await startOperation(at.context(OPERATOR), {
    spec,
    filter: ALL,
    words: "",
    key: JSON.stringify(spec),
  });
  if (!started.ok) throw new Error(`It was refused: ${started.refusal.code}`);
  return started.id;
}

/** A context in which something happens once so many runs were changed. */
function after(times: number, happens: () => Promise<unknown>): Context {
  const ctx = at.context("system");
  let changed = 0;
  return {
    ...ctx,
    queue: async (workspace, work) => {
      if (work.every(({ queue }) => queue !== "operate") && ++changed === times) await happens();
      return ctx.queue(workspace, work);
    },
  };
}

async function give(run: RunId | undefined, to: UserId) {
  if (!run) throw new Error("There is no such run");
  const key = `give ${run} ${to} ${given++}`;
  const decision = await changeRun(at.context(OPERATOR), { run, key, ask: { type: "assign-run", to } });
  if (!decision.ok) throw new Error(`It was not given: ${decision.refusal.code}`);
}

async function pause(run: RunId | undefined) {
  if (!run) throw new Error("There is no such run");
  const reviewAt = new Date("2026-12-01T09:00:00.000Z");
  const ask = { type: "pause-run", on: "client", reviewAt, reason: null } as const;
  const decision = await changeRun(at.context(OPERATOR), { run, key: `pause ${run}`, ask });
  if (!decision.ok) throw new Error(`It was not paused: ${decision.refusal.code}`);
}

/** A task of a run, in its owner's hands. */
async function claimed(run: RunId | undefined): Promise<string> {
  if (!run) throw new Error("There is no such run");
  const seen = await readRun(at.context("system"), run);
  const task = seen?.run.tasks.find(({ status, work }) => status === "ready" && work.kind === "human");
  if (!task) throw new Error("Nothing is ready");
  const ask = { type: "assign-task", task: task.id, to: at.user(OWNER) } as const;
  await changeRun(at.context(OPERATOR), { run, key: `claim ${task.id}`, ask });
  return task.id;
}

async function taskOf(run: RunId | undefined, task: string) {
  const seen = run && (await readRun(at.context("system"), run));
  return seen ? seen.run.tasks.find(({ id }) => id === task) : undefined;
}

async function owners() {
  return Promise.all(runs.map(async (run) => (await readRun(at.context("system"), run))?.run.owner));
}

async function assignments() {
  const rows = await at.rows`select run_id, count(*)::integer as times from baton.events
    where body::jsonb ->> 'type' = 'run-assigned' and body::jsonb ->> 'cause' like 'operation:%' group by 1`;
  return rows.map(({ times }) => times);
}

async function noticesTo(user: UserId) {
  const rows = await at.rows`select kind from baton.notices where recipient = ${user} order by kind`;
  return rows.map(({ kind }) => String(kind)).toSorted();
}
