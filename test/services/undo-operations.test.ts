import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { foreseeOperation } from "#services/foresee-operation.ts";
import { operate } from "#services/operate.ts";
import { continueOperation, readOperation, startOperation, stopOperation } from "#services/operations.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { startEngine } from "#test/support/engine.ts";
import { ALL, fourRuns, OPERATOR, OTHER, OWNER, type FourRuns } from "#test/support/four-runs.ts";
import { TUESDAY } from "#test/support/workspace.ts";

const LATER = { kind: "move-due", later: { amount: 2, unit: "business days" } } as const;
const DAY_MS = 86_400_000;

let four: FourRuns;
let at: FourRuns["at"];
const dropped: (() => Promise<void>)[] = [];

beforeEach(async () => {
  four = await fourRuns();
  at = four.at;
  dropped.push(at.drop);
});
afterAll(async () => {
  for (const drop of dropped) await drop();
});

describe("what was moved for many", () => {
  test("goes back to the instant, in each run by one decision of the asker", async () => {
    const was = await four.dues();
    const id = await four.begin(LATER);
    await operate(at.context("system"), id);
    const moved = await four.dues();
    expect(moved.flat().every((due, index) => due && due > (was.flat()[index] ?? due))).toBe(true);
    const back = await four.begin(await four.undoing(id));
    await operate(at.context("system"), back);
    expect(await four.dues()).toEqual(was);
    expect(await readOperation(at.context(OPERATOR), back)).toMatchObject({
      state: "done",
      done: 4,
      refused: 0,
      partly: null,
    });
    const causes = await at.rows`select distinct body::jsonb ->> 'cause' as cause from baton.events
      where body::jsonb ->> 'cause' like ${`operation:${back}:%`}`;
    expect(causes).toHaveLength(4);
  });

  test("goes back where it still is as it was moved: what somebody changed since stays, and is told", async () => {
    const was = await four.dues();
    const id = await four.begin(LATER);
    await operate(at.context("system"), id);
    const chosen = new Date("2026-12-20T10:00:00.000Z");
    await four.ask(0, { type: "change-due", task: await four.readyIn(0), dueAt: chosen });
    await four.ask(1, { type: "change-run-due", dueAt: chosen });
    const { tasks } = await four.runNow(1);
    for (const task of tasks)
      if (task.status === "ready") await four.ask(1, { type: "change-due", task: task.id, dueAt: chosen });
    await four.pause(2);
    const undo = await four.undoing(id);
    expect(await foreseeOperation(at.context(OPERATOR), { spec: undo, filter: ALL })).toMatchObject({
      foreseen: {
        will: expect.arrayContaining([
          expect.objectContaining({ client: "Acme Robotics", isPart: false }),
          expect.objectContaining({ client: "Delta Bank" }),
        ]),
        wont: expect.arrayContaining([
          { code: "changed-since", clients: ["Beta Foods"] },
          { code: "run-paused", clients: ["Gamma Retail"] },
        ]),
        late: 0,
      },
    });
    const back = await four.begin(undo);
    await operate(at.context("system"), back);
    const dues = await four.dues();
    expect(dues[0]?.filter((due) => due?.getTime() === chosen.getTime())).toHaveLength(1);
    expect(dues[0]?.[0]).toEqual(was[0]?.[0]);
    expect(new Set(dues[1]?.map(Number))).toEqual(new Set([chosen.getTime()]));
    expect(dues[3]).toEqual(was[3]);
    expect(await readOperation(at.context(OPERATOR), back)).toMatchObject({
      done: 2,
      refused: 2,
      partly: { stayed: 1, runs: 1, clients: ["Acme Robotics"] },
    });
  });

  test("goes back into the past as well: it is late at once, as it would have been, and its ladder begins", async () => {
    const task = await four.readyIn(0);
    const id = await four.begin(LATER);
    await operate(at.context("system"), id);
    const due = await four.taskOf(0, task);
    if (due?.status !== "ready" || !due.due) throw new Error("It is not due");
    const now = new Date(due.due.at.getTime() - DAY_MS / 24);
    const undo = await four.undoing(id);
    expect(await foreseeOperation(at.context(OPERATOR, now), { spec: undo, filter: ALL })).toMatchObject({
      foreseen: { late: 4 },
    });
    const back = await four.begin(undo, now);
    await operate({ ...at.context("system"), now }, back);
    expect(await four.taskOf(0, task)).toMatchObject({ due: { at: due.due.original }, alarm: null });
    await sweepDeadlines({ ...at.context("system"), now }, () => ({ ...at.context("system"), now }));
    expect(await four.taskOf(0, task)).toMatchObject({ alarm: { since: now } });
  });

  test("goes back once, whenever the job dies, and whoever asks for it at once", async () => {
    const was = await four.dues();
    const id = await four.begin(LATER);
    for (const times of [1, 2, 1]) await four.dyingAfter(times, id);
    await operate(at.context("system"), id);
    const spec = await four.undoing(id);
    const ask = (key: string) => startOperation(at.context(OPERATOR), { spec, filter: ALL, words: "", key });
    const begun = await Promise.all([ask("one"), ask("two"), ask("one")]);
    expect(begun.filter(({ ok }) => !ok)).toHaveLength(begun[1]?.ok ? 2 : 1);
    expect(await ask("three")).toMatchObject({ ok: false, why: "nothing-to-undo" });
    const back = begun.find((one) => one.ok);
    if (!back?.ok) throw new Error("Nobody could begin it");
    for (const times of [1, 2, 1]) await four.dyingAfter(times, back.id);
    await operate(at.context("system"), back.id);
    expect(await four.dues()).toEqual(was);
    expect(await readOperation(at.context(OPERATOR), back.id)).toMatchObject({ done: 4, refused: 0 });
  });

  test("is put back by who moved it or an operator, and not by who owns but some of it: it is undone once", async () => {
    const id = await four.begin(LATER);
    await operate(at.context("system"), id);
    const spec = await four.undoing(id);
    const asked = { spec, filter: ALL, words: "", key: "by the owner" };
    expect(await startOperation(at.context(OWNER), asked)).toMatchObject({
      why: "refused",
      refusal: { code: "not-allowed", intent: "restore-dues" },
    });
    expect(await startOperation(at.context(OPERATOR), { ...asked, key: "by an operator" })).toMatchObject({
      ok: true,
    });
  });

  test("is not moved on once it is being moved back, and what undoes it can't be undone", async () => {
    const id = await four.begin(LATER);
    await operate(
      four.after(2, () => stopOperation(at.context(OPERATOR), id)),
      id,
    );
    const back = await four.begin(await four.undoing(id));
    expect(await continueOperation(at.context(OPERATOR), id)).toBe(false);
    await operate(at.context("system"), back);
    expect(await readOperation(at.context(OPERATOR), back)).toMatchObject({ total: 2, done: 2 });
    await expect(four.undoing(back)).rejects.toThrow("nothing to undo");
  });
});

