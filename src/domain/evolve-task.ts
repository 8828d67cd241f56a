import type { HappeningOf, RunEvent } from "./event.ts";
import type { HandoffId, UserId } from "./ids.ts";
import type { Alarm, Begun, Offer, OpenTask, Task, TaskPlan } from "./task.ts";
import { isOpen } from "./task.ts";

/** What an event makes of the task that it names. Throws when the history cannot be. */
export function taskAfter(task: Task, event: RunEvent): Task {
  const plan = planOf(task);
  switch (event.type) {
    case "task-ready": {
      const due = event.data.dueAt ? { at: event.data.dueAt, original: event.data.dueAt } : null;
      return { ...plan, status: "ready", readyAt: event.at, due, alarm: null };
    }
    case "task-claimed":
      return held(open(task, event), event.data.by, event.data.handoff, event.at);
    case "task-assigned":
      return held(open(task, event), event.data.to, event.data.handoff, event.at);
    case "handoff-accepted":
      return held(open(task, event), event.data.to, event.data.handoff, event.at);
    case "task-given-back": {
      const { readyAt, due, alarm } = open(task, event);
      return { ...plan, status: "ready", readyAt, due, alarm };
    }
    case "handoff-offered":
      return { ...claimed(task, event), offer: offerOf(event) };
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return { ...claimed(task, event), offer: null };
    case "task-done": {
      const { assignee, claimedAt, readyAt, due } = claimed(task, event);
      const { by, evidence } = event.data;
      return {
        ...plan,
        status: "done",
        readyAt,
        due,
        assignee,
        claimedAt,
        doneBy: by,
        doneAt: event.at,
        evidence,
      };
    }
    case "task-skipped":
      return { ...plan, status: "skipped", skippedAt: event.at, begun: isOpen(task) ? begunOf(task) : null };
    case "task-overdue":
      return { ...open(task, event), alarm: { ...noAlarm, since: event.at } };
    case "task-escalated":
      return alarmed(open(task, event), (alarm) => ({
        ...alarm,
        level: event.data.level,
        told: union(alarm.told, event.data.told.people),
        snoozedUntil: null,
      }));
    case "task-acknowledged":
      return alarmed(open(task, event), (alarm) => ({
        ...alarm,
        acknowledgedBy: event.data.by,
        snoozedUntil: null,
      }));
    case "task-snoozed":
      // The ladder goes on after it, so that whoever had acknowledged is asked again.
      return alarmed(open(task, event), (alarm) => ({
        ...alarm,
        acknowledgedBy: null,
        snoozedUntil: event.data.until,
      }));
    default:
      return task;
  }
}

export function offerOf({ data, actor, at }: RunEvent & HappeningOf<"handoff-offered">): Offer {
  const { handoff, from, to, note, expiresAt } = data;
  return { handoff, from, to, note, expiresAt, offeredAt: at, by: actor.kind === "person" ? actor.id : null };
}

const noAlarm = { level: 0, told: [], acknowledgedBy: null, snoozedUntil: null } as const;

/** Whoever takes over an overdue task has been told of it: they see it, and may acknowledge it. */
function held(task: OpenTask, assignee: UserId, heldBy: HandoffId, claimedAt: Date): Task {
  const alarm = task.alarm && { ...task.alarm, told: union(task.alarm.told, [assignee]) };
  return {
    ...planOf(task),
    status: "claimed",
    ...begunOf(task),
    assignee,
    claimedAt,
    heldBy,
    offer: null,
    alarm,
  };
}

function alarmed(task: OpenTask, change: (alarm: Alarm) => Alarm): Task {
  if (!task.alarm) throw new Error(`Task ${task.id} climbs its ladder without being overdue`);
  return { ...task, alarm: change(task.alarm) };
}

function open(task: Task, event: RunEvent): OpenTask {
  if (isOpen(task)) return task;
  throw new Error(
    `Event ${event.seq} of ${event.run} (${event.type}) needs an open task, but ${task.id} is ${task.status}`,
  );
}

function claimed(task: Task, event: RunEvent) {
  if (task.status === "claimed") return task;
  throw new Error(
    `Event ${event.seq} of ${event.run} (${event.type}) needs a claimed task, but ${task.id} is ${task.status}`,
  );
}

function begunOf({ readyAt, due }: Begun): Begun {
  return { readyAt, due };
}

function union(some: readonly UserId[], more: readonly UserId[]): readonly UserId[] {
  return [...new Set([...some, ...more])];
}

function planOf(task: Task): TaskPlan {
  const {
    id,
    key,
    stage,
    title,
    role,
    required,
    value,
    waitsFor,
    sla,
    calendar,
    success,
    asksFor,
    onFailure,
  } = task;
  return {
    id,
    key,
    stage,
    title,
    role,
    required,
    value,
    waitsFor,
    sla,
    calendar,
    success,
    asksFor,
    onFailure,
  };
}
