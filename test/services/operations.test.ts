import { afterAll, beforeEach, expect, test } from "vitest";
import { foreseeOperation } from "#services/foresee-operation.ts";
import { operate } from "#services/operate.ts";
import { continueOperation, readOperation, startOperation, stopOperation } from "#services/operations.ts";
import type { Context } from "#src/context.ts";
import { inWorkspace } from "#db/client.ts";
import { readOperationConcern } from "#db/operation-seen.ts";
import { readWorkspaceNotice } from "#db/workspace-notices.ts";
import type { OperationId, UserId } from "#domain/ids.ts";
import type { OperationSpec } from "#domain/operation.ts";
import { startEngine } from "#test/support/engine.ts";
import { ALL, fourRuns, OPERATOR, OTHER, OWNER, type FourRuns } from "#test/support/four-runs.ts";
import { eventually } from "#test/support/run-story.ts";

const FOURTH = "csm-1@acme.example";

let four: FourRuns;
let at: FourRuns["at"];
let runs: FourRuns["runs"];
const dropped: (() => Promise<void>)[] = [];

beforeEach(async () => {
  four = await fourRuns();
  ({ at, runs } = four);
  dropped.push(at.drop);
});
afterAll(async () => {
  for (const drop of dropped) await drop();
});

test("everything that a filter shows gets another owner, and the tasks that the former one held there", async () => {
  const held = await four.claimed(0);
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  await operate(at.context("system"), id);
  expect(await four.owners()).toEqual(runs.map(() => at.user(OTHER)));
  expect(await four.taskOf(0, held)).toMatchObject({ status: "claimed", assignee: at.user(OTHER) });
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({
    state: "done",
    total: 4,
    done: 4,
    refused: 0,
    by: at.user(OPERATOR),
  });
  expect(await four.listed(null)).toMatchObject({ operations: [{ id }], next: null });
});

test("the asker does it, run by run, in the record", async () => {
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  await operate(at.context("system"), id);
  const acts =
    await at.rows`select actor ->> 'id' as by, cause from baton.events, jsonb_to_record(body::jsonb) as e(actor jsonb, cause text, type text)
    where e.type = 'run-assigned' and e.cause like 'operation:%' order by e.cause`;
  expect(acts.map(({ by }) => by)).toEqual(runs.map(() => at.user(OPERATOR)));
});

test("whoever gets or loses onboardings, or has tasks in them, is told once of all, and never the asker", async () => {
  await four.claimed(0);
  await four.give(3, at.user(FOURTH));
  const news = await newsOf(OTHER, OWNER, FOURTH, OPERATOR);
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  await operate(at.context("system"), id);
  await operate(at.context("system"), id);
  expect(await news()).toEqual([
    ["operation-received"],
    ["operation-concerns"],
    ["operation-concerns"],
    ["operation"],
  ]);
  expect(await concernOf(id, OTHER)).toMatchObject({ runs: 4, owned: 4 });
  expect(await concernOf(id, OWNER)).toMatchObject({ runs: 3, owned: 0, some: { length: 3 } });
  const back = await four.begin(await four.undoing(id));
  await operate(at.context("system"), back);
  expect(await concernOf(id, OWNER)).toMatchObject({ runs: 3, owned: 3 });
  expect(await concernOf(back, FOURTH)).toMatchObject({ runs: 1, owned: 1 });
  expect(await concernOf(back, OTHER)).toMatchObject({ runs: 4, owned: 0 });
  expect(await news()).toEqual([
    ["operation-concerns", "operation-received"],
    ["operation-concerns", "operation-concerns"],
    ["operation-concerns", "operation-concerns"],
    ["operation", "operation"],
  ]);
});

test("whoever owns or holds what is due later is told once, as is whoever owns what is due as before", async () => {
  await four.ask(0, { type: "assign-task", task: await four.readyIn(0), to: at.user(OTHER) });
  const news = await newsOf(OTHER, OWNER);
  const id = await four.begin({ kind: "move-due", later: { amount: 2, unit: "business days" } });
  await operate(at.context("system"), id);
  expect(await concernOf(id, OTHER)).toMatchObject({ runs: 1 });
  expect(await concernOf(id, OWNER)).toMatchObject({ runs: 4 });
  const back = await four.begin(await four.undoing(id));
  await operate(at.context("system"), back);
  expect(await concernOf(back, OTHER)).toMatchObject({ runs: 1 });
  expect(await news()).toEqual([
    ["operation-concerns", "operation-concerns"],
    ["operation-concerns", "operation-concerns"],
  ]);
});

test("stopped half way, it is told of what was done, and of the rest once it goes on", async () => {
  const ctx = at.context(OPERATOR);
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  const news = await newsOf(OTHER);
  await operate(
    four.after(2, () => stopOperation(ctx, id)),
    id,
  );
  expect(await concernOf(id, OTHER)).toMatchObject({ runs: 2 });
  expect(await news()).toEqual([["operation-received"]]);
  await continueOperation(ctx, id);
  await operate(at.context("system"), id);
  expect(await concernOf(id, OTHER)).toMatchObject({ runs: 4 });
  expect(await news()).toEqual([["operation-received"]]);
});

