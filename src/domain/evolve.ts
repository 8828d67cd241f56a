import type { HappeningOf, RunEvent } from "./event.ts";
import { deadlinesAfter, isLongDue, suspendedAfter } from "./evolve-deadlines.ts";
import { offerOf, resumedTask, taskAfter } from "./evolve-task.ts";
import type { TaskId } from "./ids.ts";
import { requireTask, type Pause, type Run, type Standing } from "./run.ts";
import { unreachable } from "./unreachable.ts";

/** Folds an event into the run. Reads only its two arguments, so that replay gives the same run for ever. */
export function evolve(run: Run | null, event: RunEvent): Run {
  if (event.type === "run-opened") return opened(event);
  if (!run) throw new Error(`The history of ${event.run} begins with ${event.type} instead of run-opened`);
  const exceptions = exceptionsAfter(run, event);
  const next: Run = {
    ...coreOf(run),
    version: event.seq,
    exceptions,
    deadlines: deadlinesAfter(run.deadlines, event),
    tasks: tasksAfter(run, event),
    ...standingAfter(run, event, exceptions),
  };
  switch (event.type) {
    case "handoff-offered":
      return event.data.task ? next : { ...next, offer: offerOf(event) };
    case "handoff-accepted":
      return event.data.task
        ? next
        : { ...next, offer: null, owner: event.data.to, ownedBy: event.data.handoff };
    case "handoff-declined":
    case "handoff-withdrawn":
    case "handoff-expired":
      return event.data.task ? next : { ...next, offer: null };
    case "run-assigned":
      return { ...next, owner: event.data.to, ownedBy: event.data.handoff };
    case "run-moved":
      return { ...next, client: event.data.to };
    case "run-overdue":
      return { ...next, overdue: true };
    case "run-due-changed":
      return { ...next, dueAt: event.data.dueAt, overdue: false };
    case "run-resumed": {
      const due = event.data.deadlines.find(({ kind }) => kind === "run-due");
      const pausedSeconds = run.pausedSeconds + event.data.pausedSeconds;
      return { ...next, pausedSeconds, dueAt: due?.at ?? run.dueAt };
    }
    case "signal-received":
      return { ...next, signals: [...run.signals, { trigger: event.data.trigger, tasks: event.data.tasks }] };
    case "task-succeeded":
      return { ...next, signals: unusedSignals(run, event.data.task) };
    case "run-completed":
    case "run-cancelled":
      return { ...next, offer: null, signals: [] };
    case "task-ready":
    case "task-claimed":
    case "task-assigned":
    case "task-given-back":
    case "task-done":
    case "task-skipped":
    case "task-reminded":
    case "task-overdue":
    case "task-escalated":
    case "task-acknowledged":
    case "task-snoozed":
    case "task-approved":
    case "task-rejected":
    case "task-attempted":
    case "late-result-kept":
    case "task-watched":
    case "child-opened":
    case "task-waived":
    case "task-failed":
    case "task-blocked":
    case "task-unblocked":
    case "task-extended":
    case "task-added":
    case "task-reopened":
    case "task-unskipped":
    case "approval-recalled":
    case "task-recorded":
    case "due-changed":
    case "exception-opened":
    case "exception-overdue":
    case "exception-closed":
    case "run-paused":
    case "deadlines-suspended":
    case "pause-review-due":
    case "run-absorbed":
      return next;
    default:
      return unreachable(event);
  }
}

/** The run that a whole history gives. Throws when it is empty or does not begin with `run-opened`. */
export function replay(events: Iterable<RunEvent>): Run {
  let run: Run | null = null;
  for (const event of events) run = evolve(run, event);
  if (!run) throw new Error("A history without events gives no run");
  return run;
}

function opened(event: RunEvent & HappeningOf<"run-opened">): Run {
  const { owner, handoff, tasks, ...plan } = event.data;
  return {
    ...plan,
    id: event.run,
    workspace: event.workspace,
    openedAt: event.at,
    version: event.seq,
    status: "active",
    owner,
    ownedBy: handoff,
    offer: null,
    overdue: isLongDue(event),
    tasks: tasks.map((task) => ({ ...task, execution: 0, status: "pending", askedBy: null })),
    deadlines: deadlinesAfter([], event),
    exceptions: [],
    signals: [],
    pausedSeconds: 0,
  };
}

