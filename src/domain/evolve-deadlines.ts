import type { Dues, HappeningOf, RunEvent } from "./event.ts";
import { deadlineIdOf, type ExceptionId, type HandoffId, type TaskId } from "./ids.ts";
import type { Suspended } from "./run.ts";
import type { Deadline, DeadlineOn } from "./task.ts";

/** The deadlines that still run after an event. Their ids come from the event that made them. */
export function deadlinesAfter(deadlines: readonly Deadline[], event: RunEvent): readonly Deadline[] {
  const made = (on: DeadlineOn, at: Date | null, number?: number): readonly Deadline[] =>
    at ? [{ ...on, id: deadlineIdOf(event.run, event.seq, on.kind, number), at }] : [];
  const without = (over: (deadline: Deadline) => boolean) => deadlines.filter((deadline) => !over(deadline));
  const dues = ({ task, remindAt, dueAt }: { task: TaskId } & Dues) => [
    ...made({ kind: "reminder", task }, remindAt),
    ...made({ kind: "due", task }, dueAt),
  ];
  const climbsOn = (task: TaskId, rung: { at: Date; level: number } | null) =>
    rung ? made({ kind: "escalation", task, level: rung.level }, rung.at) : [];
  switch (event.type) {
    case "run-opened":
      return isLongDue(event) ? [] : made({ kind: "run-due" }, event.data.dueAt);
    case "task-ready": {
      const { task, until, watchAt } = event.data;
      return [
        ...deadlines,
        ...dues(event.data),
        ...made({ kind: "wait-timeout", task }, until),
        ...made({ kind: "watchdog", task }, watchAt),
      ];
    }
    case "task-unskipped":
      return [...deadlines, ...event.data.deadlines.flatMap(({ at, ...on }, index) => made(on, at, index))];
    case "task-unblocked": {
      const { task, until } = event.data;
      return [...deadlines, ...dues(event.data), ...made({ kind: "wait-timeout", task }, until)];
    }
    case "task-extended":
    case "due-changed":
      return [...without(isDueOf(event.data.task)), ...dues(event.data)];
    case "task-attempted": {
      const { task, watchAt } = event.data;
      return [...without(isWatchdogOf(task)), ...made({ kind: "watchdog", task }, watchAt)];
    }
    case "task-watched": {
      const { task, nextAt } = event.data;
      return [...without(isWatchdogOf(task)), ...made({ kind: "watchdog", task }, nextAt)];
    }
    case "task-done":
    case "task-succeeded":
    case "task-skipped":
    case "task-waived":
    case "task-failed":
    case "task-blocked":
    case "task-reopened":
    case "approval-recalled":
      return without((deadline) => "task" in deadline && deadline.task === event.data.task);
    case "task-assigned":
    case "task-given-back":
      return [...deadlines, ...climbsOn(event.data.task, event.data.rung)];
    case "handoff-offered": {
      const { handoff, task, expiresAt } = event.data;
      return [...deadlines, ...made({ kind: "offer-expiry", handoff, task }, expiresAt)];
    }
    case "handoff-accepted":
      return [
        ...without(isExpiryOf(event.data.handoff)),
        ...(event.data.task ? climbsOn(event.data.task, event.data.rung) : []),
      ];
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return without(isExpiryOf(event.data.handoff));
    case "run-due-changed":
      return [...without(({ kind }) => kind === "run-due"), ...made({ kind: "run-due" }, event.data.dueAt)];
    case "run-paused":
      return [...without(isReview), ...made({ kind: "pause-review", level: 1 }, event.data.reviewAt)];
    case "deadlines-suspended": {
      const ids = new Set(event.data.suspended.map(({ deadline }) => deadline));
      return without(({ id }) => ids.has(id));
    }
    case "run-resumed":
      return [
        ...without(isReview),
        ...event.data.deadlines.flatMap(({ at, ...on }, index) => made(on, at, index)),
      ];
    case "pause-review-due": {
      const { level, nextAt } = event.data;
      return [...without(isReview), ...made({ kind: "pause-review", level: level + 1 }, nextAt)];
    }
    case "task-reminded":
    case "run-overdue":
      return without(({ id }) => id === event.data.deadline);
    case "task-overdue": {
      const { task, deadline, nextAt } = event.data;
      return [
        ...without(({ id }) => id === deadline),
        ...made({ kind: "escalation", task, level: 1 }, nextAt),
      ];
    }
    case "task-escalated": {
      const { task, level, nextAt } = event.data;
      return [
        ...without(isEscalationOf(task)),
        ...made({ kind: "escalation", task, level: level + 1 }, nextAt),
      ];
    }
    case "task-acknowledged":
      return without(isEscalationOf(event.data.task));
    case "task-snoozed": {
      const { task, level, until } = event.data;
      return [...without(isEscalationOf(task)), ...made({ kind: "escalation", task, level }, until)];
    }
    case "exception-opened": {
      const { exception, dueAt } = event.data;
      return [...deadlines, ...made({ kind: "exception-due", exception, level: 1 }, dueAt)];
    }
    case "exception-overdue": {
      const { exception, level, nextAt } = event.data;
      return [
        ...without(isDueOfException(exception)),
        ...made({ kind: "exception-due", exception, level: level + 1 }, nextAt),
      ];
    }
    case "exception-closed":
      return without(isDueOfException(event.data.exception));
    case "run-cancelled":
    case "run-completed":
      return [];
    default:
      return deadlines;
  }
}

/** What still rests of a paused run's deadlines: what they were for may be over by now. */
export function suspendedAfter(
  suspended: readonly Suspended[],
  deadlines: readonly Deadline[],
  event: RunEvent,
): readonly Suspended[] {
  if (event.type === "deadlines-suspended") {
    const more = event.data.suspended.flatMap(({ deadline, ...left }) =>
      deadlines.flatMap((one) => (one.id === deadline ? [{ ...one, ...left }] : [])),
    );
    return [...suspended, ...more];
  }
  if (event.type === "task-unskipped") {
    const again = event.data.suspended.map((one, index) => ({
      ...one,
      // After those that count.
      id: deadlineIdOf(event.run, event.seq, one.kind, event.data.deadlines.length + index),
    }));
    return [...suspended, ...again];
  }
  const still = new Set<Deadline>(deadlinesAfter(suspended, event));
  return suspended.filter((deadline) => still.has(deadline));
}

/** It was brought in late already, and everybody knew: nothing rings about the past. */
export function isLongDue({ at, data }: RunEvent & HappeningOf<"run-opened">): boolean {
  return data.backfilled && data.dueAt !== null && data.dueAt <= at;
}

function isReview({ kind }: Deadline): boolean {
  return kind === "pause-review";
}

function isEscalationOf(task: TaskId) {
  return (deadline: Deadline) => deadline.kind === "escalation" && deadline.task === task;
}

/** What counts towards a due time or climbs after it. */
function isDueOf(task: TaskId) {
  return (deadline: Deadline) =>
    (deadline.kind === "reminder" || deadline.kind === "due" || deadline.kind === "escalation") &&
    deadline.task === task;
}

function isWatchdogOf(task: TaskId) {
  return (deadline: Deadline) => deadline.kind === "watchdog" && deadline.task === task;
}

function isExpiryOf(handoff: HandoffId) {
  return (deadline: Deadline) => deadline.kind === "offer-expiry" && deadline.handoff === handoff;
}

function isDueOfException(exception: ExceptionId) {
  return (deadline: Deadline) => deadline.kind === "exception-due" && deadline.exception === exception;
}
