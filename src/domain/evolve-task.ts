import type { HappeningOf, RunEvent } from "./event.ts";
import type { HandoffId, UserId } from "./ids.ts";
import type {
  Alarm,
  Asked,
  Begun,
  Hold,
  Offer,
  OpenTask,
  Results,
  Task,
  TaskIn,
  TaskPlan,
  TaskState,
  TextRef,
} from "./task.ts";
import { isOpen } from "./task.ts";
import { unreachable } from "./unreachable.ts";

/** What an event makes of the task that it names. Throws when the history cannot be. */
export function taskAfter(task: Task, event: RunEvent): Task {
  const plan = planOf(task);
  switch (event.type) {
    case "task-ready":
      return begun({ ...plan, execution: event.data.execution }, event);
    case "task-claimed":
      return held(open(task, event), event.data.by, event.data.handoff, event.at);
    case "task-assigned":
      return asked(held(open(task, event), event.data.to, event.data.handoff, event.at), event.data.rung);
    case "handoff-accepted":
      return asked(held(open(task, event), event.data.to, event.data.handoff, event.at), event.data.rung);
    case "task-given-back": {
      const { readyAt, due, alarm } = open(task, event);
      return asked({ ...plan, status: "ready", readyAt, due, alarm, ...nobodyAsked }, event.data.rung);
    }
    case "handoff-offered":
      return { ...inStatus(task, "claimed", event), offer: offerOf(event) };
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return { ...inStatus(task, "claimed", event), offer: null };
    case "task-approved": {
      const ready = inStatus(task, "ready", event);
      return { ...ready, approvals: [...ready.approvals, event.data.by] };
    }
    case "task-done":
      return done(open(task, event), event.at, event.data.by, event.data.evidence, {});
    case "task-succeeded":
      return done(open(task, event), event.at, null, null, event.data.results);
    case "task-attempted": {
      const running = inStatus(task, "running", event);
      return { ...running, attempt: running.attempt + 1, nextAt: event.data.retryAt };
    }
    case "child-opened":
      return { ...inStatus(task, "running", event), child: event.data.child };
    case "task-skipped":
      return {
        ...plan,
        status: "skipped",
        because: event.data.because,
        skippedBy: event.data.because === "by-hand" ? personIn(event) : null,
        skippedAt: event.at,
        begun: begunOf(task),
        left: event.data.left,
      };
    case "task-unskipped":
      return { ...plan, ...unskipped(inStatus(task, "skipped", event), event) };
    case "approval-recalled":
      return { ...plan, status: "pending", askedBy: event.data.askedBy };
    case "task-waived":
      return { ...plan, status: "waived", waivedBy: event.data.by, waivedAt: event.at, begun: begunOf(task) };
    case "task-failed": {
      const { exception } = event.data;
      return { ...plan, status: "failed", exception, failedAt: event.at, begun: begunOf(task) };
    }
    case "task-blocked": {
      const { readyAt, due } = open(task, event);
      const hold = task.status === "claimed" ? holdOf(task) : null;
      const { exception } = event.data;
      return { ...plan, status: "blocked", exception, readyAt, due, hold, ...askedOf(task) };
    }
    case "task-unblocked":
      return unblocked(inStatus(task, "blocked", event), event);
    case "task-reopened":
      return { ...plan, when: null, status: "pending", askedBy: personIn(event) };
    case "task-recorded": {
      const { state, on } = event.data;
      if (state === "skipped")
        return { ...plan, status: state, because: "by-hand", skippedBy: null, skippedAt: on, ...neverBegun };
      return { ...plan, execution: 1, status: state, readyAt: on, due: null, ...unknownHands, doneAt: on };
    }
    case "task-extended":
    case "due-changed":
      return { ...open(task, event), due: dueFrom(event.data.dueAt, open(task, event).due), alarm: null };
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

/** What counted down towards a task when its run was paused counts from the resumption. */
export function resumedTask(task: Task, { data }: RunEvent & HappeningOf<"run-resumed">): Task {
  if (!isOpen(task)) return task;
  const at = (kind: "due" | "escalation" | "wait-timeout") =>
    data.deadlines.find((on) => on.kind === kind && on.task === task.id)?.at ?? null;
  const due = at("due") ? dueFrom(at("due"), task.due) : task.due;
  const { alarm } = task;
  const snoozedUntil = alarm?.snoozedUntil ? (at("escalation") ?? alarm.snoozedUntil) : null;
  const open = { ...task, due, alarm: alarm && { ...alarm, snoozedUntil } };
  return open.status === "waiting" ? { ...open, until: at("wait-timeout") ?? open.until } : open;
}

/** Done before Baton knew of it: by whom, nobody wrote down. */
const unknownHands = {
  assignee: null,
  claimedAt: null,
  doneBy: null,
  evidence: null,
  approvals: [],
  results: {},
} as const;

/** It was left out before Baton knew of it. */
const neverBegun = { begun: null, left: null } as const;

export function offerOf({ data, actor, at }: RunEvent & HappeningOf<"handoff-offered">): Offer {
  const { handoff, from, to, note, expiresAt } = data;
  return { handoff, from, to, note, expiresAt, offeredAt: at, by: personIn({ actor }) };
}

function personIn({ actor }: Pick<RunEvent, "actor">): UserId | null {
  return actor.kind === "person" ? actor.id : null;
}

const noAlarm = { level: 0, told: [], acknowledgedBy: null, snoozedUntil: null } as const;

/** A new execution, in the state that its kind begins in. */
function begun(plan: Planned, { at, data }: RunEvent & HappeningOf<"task-ready">): Task {
  const start = { ...plan, readyAt: at, due: dueFrom(data.dueAt, null), alarm: null };
  switch (plan.work.kind) {
    case "human":
    case "approval":
      return { ...start, status: "ready", askedBy: data.askedBy, approvals: [] };
    case "automation":
    case "run":
      return { ...start, status: "running", attempt: 1, nextAt: null, child: null };
    case "wait":
    case "client":
      return { ...start, status: "waiting", until: data.until };
    default:
      return unreachable(plan.work);
  }
}

/** Back to where it was: in somebody's hands, to be claimed or approved, or waiting. */
function unblocked(task: TaskIn<"blocked">, { data }: RunEvent & HappeningOf<"task-unblocked">): Task {
  const { readyAt, due, hold, askedBy, approvals } = task;
  const open = { ...planOf(task), readyAt, due: dueFrom(data.dueAt, due), alarm: null };
  if (hold) return { ...open, status: "claimed", ...hold, offer: null };
  if (task.work.kind === "wait" || task.work.kind === "client") {
    return { ...open, status: "waiting", until: data.until };
  }
  return { ...open, status: "ready", askedBy, approvals };
}

/** As it was before it was left out: in the same hands, by a change of hands of its own. */
function unskipped(
  { id, left }: TaskIn<"skipped">,
  { data }: RunEvent & HappeningOf<"task-unskipped">,
): TaskState {
  if (!left) throw new Error(`Task ${id} was put back without anything on record of what it was`);
  const { was } = left;
  if (was.status !== "claimed") return was;
  return { ...was, heldBy: data.hold?.handoff ?? was.heldBy, offer: null };
}

function done(
  task: OpenTask,
  doneAt: Date,
  doneBy: UserId | null,
  evidence: TextRef | null,
  results: Results,
): Task {
  const hold = task.status === "claimed" ? task : null;
  return {
    ...planOf(task),
    status: "done",
    readyAt: task.readyAt,
    due: task.due,
    assignee: hold?.assignee ?? null,
    claimedAt: hold?.claimedAt ?? null,
    doneBy,
    doneAt,
    evidence,
    approvals: task.status === "ready" ? task.approvals : [],
    results,
  };
}

/** Whoever takes over an overdue task has been told of it: they see it, and may acknowledge it. */
function held(task: OpenTask, assignee: UserId, heldBy: HandoffId, claimedAt: Date): TaskIn<"claimed"> {
  const alarm = task.alarm && { ...task.alarm, told: union(task.alarm.told, [assignee]) };
  const { readyAt, due } = task;
  return {
    ...planOf(task),
    status: "claimed",
    readyAt,
    due,
    assignee,
    claimedAt,
    heldBy,
    offer: null,
    alarm,
  };
}

/** With a rung to go on with, whoever had acknowledged no longer answers for it. */
function asked(task: TaskIn<"ready" | "claimed">, rung: object | null): Task {
  return rung && task.alarm ? { ...task, alarm: { ...task.alarm, acknowledgedBy: null } } : task;
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

function inStatus<Status extends Task["status"]>(
  task: Task,
  status: Status,
  event: RunEvent,
): TaskIn<Status> {
  if (isIn(task, status)) return task;
  throw new Error(
    `Event ${event.seq} of ${event.run} (${event.type}) needs a ${status} task, but ${task.id} is ${task.status}`,
  );
}

function isIn<Status extends Task["status"]>(task: Task, status: Status): task is TaskIn<Status> {
  return task.status === status;
}

/** A task that got a new due time keeps the first it had. */
function dueFrom(at: Date | null, before: Begun["due"]): Begun["due"] {
  return at && { at, original: before?.original ?? at };
}

/** Who may not approve it, and who has approved it by now. */
function askedOf(task: Task): Asked {
  const { askedBy, approvals } = task.status === "ready" ? task : nobodyAsked;
  return { askedBy, approvals };
}

const nobodyAsked: Asked = { askedBy: null, approvals: [] };

function holdOf({ assignee, claimedAt, heldBy }: Hold): Hold {
  return { assignee, claimedAt, heldBy };
}

/** When it began and was due, where it had. */
export function begunOf(task: Task): Begun | null {
  if (task.status === "pending") return null;
  if (task.status === "skipped" || task.status === "waived" || task.status === "failed") return task.begun;
  return { readyAt: task.readyAt, due: task.due };
}

function union(some: readonly UserId[], more: readonly UserId[]): readonly UserId[] {
  return [...new Set([...some, ...more])];
}

type Planned = TaskPlan & { readonly execution: number };

function planOf(task: Task): Planned {
  const { id, key, stage, title, work, role, required, value, waitsFor, when } = task;
  const { sla, calendar, success, asksFor, onFailure, gate, execution } = task;
  const what = { id, key, stage, title, work, role, required, value, waitsFor, when };
  return { ...what, sla, calendar, success, asksFor, onFailure, gate, execution };
}