describe("what was confirmed", () => {
  test("is what is acted upon: where it would be other runs by now, nothing begins", async () => {
    await four.pause(3);
    const ctx = at.context(OPERATOR);
    const asked = { spec: LATER, filter: ALL, words: "", key: "confirmed" };
    const seen = await foreseeOperation(ctx, asked);
    if (!seen.ok) throw new Error("refused");
    const confirmed = seen.foreseen.digest;
    await four.ask(3, { type: "resume-run" });
    const changed = await startOperation(ctx, { ...asked, confirmed });
    expect(changed).toMatchObject({ why: "changed", foreseen: { will: { length: 4 } } });
    expect((await four.listed(null)).operations).toEqual([]);
    if (changed.ok || changed.why !== "changed") throw new Error("It was begun");
    const begun = await startOperation(ctx, { ...asked, confirmed: changed.foreseen.digest });
    expect(begun.ok).toBe(true);
    // Sent again, it has begun, whatever the runs are by now.
    await four.pause(3);
    expect(await startOperation(ctx, { ...asked, confirmed })).toEqual(begun);
  });

  test("leaves as it is what it said would stay, even if that could be changed at its turn", async () => {
    await four.pause(3);
    const before = await four.dues();
    const id = await four.begin(LATER);
    await four.ask(3, { type: "resume-run" });
    const resumed = await four.dues();
    await operate(at.context("system"), id);
    const after = await four.dues();
    expect(after[3]).toEqual(resumed[3]);
    expect(after[0]).not.toEqual(before[0]);
    expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ total: 4, done: 3, refused: 1 });
  });
});

