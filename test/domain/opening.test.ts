import { describe, expect, test } from "vitest";
import { decide } from "#domain/decide.ts";
import type { StageSpec } from "#domain/book.ts";
import {
  accepted,
  enterprise,
  facts,
  given,
  kickoff,
  openIntent,
  opened,
  playbook,
  RUN,
  taskSpec,
  typesOf,
} from "#test/support/domain.ts";
import { csmOne, guest, intentOf, MONDAY, owner, stranger } from "#test/support/people.ts";

describe("a run that opens", () => {
  test("has its owner, its whole task list and its due time at once", () => {
    const run = opened();
    expect(run).toMatchObject({
      id: RUN,
      status: "active",
      owner: owner.id,
      overdue: false,
      openedAt: MONDAY,
      dueAt: new Date("2026-04-13T17:00Z"),
      stages: ["Kickoff", "Setup", "Launch"],
      exceptions: [],
    });
    expect(run.tasks.map(({ key }) => key)).toEqual([
      "kickoff",
      "review",
      "welcome",
      "connector",
      "import",
      "go-live",
    ]);
  });

  test("starts all that waits for nothing, in parallel", () => {
    expect(statuses(opened().tasks)).toEqual(["ready", "ready", "ready", "pending", "pending", "pending"]);
  });

  test("has an exception that its owner must clear within a working day when a role had nobody", () => {
    const run = accepted(decide(null, openIntent(enterprise, "professional-services"), facts())).run;
    expect(run.exceptions).toMatchObject([
      { type: "missing_owner", owner: owner.id, dueAt: new Date("2026-03-03T17:00Z") },
    ]);
  });

  test("is opened by anyone inside the organisation, and by nobody outside", () => {
    const ask = openIntent();
    const by = ({ actor }: { actor: Parameters<typeof intentOf>[0] }) =>
      decide(null, { ...ask, by: actor }, facts());
    expect(by(stranger).ok).toBe(true);
    expect(by(guest)).toEqual({
      ok: false,
      refusal: { code: "not-allowed", intent: "open-run", who: { kind: "internal" } },
    });
  });

  test("is opened once: the same again is success without an event", () => {
    const run = given(csmOne.claims(kickoff));
    expect(decide(run, openIntent(), facts())).toEqual({ ok: true, events: [], run });
  });

  test("must exist before anything else is asked of it", () => {
    const claim = intentOf(csmOne.actor, { type: "claim-task", task: kickoff });
    expect(decide(null, claim, facts())).toEqual({
      ok: false,
      refusal: { code: "not-found", entity: "run" },
    });
  });

  test("tells its history in order: opened, what was missing, what is ready", () => {
    const decision = accepted(decide(null, openIntent(enterprise, "professional-services"), facts()));
    expect(typesOf(decision.events)).toEqual([
      "run-opened",
      "exception-opened",
      "task-ready",
      "task-ready",
      "task-ready",
    ]);
  });

  test("takes a release whose names are all there: a missing calendar is a fault", () => {
    expect(() => decide(null, openIntent(), facts({ calendars: {} }))).toThrow(/no calendar office/);
  });
});

describe("what a task waits for", () => {
  const optional = { required: false };
  test.for([
    {
      rule: "nothing, in the first stage",
      stages: [stage("a", "b")],
      waits: { a: [], b: [] },
    },
    {
      rule: "the required tasks of the stage before",
      stages: [stage("a", "b", ["c", optional]), stage("d")],
      waits: { d: ["a", "b"] },
    },
    {
      rule: "those of the nearest stage before that has any",
      stages: [stage("a"), stage(["b", optional]), stage("c")],
      waits: { c: ["a"] },
    },
    {
      rule: "nothing when no stage before has any",
      stages: [stage(["a", optional]), stage("b")],
      waits: { b: [] },
    },
    {
      rule: "just what `after` names, also in its own stage and among optional tasks",
      stages: [stage("a", ["b", optional]), stage(["c", { after: ["b"] }], ["d", { after: ["c"] }])],
      waits: { c: ["b"], d: ["c"] },
    },
    {
      rule: "nothing when `after` is empty",
      stages: [stage("a"), stage(["b", { after: [] }])],
      waits: { b: [] },
    },
  ])("$rule", ({ stages, waits }) => {
    const { tasks } = opened(playbook(stages));
    const found = tasks.filter(({ key }) => key in waits).map(({ key, waitsFor }) => [key, waitsFor]);
    expect(Object.fromEntries(found)).toEqual(waits);
  });
});

test("a task keeps what the playbook says about it, and has the playbook's calendar unless it names its own", () => {
  const spec = taskSpec("a", {
    success: "It works",
    evidence: "Where is it?",
    onFailure: "fail_open",
    value: true,
    calendar: "night",
  });
  const night = { timezone: "UTC", hours: [{ weekday: 1, from: "00:00", to: "24:00" }], holidays: [] };
  const known = facts({ calendars: { ...facts().calendars, night } });
  const ask = openIntent(playbook([{ stage: "Only", tasks: [spec, taskSpec("b")] }]));
  expect(accepted(decide(null, ask, known)).run.tasks).toMatchObject([
    {
      success: "It works",
      asksFor: "Where is it?",
      onFailure: "fail_open",
      value: true,
      calendar: "night",
    },
    { success: null, asksFor: null, calendar: "office" },
  ]);
});

function stage(...tasks: readonly (string | Parameters<typeof taskSpec>)[]): StageSpec {
  return {
    stage: "Stage",
    tasks: tasks.map((task) => (typeof task === "string" ? taskSpec(task) : taskSpec(...task))),
  };
}

function statuses(tasks: readonly { readonly status: string }[]): readonly string[] {
  return tasks.map(({ status }) => status);
}
