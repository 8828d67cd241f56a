import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { neighbourOf, testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
});
afterEach(() => at.drop());

/** A quarter of a year later, nobody has looked. */
const SPRING = new Date("2027-02-24T09:00:00Z");

describe("two sweeps at once, as of two processes,", () => {
  test("meet each deadline once", async () => {
    const runs = await Promise.all([openedRun(at), openedRun(at), openedRun(at)]);
    const [due] =
      await at.rows`select count(*)::integer as deadlines from baton.deadlines where at <= ${SPRING}`;
    await Promise.all([sweep(SPRING), sweep(SPRING), sweep(SPRING)]);
    const [met] =
      await at.rows`select count(*)::integer as deadlines from baton.deadlines where state = 'met'`;
    expect(met).toEqual(due);
    for (const run of runs) {
      const told = await eventsOf(run, "task-reminded", "task-overdue", "run-overdue");
      expect(new Set(told).size).toBe(told.length);
    }
  });

  test("tell each person once", async () => {
    await openedRun(at);
    await Promise.all([sweep(SPRING), sweep(SPRING)]);
    const notices =
      await at.rows`select recipient, kind, about from baton.notices where kind in ('overdue', 'reminder')`;
    expect(notices.length).toBeGreaterThan(0);
    expect(new Set(notices.map((notice) => JSON.stringify(notice))).size).toBe(notices.length);
  });
});

test("after a long silence the ladder is climbed a level at a time, each counted from the one before", async () => {
  const run = await openedRun(at);
  const task = taskOf(await runNow(at, run), "read-handover");
  const levels: unknown[] = [];
  for (let now = SPRING, tries = 0; tries < 8; tries++) {
    await sweep(now);
    const [alarm] =
      await at.rows`select (alarm ->> 'level')::integer as level from baton.tasks where id = ${task}`;
    levels.push(alarm?.["level"]);
    await sweep(now);
    const [again] =
      await at.rows`select (alarm ->> 'level')::integer as level from baton.tasks where id = ${task}`;
    expect(again).toEqual(alarm);
    const [next] = await at.rows`select min(at) as at from baton.deadlines
      where task_id = ${task} and kind = 'escalation' and state = 'open'`;
    if (!next?.["at"]) break;
    expect(next["at"].getTime()).toBeGreaterThan(now.getTime());
    now = next["at"];
  }
  // Three levels of the ladder, and three calls at its end.
  expect(levels).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a run that can't be swept keeps no other waiting, in its workspace or in another", async () => {
  const theirs = await neighbourOf(at);
  const [broken, sound, next] = [await openedRun(at), await openedRun(at), await openedRun(theirs)];
  await at.rows`update baton.runs set release = 99 where id = ${broken}`;
  await sweep(SPRING, theirs);
  expect(await eventsOf(broken, "task-overdue")).toEqual([]);
  expect(await eventsOf(sound, "task-overdue")).toHaveLength(2);
  expect(await eventsOf(next, "task-overdue")).toHaveLength(2);
  await at.rows`update baton.runs set release = 1 where id = ${broken}`;
  await sweep(SPRING, theirs);
  expect(await eventsOf(broken, "task-overdue")).toHaveLength(2);
});

test("nothing is met before its time", async () => {
  await openedRun(at);
  expect(await sweep(TUESDAY)).toBe(0);
  const [next] = await at.rows`select min(at) as at from baton.deadlines`;
  expect(await sweep(new Date(next?.["at"].getTime() - 1))).toBe(0);
  expect(await sweep(next?.["at"])).toBe(1);
});

test("people work while it is swept: each deadline and each press counts, and the record holds", async () => {
  const run = await openedRun(at);
  const ready = (await runNow(at, run)).tasks.filter(({ status }) => status === "ready");
  const presses = ready.map(({ id }) => {
    const ask = { type: "claim-task", task: id } as const;
    return changeRun(at.context("ops@acme.example", SPRING), { run, key: `claim ${id}`, ask });
  });
  const [answers] = await Promise.all([Promise.all(presses), sweep(SPRING), sweep(SPRING)]);
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(await eventsOf(run, "task-overdue")).toHaveLength(ready.length);
  expect((await verifyAudit(at.context("system"), () => {})).broken).toEqual([]);
});

function sweep(now: Date, theirs = at): Promise<number> {
  const contexts = new Map([at, theirs].map((one) => [one.id, one.context("system", now)]));
  return sweepDeadlines(
    { ...at.context("system"), now },
    (workspace) => contexts.get(workspace) ?? at.context("system", now),
  );
}

/** The causes of a run's events of these types: for a deadline's it is the deadline. */
async function eventsOf(run: RunId, ...types: string[]): Promise<string[]> {
  const rows = await at.rows`select body::jsonb ->> 'cause' as cause from baton.events
    where run_id = ${run} and type = any(${types}) order by seq`;
  return rows.map(({ cause }) => String(cause));
}
