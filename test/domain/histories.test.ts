import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { refOf } from "#domain/actor.ts";
import { decide } from "#domain/decide.ts";
import type { RunEvent } from "#domain/event.ts";
import { evolve, replay } from "#domain/evolve.ts";
import { isLive, openOffers, taskOf } from "#domain/run.ts";
import { handsOn, isOpen, isOver, type Task } from "#domain/task.ts";
import { opened } from "#test/support/domain.ts";
import { anyHistory, changesOf, guarantees, runsOf, type Change } from "#test/support/histories.ts";
import { MONDAY } from "#test/support/people.ts";

const { holds } = guarantees();

const EVERY_TYPE = [
  "approval-recalled",
  "child-opened",
  "deadlines-suspended",
  "due-changed",
  "exception-closed",
  "exception-opened",
  "exception-overdue",
  "handoff-accepted",
  "handoff-declined",
  "handoff-expired",
  "handoff-offered",
  "handoff-withdrawn",
  "late-result-kept",
  "pause-review-due",
  "run-absorbed",
  "run-assigned",
  "run-cancelled",
  "run-completed",
  "run-due-changed",
  "run-moved",
  "run-opened",
  "run-overdue",
  "run-paused",
  "run-resumed",
  "signal-received",
  "task-acknowledged",
  "task-added",
  "task-approved",
  "task-assigned",
  "task-attempted",
  "task-blocked",
  "task-claimed",
  "task-done",
  "task-escalated",
  "task-extended",
  "task-failed",
  "task-given-back",
  "task-overdue",
  "task-ready",
  "task-recorded",
  "task-rejected",
  "task-reminded",
  "task-reopened",
  "task-skipped",
  "task-snoozed",
  "task-succeeded",
  "task-unblocked",
  "task-unskipped",
  "task-waived",
  "task-watched",
];

describe("whatever is asked, in any order and at any time", () => {
  holds("a run always has exactly one owner, who changes only by accepting, or when told to", (history) => {
    const unexplained = changesOf(history).filter(({ before, event, after }) => {
      const accepted = event.type === "handoff-accepted" && event.data.task === null;
      return after.owner !== (accepted || event.type === "run-assigned" ? event.data.to : before.owner);
    });
    expect(unexplained).toEqual([]);
  });

  holds(
    "what is over never changes, unless somebody reopens it, takes it back in or a gate reroutes to it",
    (history) => {
      const again = ["task-ready", "task-reopened", "task-unskipped", "approval-recalled"];
      for (const { before, event, after } of changesOf(history)) {
        const changed = before.tasks.filter((task) => isOver(task) && !isSame(task, taskOf(after, task.id)));
        const begun = again.includes(event.type) && "task" in event.data ? [event.data.task] : [];
        expect(changed.map(({ id }) => id).filter((id) => !begun.includes(id))).toEqual([]);
      }
    },
  );

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
    const handoffs = changes.filter(isChangeOfHands).flatMap(({ event: { data } }) => {
      if ("hold" in data) return data.hold?.handoff ?? [];
      return "handoff" in data ? data.handoff : [];
    });
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

  holds(
    "a run that is over never changes again: what comes late is kept, and only its version counts",
    (history) => {
      for (const { before, event, after } of changesOf(history)) {
        if (isLive(before)) continue;
        expect(event.type).toBeOneOf(["late-result-kept", "run-absorbed"]);
        expect({ ...after, version: before.version }).toEqual(before);
      }
    },
  );

  holds("a run is completed with its last required task, and then nothing is left open", (history) => {
    for (const run of runsOf(history)) {
      const isDone = run.tasks.every((task) => !task.required || isOver(task));
      if (run.status === "active") expect(isDone).toBe(false);
      if (run.status === "completed") expect(isDone).toBe(true);
      if (isLive(run)) continue;
      expect(run.tasks.filter((task) => !isOver(task))).toEqual([]);
      const { deadlines, exceptions, signals } = run;
      expect([deadlines, exceptions, signals, openOffers(run)]).toEqual([[], [], [], []]);
    }
  });

  holds("a deadline is of a run under way, and only for what is still open", (history) => {
    for (const run of runsOf(history)) {
      const offers = openOffers(run).map(({ offer }) => offer.handoff);
      const idle = run.deadlines.filter((deadline) => {
        if (deadline.kind === "run-due") return !isLive(run);
        if (deadline.kind === "pause-review") return run.status !== "paused";
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

  holds(
    "whoever has something in hand hears once that its run was cancelled, but for who cancelled it",
    ({ moments }) => {
      for (const { before, intent, decision, effects } of moments) {
        if (!before || !decision.ok || decision.run.status !== "cancelled" || !isLive(before)) continue;
        const told = effects.notices.map(({ to, kind }) => ("person" in to ? `${to.person} ${kind}` : kind));
        const asker = intent.by.kind === "person" ? intent.by.id : null;
        const people = new Set([before.owner, ...before.tasks.map(handsOn)]);
        const toTell = [...people].filter((person) => person !== null && person !== asker);
        const ended = told.filter((one) => one.endsWith("run-cancelled"));
        expect(ended.toSorted()).toEqual(toTell.map((person) => `${person} run-cancelled`).toSorted());
      }
    },
  );

  holds("whatever people see of a task is rendered again when it changes", ({ moments }) => {
    for (const { before, decision, effects } of moments) {
      if (!before || !decision.ok) continue;
      const changed = decision.run.tasks.filter((task) => !before.tasks.includes(task));
      // Nothing that was sent before hangs on what a pending task waits for, or on one that was just added.
      const begun = changed.filter((task) => {
        const was = taskOf(before, task.id);
        return was !== undefined && !isSame(task, was);
      });
      expect(begun.filter(({ id }) => !effects.touched.includes(id))).toEqual([]);
      expect(changed.filter(({ stage }) => !effects.stages.includes(stage))).toEqual([]);
    }
  });
});

test("the histories tried here are about something: together they hold every type of event", () => {
  const histories = fc.sample(anyHistory(), { numRuns: 250, seed: 1 });
  const seen = new Set(histories.flatMap(({ events }) => events.map(({ type }) => type)));
  expect([...seen].sort()).toEqual(EVERY_TYPE);
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

function isChangeOfHands({ event }: Change): boolean {
  if (event.type === "task-unskipped") return event.data.hold !== null;
  const types = ["task-claimed", "task-assigned", "task-given-back", "handoff-accepted", "run-assigned"];
  return types.includes(event.type);
}

/** Who holds something else than before: a task that is still to be done, or the run. */
function holdersChanged({ before, after }: Change): number {
  const moved = after.tasks.filter(
    (task) => canBeHeld(task) && holderOf(task) !== holderOf(taskOf(before, task.id)),
  );
  return moved.length + (before.owner === after.owner ? 0 : 1);
}

/** What is over, or has failed, has no holder any longer; what begins anew has none yet. */
function canBeHeld({ status }: Task): boolean {
  return status === "ready" || status === "claimed" || status === "blocked";
}

function holderOf(task: Task | undefined) {
  if (task?.status === "claimed") return task.assignee;
  return task?.status === "blocked" ? (task.hold?.assignee ?? null) : null;
}

/** What it waits for may grow when a gate reroutes, or a task is added. */
function isSame(task: Task, other: Task | undefined): boolean {
  return JSON.stringify({ ...task, waitsFor: [] }) === JSON.stringify({ ...other, waitsFor: [] });
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