describe("a run whose change breaks each time", () => {
  test("holds up no other, is given up after some tries, and is told apart with its reference", async () => {
    await at.rows`update baton.runs set release = 99 where id = ${four.runs[1] ?? ""}`;
    const id = await four.begin(LATER);
    const delays: number[] = [];
    const system = at.context("system");
    const ctx = {
      ...system,
      queue: async (...[workspace, work]: Parameters<typeof system.queue>) => {
        for (const one of work) if (one.queue === "operate") delays.push(one.afterMs);
        return system.queue(workspace, work);
      },
    };
    await operate(ctx, id);
    expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({
      state: "running",
      done: 3,
      failed: 0,
    });
    await operate(ctx, id);
    await operate(ctx, id);
    expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({
      state: "done",
      done: 3,
      refused: 0,
      failed: 1,
      failures: [
        { run: four.runs[1], client: "Beta Foods", reference: expect.stringMatching(/^[0-9a-f]{8}$/) },
      ],
    });
    // Each further try waits longer.
    expect(delays).toEqual([1000, 5000, 0]);
  });

  test("is tried again by jobs of the engine, until it is given up", { timeout: 40_000 }, async () => {
    await at.rows`update baton.runs set release = 98 where id = ${four.runs[2] ?? ""}`;
    const engine = await startEngine(at, { loopback: [], secrets: {} });
    const asked = { spec: LATER, filter: ALL, words: "", key: "by the engine" };
    const started = await startOperation(engine.context(OPERATOR), asked);
    if (!started.ok) throw new Error("It was not begun");
    await vi.waitFor(
      async () =>
        expect(await readOperation(at.context(OPERATOR), started.id)).toMatchObject({
          state: "done",
          done: 3,
          failed: 1,
        }),
      { timeout: 30_000, interval: 200 },
    );
    await engine.stop();
  });

  test("is not blamed where the store is what can't be reached", async () => {
    const id = await four.begin(LATER);
    for (const times of [1, 1, 1, 1]) await four.dyingAfter(times, id);
    await operate(at.context("system"), id);
    expect(await readOperation(at.context(OPERATOR), id)).toMatchObject({ done: 4, failed: 0 });
  });
});

test("the asker and operators stop it, and only the asker goes on, in whose name it is", async () => {
  const owner = at.context(OWNER);
  const started = await startOperation(owner, { spec: LATER, filter: ALL, words: "", key: "k" });
  if (!started.ok) throw new Error("It was not begun");
  const { id } = started;
  expect(await stopOperation(at.context(OTHER), id)).toBe(false);
  const operator = at.context(OPERATOR);
  const stranger = { ...operator, by: { kind: "person", id: at.user(OPERATOR), internal: false } as const };
  expect(await stopOperation(stranger, id)).toBe(false);
  expect(await stopOperation(operator, id)).toBe(true);
  expect(await readOperation(owner, id)).toMatchObject({ state: "stopped", stoppedBy: at.user(OPERATOR) });
  expect(await continueOperation(operator, id)).toBe(false);
  expect(await continueOperation(owner, id)).toBe(true);
  expect(await readOperation(owner, id)).toMatchObject({ state: "running", stoppedBy: null });
});

test("the list comes in pages, the newest first, and each operation is on one", async () => {
  const begun: string[] = [];
  for (let minute = 0; minute < 5; minute++) {
    const now = new Date(TUESDAY.getTime() + Math.floor(minute / 2) * 60_000);
    const amount = minute + 1;
    begun.push(await four.begin({ kind: "move-due", later: { amount, unit: "business days" } }, now));
  }
  const seen: string[] = [];
  let after = null;
  do {
    const { operations, next } = await four.listed(at.user(OPERATOR), { after, limit: 2 });
    seen.push(...operations.map(({ id }) => id));
    after = next;
  } while (after);
  expect(seen.toSorted()).toEqual(begun.toSorted());
  expect(seen[0]).toBe(begun[4]);
  expect((await four.listed(at.user(OTHER))).operations).toEqual([]);
});
