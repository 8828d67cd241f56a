import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refOf } from "#domain/actor.ts";
import { decide } from "#domain/decide.ts";
import type { RunEvent } from "#domain/event.ts";
import { evolve, replay } from "#domain/evolve.ts";
import { openOffers, type Run } from "#domain/run.ts";
import { isOpen, isOver, type Task } from "#domain/task.ts";
import { opened } from "#test/support/domain.ts";
import { anyHistory, changesOf, type Change, type History } from "#test/support/histories.ts";
import { MONDAY } from "#test/support/people.ts";

describe("whatever people ask, in any order and at any time", () => {
  holds("a run always has exactly one owner, who changes only by accepting", (history) => {
    const unexplained = changesOf(history).filter(({ before, event, after }) => {
      const accepted = event.type === "handoff-accepted" && event.data.task === null;
      return after.owner !== (accepted ? event.data.to : before.owner);
    });
    expect(unexplained).toEqual([]);
  });

  holds("a task is done at most once, and what is over never changes", (history) => {
    const changed = changesOf(history).filter(({ before, after }) =>
      before.tasks.some((task) => isOver(task) && taskIn(after, task.id) !== task),
    );
    expect(changed).toEqual([]);
  });

  holds("at most one offer is open for a task, and one for the ownership", ({ events, run }) => {
    const open = new Map<string, string>();
    for (const { type, data } of events) {
      if (!type.startsWith("handoff-") || !("handoff" in data && "task" in data)) continue;
      const what = data.task ?? run.id;
      expect(open.get(what)).toBe(type === "handoff-offered" ? undefined : data.handoff);
      if (type === "handoff-offered") open.set(what, data.handoff);
      else open.delete(what);
    }
    expect(new Map(openOffers(run).map(({ offer, task }) => [task?.id ?? run.id, offer.handoff]))).toEqual(
      open,
    );
  });

  holds("every change of hands is exactly one event, with a handoff of its own", (history) => {
    const changes = changesOf(history);
    const uneven = changes.filter((change) => holdersChanged(change) !== (isChangeOfHands(change) ? 1 : 0));
    expect(uneven).toEqual([]);
    const handoffs = changes
      .filter(isChangeOfHands)
      .flatMap(({ event: { data } }) => ("handoff" in data ? data.handoff : []));
    expect(handoffs).toHaveLength(changes.filter(isChangeOfHands).length);
    expect(new Set(handoffs).size).toBe(handoffs.length);
  });

  holds("replaying the events gives the run that was decided", ({ events, run }) => {
    expect(replay(events)).toEqual(run);
  });

  holds("events are numbered without gaps, and say when, by whom and why", ({ moments, events, run }) => {
    const written = moments.flatMap(({ intent, facts, decision }) =>
      (decision.ok ? decision.events : []).map(() => [facts.now, intent.key, refOf(intent.by), run.id]),
    );
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ at, cause, actor, run: of }) => [at, cause, actor, of])).toEqual(written);
    expect(run.version).toBe(events.length);
  });

  holds("deciding changes nothing, and decides the same again", ({ moments }) => {
    const again = moments.map(({ before, intent, facts }) => decide(before && frozen(before), intent, facts));
    expect(again).toEqual(moments.map(({ decision }) => decision));
  });

  holds("a refusal leaves no event", ({ moments }) => {
    const refusals = moments.flatMap(({ decision }) => (decision.ok ? [] : [decision]));
    expect(
      refusals.flatMap((refusal) => Object.keys(refusal)).filter((key) => !/^(ok|refusal)$/.test(key)),
    ).toEqual([]);
  });

  holds("a completed run never changes again", ({ moments }) => {
    const changed = moments.filter(
      ({ before, decision }) => before?.status === "completed" && decision.ok && decision.run !== before,
    );
    expect(changed).toEqual([]);
  });

  holds("a run is completed with its last required task, and then nothing is left open", (history) => {
    for (const run of runsOf(history)) {
      const required = run.tasks.filter((task) => task.required);
      const isDone = required.every(({ status }) => status === "done");
      if (required.length > 0) expect(run.status).toBe(isDone ? "completed" : "active");
      if (run.status === "active") continue;
      expect([isDone, run.tasks.every(isOver), run.deadlines, openOffers(run)]).toEqual([true, true, [], []]);
    }
  });

  holds("a task starts as soon as all that it waits for is over, and not before", (history) => {
    for (const { tasks } of runsOf(history)) {
      const over = new Set(tasks.filter(isOver).map(({ key }) => key));
      const isFree = ({ waitsFor }: Task) => waitsFor.every((key) => over.has(key));
      expect(tasks.filter((task) => task.status === "pending" && isFree(task))).toEqual([]);
      expect(tasks.filter((task) => (isOpen(task) || task.status === "done") && !isFree(task))).toEqual([]);
    }
  });

  holds("a deadline is of an active run, and only for what is still open", (history) => {
    for (const run of runsOf(history)) {
      const offers = openOffers(run).map(({ offer }) => offer.handoff);
      const idle = run.deadlines.filter((deadline) => {
        if (deadline.kind === "run-due") return run.status === "completed";
        if (deadline.kind === "offer-expiry") return !offers.includes(deadline.handoff);
        if (deadline.kind === "exception-due") {
          return !run.exceptions.some(({ id }) => id === deadline.exception);
        }
        return !run.tasks.some((task) => task.id === deadline.task && isOpen(task));
      });
      expect(idle).toEqual([]);
      expect(new Set(run.deadlines.map(({ id }) => id)).size).toBe(run.deadlines.length);
      expect(run.deadlines.filter(({ kind }) => kind === "offer-expiry")).toHaveLength(offers.length);
    }
  });

  holds("nobody hears of their own act, and of nothing twice", ({ moments, events }) => {
    const notices = moments.flatMap(({ effects }) => effects.notices);
    const actorOf = (seq: number) => events[seq - 1]?.actor;
    const own = notices.filter(({ to, seq }) => {
      const actor = actorOf(seq);
      return "person" in to && actor?.kind === "person" && actor.id === to.person;
    });
    expect(own).toEqual([]);
    const keys = notices.map(({ seq, to, kind }) => JSON.stringify([seq, to, kind]));
    expect(keys).toEqual([...new Set(keys)]);
  });

  holds("whatever people see of a task is rendered again when it changes", ({ moments }) => {
    for (const { before, decision, effects } of moments) {
      if (!before || !decision.ok) continue;
      const changed = decision.run.tasks.filter((task) => !before.tasks.includes(task));
      expect(changed.filter(({ id }) => !effects.touched.includes(id))).toEqual([]);
      expect(changed.filter(({ stage }) => !effects.stages.includes(stage))).toEqual([]);
    }
  });
});

