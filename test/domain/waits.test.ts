import { describe, expect, test } from "vitest";
import { taskIdOf } from "#domain/ids.ts";
import type { AskOf } from "#domain/intent.ts";
import { RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import {
  deadlineOn,
  effects,
  eventsOf,
  facts,
  meets,
  play,
  refusalOf,
  reports,
  RUN,
  started,
  taskIn,
  taskSpec,
  typesOf,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, leadOne, operator, owner, stranger } from "#test/support/people.ts";

const [first, next] = [taskIdOf(RUN, 1), taskIdOf(RUN, 2)];
const trigger = TriggerIdSchema.parse("trg_000000000001");
const child = RunIdSchema.parse("run_000000000002");
const wait = (some = {}) =>
  taskSpec("metadata", {
    work: {
      kind: "wait",
      signal: { type: "form.submitted", when: null },
      timeout: { amount: 3, unit: "days" },
    },
    onFailure: "fail_closed",
    ...some,
  });
const waiting = started(wait(), taskSpec("next", { after: ["metadata"] }));
const later = play(started(taskSpec("before"), wait({ after: ["before"] })), csmOne.claims(first));

describe("a wait", () => {
  test("ends by its signal, and what waits for it starts", () => {
    expect(typesOf(eventsOf(waiting, comes(first)))).toEqual([
      "signal-received",
      "task-succeeded",
      "task-ready",
    ]);
    expect(taskIn(play(waiting, comes(first)), first, "done").doneBy).toBeNull();
  });

  test.for([
    { who: "somebody of its role", step: csmOne.completes(first), by: csmOne },
    { who: "the run's owner", step: owner.completes(first), by: owner },
    { who: "an operator", step: operator.completes(first), by: operator },
  ])("ends by $who, who says that it has come", ({ step, by }) => {
    expect(taskIn(play(waiting, step), first, "done")).toMatchObject({ doneBy: by.id, assignee: null });
  });

  test("is nobody else's to end, and nobody claims it", () => {
    expect(refusalOf(waiting, stranger.completes(first)).code).toBe("not-allowed");
    expect(refusalOf(waiting, csmOne.claims(first)).code).toBe("wrong-kind");
  });

  test("that takes too long closes its gate at its time", () => {
    expect(deadlineOn(waiting, "wait-timeout", first).at).toEqual(new Date("2026-03-05T10:00Z"));
    const late = play(waiting, meets("wait-timeout", first));
    expect(late).toMatchObject({ status: "blocked", exceptions: [{ type: "sla_breach" }] });
    expect(taskIn(late, first, "failed").execution).toBe(1);
  });

  test("that may fail open is waived at its time, and the run goes on", () => {
    const open = started(wait({ onFailure: "fail_open" }), taskSpec("next", { after: ["metadata"] }));
    expect(taskIn(play(open, meets("wait-timeout", first)), next, "ready").execution).toBe(1);
  });

  test("without a timeout waits for ever", () => {
    const work = { kind: "wait", signal: { type: "form.submitted", when: null }, timeout: null } as const;
    expect(started(wait({ work })).deadlines.map(({ kind }) => kind)).not.toContain("wait-timeout");
  });
});

describe("a signal that comes early", () => {
  test("is kept, and ends the wait as soon as it begins", () => {
    const early = play(later, comes(next));
    expect(early.signals).toEqual([{ trigger, tasks: [next] }]);
    expect(typesOf(eventsOf(early, csmOne.completes(first)))).toEqual([
      "task-done",
      "task-ready",
      "task-succeeded",
      "run-completed",
    ]);
  });

  test("while the task is blocked ends it when its gate is opened", () => {
    const early = play(waiting, owner.blocks(first), comes(first));
    expect(taskIn(early, first, "blocked").execution).toBe(1);
    expect(taskIn(play(early, operator.opensGate(first, "resume")), first, "done").doneBy).toBeNull();
  });

  test("while the task has failed ends its next execution at once", () => {
    const early = play(waiting, meets("wait-timeout", first), comes(first));
    expect(taskIn(play(early, operator.opensGate(first, "resume")), first, "done").execution).toBe(2);
  });

  test("is nothing to a task that is over", () => {
    expect(eventsOf(play(waiting, comes(first)), comes(first))).toEqual([]);
  });
});

test("a signal that can't be read is an exception of its task, which holds nothing up, and whose task goes on", () => {
  const unread = play(waiting, comes(null, first));
  expect(unread).toMatchObject({ status: "active", exceptions: [{ type: "data_mismatch", gate: null }] });
  const closed = play(unread, owner.opensGate(first, "resume"));
  expect(closed.exceptions).toEqual([]);
  expect(taskIn(closed, first, "waiting").execution).toBe(1);
  expect(eventsOf(play(waiting, comes(first)), comes(null, first))).toEqual([]);
});

test("what holds nothing up is no way around a gate of the same task", () => {
  const both = play(waiting, comes(null, first), owner.blocks(first));
  const [unread] = both.exceptions;
  const close = (choice: "skip" | "resume") =>
    owner.opensGate(first, choice, { exception: unread?.id ?? failing() });
  expect(refusalOf(both, close("skip")).code).toBe("gate-standing");
  expect(taskIn(play(both, close("resume")), first, "blocked").execution).toBe(1);
});

describe("a child run", () => {
  const running = started(
    taskSpec("migrate", {
      work: { kind: "run", playbook: "migration" },
      role: "system",
      onFailure: "fail_closed",
    }),
    taskSpec("next", { after: ["migrate"] }),
  );

  test("is opened by one job, and looked after from then", () => {
    expect(taskIn(running, first, "running")).toMatchObject({ execution: 1, child: null });
    expect(taskIn(play(running, told("open")), first, "running").child).toBe(child);
    expect(deadlineOn(running, "watchdog", first).at).toEqual(new Date("2026-03-02T10:00:30Z"));
  });

  test("that completes ends its task, told of or not when it opened", () => {
    expect(typesOf(eventsOf(running, told("completed")))).toEqual([
      "child-opened",
      "task-succeeded",
      "task-ready",
    ]);
  });

  test("that is cancelled fails its task, and a new one is opened when the gate is", () => {
    const failed = play(running, told("open"), told("cancelled"));
    expect(failed).toMatchObject({ status: "blocked", exceptions: [{ type: "permanent_block" }] });
    const open = operator.opensGate(first, "resume");
    expect(effects(failed, open).jobs).toEqual([{ queue: "child", task: first, execution: 2 }]);
    expect(eventsOf(play(failed, open), told("completed"))).toEqual([]);
  });

  test("ends with its parent", () => {
    const cancel = reports({ type: "cancel-run", reason: "The deal was lost", note: null });
    expect(effects(running, cancel).jobs).toEqual([{ queue: "child", task: first, execution: 1 }]);
  });
});

describe("a task that is given to somebody by itself", () => {
  const auto = { work: { kind: "human", mode: "auto" }, after: ["before"] } as const;
  const before = play(started(taskSpec("before"), taskSpec("auto", auto)), owner.claims(first));

  test.for([
    { what: "who holds the fewest tasks", held: [2, 1], to: csmTwo },
    { what: "the first of the role where all hold as many", held: [1, 1], to: csmOne },
  ])("goes to $what, and the record says among whom", ({ held: [one = 0, two = 0], to }) => {
    const held = new Map([
      [csmOne.id, one],
      [csmTwo.id, two],
    ]);
    const assigned = eventsOf(before, owner.completes(first), { held }).at(-1);
    expect(assigned).toMatchObject({
      type: "task-assigned",
      data: {
        to: to.id,
        kind: "routing",
        considered: [
          { user: csmOne.id, held: one },
          { user: csmTwo.id, held: two },
        ],
      },
    });
  });

  test("is to be claimed where nobody of the role is there", () => {
    const roles = new Map(facts().roles).set("customer-success", [leadOne.id]);
    const people = new Map([...facts().people].filter(([id]) => id !== leadOne.id));
    expect(typesOf(eventsOf(before, owner.completes(first), { roles, people }))).toEqual([
      "task-done",
      "task-ready",
    ]);
  });
});

function comes(to: typeof first | null, unread: typeof first | null = null) {
  return reports({
    type: "receive-signal",
    trigger,
    signal: "form.submitted",
    tasks: to ? [to] : [],
    unread: unread ? [{ task: unread, error: "no such field" }] : [],
  });
}

function told(state: AskOf<"report-child">["state"]) {
  return reports({ type: "report-child", task: first, execution: 1, child, state });
}

function failing(): never {
  throw new Error("There is no exception");
}