test("whoever gives away what they own is promised no Undo, for only operators and the new owner may", async () => {
  const spec = { kind: "reassign", to: at.user(OTHER), tasks: false } as const;
  const later = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  const promised = async (by: string, asked: OperationSpec) => {
    const seen = await foreseeOperation(at.context(by), { spec: asked, filter: ALL });
    return seen.ok && seen.foreseen.mayUndo;
  };
  expect([await promised(OWNER, spec), await promised(OPERATOR, spec)]).toEqual([false, true]);
  expect([await promised(OWNER, later), await promised(OPERATOR, later)]).toEqual([true, true]);
  const started = await startOperation(at.context(OWNER), { spec, filter: ALL, words: "", key: "k" });
  if (!started.ok) throw new Error("refused");
  await operate(at.context("system"), started.id);
  const [row] =
    await at.rows`select id from baton.notices where kind = 'operation' and about[1] = ${started.id}`;
  expect(await readWorkspaceNotice(at.db, at.id, String(row?.["id"]))).toMatchObject({ mayUndo: false });
  expect(await promised(OWNER, await four.undoing(started.id))).toBe(false);
});

test("a run is refused for whom it would be refused alone, and the operation says why", async () => {
  await four.give(1, at.user(OTHER));
  const ctx = at.context(OWNER);
  const spec = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
  await four.pause(2);
  const seen = await foreseeOperation(ctx, { spec, filter: ALL });
  expect(seen).toMatchObject({
    ok: true,
    foreseen: {
      will: expect.arrayContaining([
        expect.objectContaining({ client: "Acme Robotics", isPart: false }),
        expect.objectContaining({ client: "Delta Bank" }),
      ]),
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
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: false });
  const ctx = at.context(OPERATOR);
  const stopping = four.after(2, () => stopOperation(ctx, id));
  await operate(stopping, id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "stopped", done: 2, refused: 0 });
  await operate(at.context("system"), id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "stopped", done: 2 });
  expect(await continueOperation(at.context(OWNER), id)).toBe(false);
  expect(await continueOperation(ctx, id)).toBe(true);
  await operate(at.context("system"), id);
  expect(await readOperation(ctx, id)).toMatchObject({ state: "done", done: 4 });
  expect(await four.assignments()).toEqual(runs.map(() => 1));
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
  const held = await four.claimed(0);
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  for (const times of [1, 2, 1, 2, 1]) await four.dyingAfter(times, id);
  await operate(at.context("system"), id);
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ state: "done", done: 4, refused: 0 });
  expect(await four.assignments()).toEqual([1, 1, 1, 1]);
  const back = await four.begin(await four.undoing(id));
  await operate(at.context("system"), back);
  expect(await four.owners()).toEqual(runs.map(() => at.user(OWNER)));
  expect(await four.taskOf(0, held)).toMatchObject({ assignee: at.user(OWNER) });
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
  const held = await four.claimed(0);
  await four.give(3, at.user("csm-1@acme.example"));
  const id = await four.begin({ kind: "reassign", to: at.user(OTHER), tasks: true });
  await operate(at.context("system"), id);
  await four.give(1, at.user("csm-2@acme.example"));
  const undo = await four.undoing(id);
  expect(await foreseeOperation(at.context(OPERATOR), { spec: undo, filter: ALL })).toMatchObject({
    foreseen: { wont: [{ code: "changed-since", clients: ["Beta Foods"] }] },
  });
  const back = await four.begin(undo);
  await operate(at.context("system"), back);
  expect(await four.owners()).toEqual([
    at.user(OWNER),
    at.user("csm-2@acme.example"),
    at.user(OWNER),
    at.user("csm-1@acme.example"),
  ]);
  expect(await four.taskOf(0, held)).toMatchObject({ assignee: at.user(OWNER) });
  expect(await readOperation(at.context(OPERATOR), back)).toMatchObject({ done: 3, refused: 1 });
  expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ isUndone: true });
});

/** The kinds of what each of these people is told from now on. */
async function newsOf(...people: string[]) {
  const told = async () => Promise.all(people.map((person) => noticesTo(at.user(person))));
  const before = await told();
  return async () => (await told()).map((kinds, index) => kinds.slice(before[index]?.length ?? 0).toSorted());
}

function concernOf(id: OperationId, person: string) {
  return inWorkspace(at.db, at.id, (tx) => readOperationConcern(tx, at.id, id, at.user(person)));
}

async function noticesTo(user: UserId) {
  const rows =
    await at.rows`select kind from baton.notices where recipient = ${user} order by created_at, run_id nulls last, kind`;
  return rows.map(({ kind }) => String(kind));
}
