import { describe, expect, test } from "vitest";
import {
  at,
  deadlineOn,
  enterprise,
  eventsOf,
  given,
  kickoff,
  meets,
  opened,
  play,
  refusalOf,
  welcome,
} from "#test/support/domain.ts";
import { csmOne, MONDAY, operator, owner } from "#test/support/people.ts";

const claimed = given(csmOne.claims(kickoff));
const overdue = play(claimed, meets("due", kickoff));

describe("a task's time", () => {
  test("counts in the working calendar from when the task became ready", () => {
    expect(deadlineOn(opened(), "due", kickoff).at).toEqual(new Date("2026-03-04T17:00Z"));
  });

  test("reminds at half of the working time", () => {
    expect(deadlineOn(opened(), "reminder", kickoff).at).toEqual(new Date("2026-03-03T13:30Z"));
  });

  test.for([
    { who: "its assignee", run: claimed, told: csmOne },
    { who: "the owner while nobody has it", run: opened(), told: owner },
  ])("reminds $who", ({ run, told }) => {
    expect(eventsOf(run, meets("reminder", kickoff))).toMatchObject([
      { type: "task-reminded", data: { told: { people: [told.id], channels: [] } } },
    ]);
  });

  test("without an SLA never runs out", () => {
    expect(opened().deadlines.filter((deadline) => "task" in deadline && deadline.task === welcome)).toEqual(
      [],
    );
  });

  test("that has not come yet is not met", () => {
    const early = at(MONDAY, meets("due", kickoff));
    expect(refusalOf(claimed, early)).toEqual({ code: "deadline-moved" });
  });

  test("is met once: the same deadline again is refused", () => {
    const step = meets("due", kickoff);
    const again = { now: () => step.now(claimed), intent: () => step.intent(claimed) };
    expect(refusalOf(overdue, again)).toEqual({ code: "deadline-moved" });
  });
});

describe("a run that takes longer than its playbook allows", () => {
  test("is marked overdue, and its owner and the operators hear once", () => {
    const [event, ...more] = eventsOf(opened(), meets("run-due"));
    expect(event).toMatchObject({ type: "run-overdue", data: { told: { people: [owner.id, operator.id] } } });
    expect(more).toEqual([]);
    const late = play(opened(), meets("run-due"));
    expect(late.overdue).toBe(true);
    expect(late.deadlines.filter(({ kind }) => kind === "run-due")).toEqual([]);
  });

  test("has no such time without an SLA", () => {
    expect(opened({ ...enterprise, sla: null }).deadlines.map(({ kind }) => kind)).not.toContain("run-due");
  });
});
