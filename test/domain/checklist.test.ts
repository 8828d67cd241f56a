import { expect, test } from "vitest";
import { hasBegun } from "#domain/checklist.ts";
import { decide } from "#domain/decide.ts";
import { accepted, facts, given, kickoff, openIntent, play, text } from "#test/support/domain.ts";
import { intentOf, MONDAY, owner } from "#test/support/people.ts";

test("a stage begins with its first task; what a cancelled run passed over never began", () => {
  const run = given();
  expect([0, 1, 2].map((stage) => hasBegun(run, stage))).toEqual([true, false, false]);
  const cancel = intentOf(
    { kind: "system", name: "worker" },
    { type: "cancel-run", reason: "It is needed no longer", note: null },
  );
  const cancelled = accepted(decide(run, cancel, facts())).run;
  expect(cancelled.status).toBe("cancelled");
  expect([0, 1, 2].map((stage) => hasBegun(cancelled, stage))).toEqual([true, false, false]);
});

test("a stage that was over before Baton knew of the run is not told anew, until something of it is reopened", () => {
  const at = new Date(MONDAY.getTime() - 86_400_000);
  const tasks = ["kickoff", "review", "welcome"].map((task) => ({ task, state: "done", at }) as const);
  const run = accepted(decide(null, openIntent(undefined, null, { dueAt: null, tasks }), facts())).run;
  expect([0, 1, 2].map((stage) => hasBegun(run, stage))).toEqual([false, true, false]);
  const reopened = play(
    run,
    owner.asks({ type: "reopen-task", task: kickoff, reason: text("not held after all") }),
  );
  expect(hasBegun(reopened, 0)).toBe(true);
});
