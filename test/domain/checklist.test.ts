import { expect, test } from "vitest";
import { hasBegun } from "#domain/checklist.ts";
import { decide } from "#domain/decide.ts";
import { accepted, facts, given } from "#test/support/domain.ts";
import { intentOf } from "#test/support/people.ts";

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