/** All of a run but how it stands. */
function coreOf(run: Run) {
  const { status: _, ...rest } = run;
  if (!("pause" in rest || "completedAt" in rest || "cancelledAt" in rest)) return rest;
  const {
    pause: __,
    completedAt: ___,
    cancelledAt: ____,
    mergedInto: _____,
    ...core
  } = { ...noStanding, ...rest };
  return core;
}

const noStanding = { pause: null, completedAt: null, cancelledAt: null, mergedInto: null };

/** Over, resting, behind a gate as long as one of its gates is closed, or under way. */
function standingAfter(run: Run, event: RunEvent, exceptions: Run["exceptions"]): Standing {
  if (event.type === "run-completed") return { status: "completed", completedAt: event.at };
  if (event.type === "run-cancelled") {
    return { status: "cancelled", cancelledAt: event.at, mergedInto: event.data.mergedInto };
  }
  if (event.type === "run-paused") return { status: "paused", pause: pauseOf(event) };
  if (run.status === "completed") return { status: run.status, completedAt: run.completedAt };
  if (run.status === "cancelled") {
    return { status: run.status, cancelledAt: run.cancelledAt, mergedInto: run.mergedInto };
  }
  if (run.status === "paused" && event.type !== "run-resumed") {
    return {
      status: "paused",
      pause: { ...run.pause, suspended: suspendedAfter(run.pause.suspended, run.deadlines, event) },
    };
  }
  return { status: exceptions.some(({ gate }) => gate !== null) ? "blocked" : "active" };
}

function pauseOf({ data, actor, at }: RunEvent & HappeningOf<"run-paused">): Pause {
  return { ...data, by: actor.kind === "person" ? actor.id : null, since: at, suspended: [] };
}

function exceptionsAfter(run: Run, event: RunEvent): Run["exceptions"] {
  if (event.type === "exception-closed") {
    return run.exceptions.filter(({ id }) => id !== event.data.exception);
  }
  if (event.type !== "exception-opened") return run.exceptions;
  const { exception: id, ...rest } = event.data;
  return [...run.exceptions, { id, ...rest }];
}

/** A task uses every signal that was kept for it. */
function unusedSignals(run: Run, task: TaskId): Run["signals"] {
  return run.signals
    .map(({ trigger, tasks }) => ({ trigger, tasks: tasks.filter((id) => id !== task) }))
    .filter(({ tasks }) => tasks.length > 0);
}

function tasksAfter(run: Run, event: RunEvent): Run["tasks"] {
  if (event.type === "exception-closed" && event.data.to) return rerouted(run, event.data);
  if (event.type === "task-added") return withAdded(run, event.data);
  if (event.type === "run-resumed") return run.tasks.map((task) => resumedTask(task, event));
  if (!("task" in event.data) || event.data.task === null) return run.tasks;
  const id = event.data.task;
  return run.tasks.map((task) => (task.id === id ? taskAfter(task, event) : task));
}

/** What waited for the one task waits for the other as well, except the other itself. */
function rerouted(run: Run, { task: from, to }: HappeningOf<"exception-closed">["data"]): Run["tasks"] {
  if (!from || !to) return run.tasks;
  const [before, after] = [requireTask(run, from).key, requireTask(run, to).key];
  return run.tasks.map((task) => {
    const waits = task.id !== to && task.waitsFor.includes(before) && !task.waitsFor.includes(after);
    return waits ? { ...task, waitsFor: [...task.waitsFor, after] } : task;
  });
}

function withAdded(run: Run, { plan, holdsUp }: HappeningOf<"task-added">["data"]): Run["tasks"] {
  const tasks = run.tasks.map((task) =>
    holdsUp.includes(task.id) ? { ...task, waitsFor: [...task.waitsFor, plan.key] } : task,
  );
  return [...tasks, { ...plan, execution: 0, status: "pending", askedBy: null }];
}
