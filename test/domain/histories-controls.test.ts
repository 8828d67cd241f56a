import { describe, expect } from "vitest";
import type { Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import type { RunEvent } from "#domain/event.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import { gateOn, isLive, requireTask, type Run } from "#domain/run.ts";
import { movedBy } from "#domain/restore-dues.ts";
import { isOpen, isOver, type Task } from "#domain/task.ts";
import { allDeadlines, changesOf, guarantees, runsOf, type Change } from "#test/support/histories.ts";

const { holds } = guarantees();

describe("whatever is asked, in any order and at any time", () => {
  holds("skipping passes by no approval and no gate, and is on record with who did it", (history) => {
    for (const { before, event, after } of changesOf(history)) {
      if (event.type !== "task-skipped" || event.data.because !== "by-hand") continue;
      const task = requireTask(before, event.data.task);
      expect(task.work.kind).not.toBe("approval");
      expect(gateOn(before, task.id)).toBeUndefined();
      expect(requireTask(after, task.id)).toMatchObject({ skippedBy: personOf(event) });
    }
  });

  holds(
    "an approval is asked only of work that is over, and asked anew when that is done once more",
    (history) => {
      for (const run of runsOf(history)) {
        if (!isLive(run)) continue;
        for (const task of run.tasks) {
          if (task.work.kind !== "approval" || (task.status !== "ready" && task.status !== "done")) continue;
          // What was approved before Baton knew of the run is taken as it is.
          if (task.status === "done" && task.approvals.length === 0) continue;
          const judged = run.tasks.filter(({ key }) => task.waitsFor.includes(key));
          const isAddedLater = (one: Task) => one.key.startsWith("added-") && task.status === "done";
          expect(judged.filter((one) => !isOver(one) && !isAddedLater(one)).map(({ key }) => key)).toEqual(
            [],
          );
        }
      }
    },
  );

  holds(
    "nobody approves what they did, left out, passed by at its gate, or wanted done once more",
    (history) => {
      const hands = new Map<TaskId, readonly (UserId | null)[]>();
      const asked = new Map<TaskId, UserId | null>();
      for (const { before, event, after } of changesOf(history)) {
        if (event.type === "task-reopened") {
          hands.delete(event.data.task);
          asked.set(event.data.task, personOf(event));
        }
        if (event.type === "approval-recalled") {
          hands.delete(event.data.task);
          if (event.data.askedBy) asked.set(event.data.task, event.data.askedBy);
          else asked.delete(event.data.task);
        }
        if (event.type === "task-unskipped") {
          hands.delete(event.data.task);
          if (requireTask(after, event.data.task).status === "ready") asked.delete(event.data.task);
        }
        if (event.type === "task-ready") {
          hands.delete(event.data.task);
          asked.set(event.data.task, asked.get(event.data.task) ?? event.data.askedBy);
        }
        if (event.type === "task-done") {
          const task = requireTask(before, event.data.task);
          hands.set(task.id, [event.data.by, task.status === "claimed" ? task.assignee : null]);
          asked.delete(task.id);
        }
        if (event.type === "task-skipped" && event.data.because === "by-hand") {
          hands.set(event.data.task, [personOf(event)]);
        }
        if (event.type === "task-waived") hands.set(event.data.task, [event.data.by]);
        if (event.type === "task-approved") {
          const task = requireTask(before, event.data.task);
          const judged = before.tasks.filter(({ key }) => task.waitsFor.includes(key));
          const not = [asked.get(task.id), ...judged.flatMap(({ id }) => hands.get(id) ?? [])];
          expect(not).not.toContain(event.data.by);
        }
      }
    },
  );

  holds(
    "whoever wants a task done once more gets it as a new execution, when its turn has come",
    (history) => {
      for (const { before, event, after } of changesOf(history)) {
        if (event.type !== "task-reopened") continue;
        const [was, is] = [requireTask(before, event.data.task), requireTask(after, event.data.task)];
        expect(is).toMatchObject({ status: "pending", execution: was.execution, when: null });
        expect(isLive(before)).toBe(true);
        expect(
          after.deadlines.filter((one) => "task" in one && one.task === is.id && one.kind !== "offer-expiry"),
        ).toEqual([]);
      }
    },
  );

  holds(
    "undoing a skip gives the task as it was: in the same hands, due when it was, as often begun",
    (history) => {
      const skipped = new Map<TaskId, Change>();
      for (const change of changesOf(history)) {
        const { before, event, after } = change;
        if (event.type === "task-skipped") skipped.set(event.data.task, change);
        if (event.type !== "task-unskipped") continue;
        const { task } = event.data;
        const then = skipped.get(task)?.before;
        if (!then) throw new Error(`${task} was taken back in, and nobody had left it out`);
        expect(isLive(before)).toBe(true);
        expect(asSeen(after, task)).toEqual(asSeen(then, task));
      }
    },
  );

  holds("an approval that is asked anew is asked only where the book still wants it", (history) => {
    for (const { before, event, after } of changesOf(history)) {
      if (event.type !== "approval-recalled") continue;
      const [was, is] = [requireTask(before, event.data.task), requireTask(after, event.data.task)];
      expect(is).toMatchObject({ status: "pending", execution: was.execution, when: was.when });
      expect(is.work.kind).toBe("approval");
    }
  });

  holds("what a stage requires by now holds up whatever has not begun of the stage after", (history) => {
    const reopened = new Set<TaskId>();
    for (const { before, event, moment } of changesOf(history)) {
      if (event.type === "task-reopened") reopened.add(event.data.task);
      if (event.type !== "task-ready" || event.data.execution > 1 || reopened.has(event.data.task)) continue;
      if (moment.intent.type === "open-gate") continue;
      const task = requireTask(before, event.data.task);
      if (isOrdered(history.of, task)) continue;
      const before2 = before.tasks.filter(({ required, stage }) => required && stage < task.stage);
      const nearest = Math.max(...before2.map(({ stage }) => stage));
      const standing = before2.filter((one) => one.stage === nearest && !isOver(one));
      // What waits for the task itself can't hold it up.
      expect(standing.filter((one) => !waitsLongFor(before, one, task.key)).map(({ key }) => key)).toEqual(
        [],
      );
    }
  });

  holds("where the book has no circle of tasks that wait for each other, none ever arises", (history) => {
    const [first] = runsOf(history);
    if (!first || circleIn(first)) return;
    for (const run of runsOf(history)) expect(circleIn(run)).toBe(false);
  });

  holds("the names of tasks are different, whoever adds some", ({ run }) => {
    expect(new Set(run.tasks.map(({ key }) => key)).size).toBe(run.tasks.length);
    expect(new Set(run.tasks.map(({ id }) => id)).size).toBe(run.tasks.length);
  });

  holds("moving due times makes nothing due earlier, nor at a time that is over", ({ moments }) => {
    for (const {
      before,
      intent,
      decision,
      facts: { now },
    } of moments) {
      if (intent.type !== "move-dues" || !before || !decision.ok) continue;
      for (const [was, is] of duesOf(before).map(
        (due, index) => [due, duesOf(decision.run)[index]] as const,
      )) {
        if (!was || was === is) continue;
        expect(is?.getTime()).toBeGreaterThanOrEqual(was.getTime());
        if (is?.getTime() !== was.getTime()) expect(is?.getTime()).toBeGreaterThan(now.getTime());
      }
    }
  });

  holds(
    "what is put back is due when it was said to have been, and nothing else is due at another time",
    (history) => {
      for (const { before, intent, decision } of history.moments) {
        if (intent.type !== "restore-dues" || !before || !decision.ok) continue;
        for (const [index, was] of duesOf(before).entries()) {
          const is = duesOf(decision.run)[index];
          const task = index === 0 ? null : before.tasks[index - 1]?.id;
          const given = intent.dues.find((due) => due.task === task);
          if (is?.getTime() === was?.getTime()) continue;
          expect([was, is]).toEqual([given?.now, given?.was]);
        }
      }
    },
  );

  holds("what was moved can be put back to the instant, by whoever moved it", ({ moments }) => {
    for (const { before, intent, decision, facts } of moments) {
      if (intent.type !== "move-dues" || !before || !decision.ok) continue;
      const dues = movedBy(before, decision.events);
      if (dues.length === 0) continue;
      const { by, key } = intent;
      const back = decide(decision.run, { type: "restore-dues", dues, by, key }, facts);
      expect(back.ok && duesOf(back.run)).toEqual(duesOf(before));
    }
  });

  holds("a due time that somebody chose is in the future, and rings about nothing until then", (history) => {
    for (const { event, after, moment } of changesOf(history)) {
      // What is only put back may be late by now.
      if (moment.intent.type === "restore-dues") continue;
      if (event.type === "run-due-changed")
        expect(after).toMatchObject({ overdue: false, dueAt: event.data.dueAt });
      if (event.type !== "due-changed") continue;
      const { task, dueAt } = event.data;
      expect(dueAt?.getTime()).toBeGreaterThan(event.at.getTime());
      expect(requireTask(after, task)).toMatchObject({ alarm: null, due: { at: dueAt } });
      const rungs = after.deadlines.filter((one) => one.kind === "escalation" && one.task === task);
      expect(rungs).toEqual([]);
    }
  });

  holds(
    "a run that was under way before Baton knew of it opens without telling anybody, and rings about no past",
    (history) => {
      const [opening] = history.moments;
      if (!opening?.decision.ok || !opening.decision.run.backfilled) return;
      const { run, events } = opening.decision;
      expect(opening.effects.notices).toEqual([]);
      expect(run.deadlines.filter(({ at }) => at < opening.facts.now)).toEqual([]);
      expect(events.filter(({ type }) => type === "task-overdue" || type === "run-overdue")).toEqual([]);
      const past = opening.intent.type === "open-run" ? (opening.intent.history?.tasks ?? []) : [];
      for (const one of past) {
        const task = run.tasks.find(({ key }) => key === one.task);
        if (one.state !== "held" && isLive(run)) expect(task?.status).toBe(one.state);
        if (one.state !== "held" || task?.status !== "claimed") continue;
        const person = opening.facts.people.get(one.by);
        if (person?.active && person.internal) expect(task.assignee).toBe(one.by);
      }
    },
  );

  holds("a run that was merged says into which, and takes nothing more of its own", ({ moments }) => {
    for (const { intent, decision } of moments) {
      if (intent.type !== "merge-run" || !decision.ok) continue;
      expect(decision.run).toMatchObject({ status: "cancelled", mergedInto: intent.into.run });
      expect(decision.run.tasks.filter(isOpen)).toEqual([]);
    }
  });

  holds("one who can own a run that nobody could settles that exception with it", (history) => {
    for (const { event, moment } of changesOf(history)) {
      if (event.type !== "run-assigned" || !moment.decision.ok) continue;
      expect(moment.decision.run.exceptions.filter(({ type }) => type === "missing_owner")).toEqual([]);
      expect(moment.facts.people.get(event.data.to)).toMatchObject({ active: true, internal: true });
    }
  });
});

/** All of a task but by which change of hands somebody has it, and what counts down towards it. */
function asSeen(run: Run, id: TaskId) {
  const { heldBy: _, waitsFor: __, ...task } = { heldBy: null, ...requireTask(run, id) };
  const times = allDeadlines(run)
    .filter((one) => "task" in one && one.task === id)
    .map((one) => JSON.stringify({ ...one, id: null }, Object.keys(one).toSorted()));
  return { task, times: times.toSorted() };
}

function personOf({ actor }: RunEvent): UserId | null {
  return actor.kind === "person" ? actor.id : null;
}

/** The book says what it waits for, instead of the stage before it. */
function isOrdered(of: Playbook, { key }: Task): boolean {
  const spec = of.stages.flatMap(({ tasks }) => tasks).find(({ task }) => task === key);
  return spec !== undefined && spec.after !== null;
}

function waitsLongFor(run: Run, { waitsFor }: Task, key: string, seen = new Set<string>()): boolean {
  return waitsFor.some((one) => {
    if (one === key) return true;
    const task = run.tasks.find((other) => other.key === one);
    if (!task || seen.has(one)) return false;
    seen.add(one);
    return waitsLongFor(run, task, key, seen);
  });
}

function circleIn(run: Run): boolean {
  return run.tasks.some((task) => waitsLongFor(run, task, task.key));
}

function duesOf(run: Run): readonly (Date | null)[] {
  return [run.dueAt, ...run.tasks.map((task) => ("due" in task ? (task.due?.at ?? null) : null))];
}