test("the histories tried here are about something: together they hold every type of event", () => {
  const seen = new Set(
    fc
      .sample(anyHistory(), { numRuns: 200, seed: 1 })
      .flatMap(({ events }) => events.map(({ type }) => type)),
  );
  expect([...seen].sort()).toMatchInlineSnapshot(`
    [
      "exception-closed",
      "exception-opened",
      "handoff-accepted",
      "handoff-declined",
      "handoff-expired",
      "handoff-offered",
      "handoff-withdrawn",
      "run-completed",
      "run-opened",
      "run-overdue",
      "task-acknowledged",
      "task-assigned",
      "task-claimed",
      "task-done",
      "task-escalated",
      "task-given-back",
      "task-overdue",
      "task-ready",
      "task-reminded",
      "task-skipped",
      "task-snoozed",
    ]
  `);
});

test("a history begins with run-opened", () => {
  const { id: run, workspace } = opened();
  const event: RunEvent = {
    type: "run-completed",
    data: { grossSeconds: 1 },
    workspace,
    run,
    seq: 1,
    version: 1,
    at: MONDAY,
    actor: { kind: "system", name: "clock" },
    cause: "test",
  };
  expect(() => evolve(null, event)).toThrow(/begins with run-completed/);
  expect(() => replay([])).toThrow(/without events/);
});

/** A guarantee over any history. */
function holds(name: string, check: (history: History) => void): void {
  test(name, () => {
    fc.assert(fc.property(anyHistory(), check), { numRuns: 100 });
  });
}

/** The run as each decision that changed it left it. */
function runsOf({ moments }: History): readonly Run[] {
  return moments.flatMap(({ decision }) => (decision.ok && decision.events.length > 0 ? [decision.run] : []));
}

function isChangeOfHands({ event }: Change): boolean {
  return ["task-claimed", "task-assigned", "task-given-back", "handoff-accepted"].includes(event.type);
}

/** How many tasks, or the run itself, have another holder than before; what is over has none any longer. */
function holdersChanged({ before, after }: Change): number {
  const moved = after.tasks.filter(
    (task) => !isOver(task) && holderOf(task) !== holderOf(taskIn(before, task.id)),
  );
  return moved.length + (before.owner === after.owner ? 0 : 1);
}

function holderOf(task: Task | undefined) {
  return task?.status === "claimed" ? task.assignee : null;
}

function taskIn(run: Run, id: string): Task | undefined {
  return run.tasks.find((task) => task.id === id);
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
