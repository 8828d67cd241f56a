import type { RunEvent } from "./event.ts";
import { deadlineIdOf } from "./ids.ts";
import type { Deadline, DeadlineOn } from "./task.ts";

/** The deadlines that still run after an event. Their ids come from the event that made them. */
export function deadlinesAfter(deadlines: readonly Deadline[], event: RunEvent): readonly Deadline[] {
  const made = (on: DeadlineOn, at: Date | null): readonly Deadline[] =>
    at ? [{ ...on, id: deadlineIdOf(event.run, event.seq, on.kind), at }] : [];
  const without = (over: (deadline: Deadline) => boolean) => deadlines.filter((deadline) => !over(deadline));
  switch (event.type) {
    case "run-opened":
      return made({ kind: "run-due" }, event.data.dueAt);
    case "task-ready": {
      const { task, dueAt, remindAt } = event.data;
      return [
        ...deadlines,
        ...made({ kind: "reminder", task }, remindAt),
        ...made({ kind: "due", task }, dueAt),
      ];
    }
    case "task-done":
    case "task-skipped":
      return without((deadline) => "task" in deadline && deadline.task === event.data.task);
    case "handoff-offered": {
      const { handoff, task, expiresAt } = event.data;
      return [...deadlines, ...made({ kind: "offer-expiry", handoff, task }, expiresAt)];
    }
    case "handoff-accepted":
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return without(
        (deadline) => deadline.kind === "offer-expiry" && deadline.handoff === event.data.handoff,
      );
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
    case "run-completed":
      return [];
    default:
      return deadlines;
  }
}

function isEscalationOf(task: string) {
  return (deadline: Deadline) => deadline.kind === "escalation" && deadline.task === task;
}
