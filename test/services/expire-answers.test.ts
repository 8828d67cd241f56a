import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRun } from "#services/change-run.ts";
import { expireAnswers } from "#services/expire-answers.ts";
import { openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { neighbourOf, testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const DAY_MS = 86_400_000;

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("an answer is kept for 30 days, and forgotten on the next, by one of however many processes", async () => {
  const theirs = await neighbourOf(at);
  await openedRun(theirs);
  const run = await openedRun(at);
  const task = taskOf(await runNow(at, run), "read-handover");
  await changeRun(at.context("ps-1@acme.example"), { run, key: "press", ask: { type: "claim-task", task } });

  expect(await expireAnswers(onDay(30))).toBe(0);
  expect(await kept(at)).toBe(2);
  const swept = await Promise.all([
    expireAnswers(onDay(31)),
    expireAnswers(onDay(31)),
    expireAnswers(onDay(31)),
  ]);
  expect(swept.toSorted((a, b) => a - b)).toEqual([0, 0, 2]);
  expect(await kept(at)).toBe(0);
  expect(await kept(theirs)).toBe(1);
});

test("it is done once a day", async () => {
  await openedRun(at);
  expect(await expireAnswers(onDay(40))).toBe(1);
  await openedRun(at);
  expect(await expireAnswers(onDay(40))).toBe(0);
  expect(await expireAnswers(onDay(41))).toBe(1);
});

function onDay(day: number) {
  return at.context("system", new Date(TUESDAY.getTime() + day * DAY_MS));
}

async function kept({ id }: TestWorkspace): Promise<number> {
  const rows = await at.rows`select 1 from baton.intents where workspace_id = ${id}`;
  return rows.length;
}
