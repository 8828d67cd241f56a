import type { HappeningOf, RunEvent } from "./event.ts";
import { deadlinesAfter } from "./evolve-deadlines.ts";
import { offerOf, taskAfter } from "./evolve-task.ts";
import type { TaskId } from "./ids.ts";
import { isLive, requireTask, type Run } from "./run.ts";
import { unreachable } from "./unreachable.ts";

/** Folds an event into the run. Reads only its two arguments, so that replay gives the same run for ever. */
export function evolve(run: Run | null, event: RunEvent): Run {
  if (event.type === "run-opened") return opened(event);
  if (!run) throw new Error(`The history of ${event.run} begins with ${event.type} instead of run-opened`);
  const next = {
    ...gated(run, exceptionsAfter(run, event)),
    version: event.seq,
    deadlines: deadlinesAfter(run.deadlines, event),
    tasks: tasksAfter(run, event),
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
    case "run-overdue":
      return { ...next, overdue: true };
    case "signal-received":
      return { ...next, signals: [...run.signals, { trigger: event.data.trigger, tasks: event.data.tasks }] };
    case "task-succeeded":
      return { ...next, signals: unusedSignals(run, event.data.task) };
    case "run-completed":
      return { ...next, status: "completed", completedAt: event.at, offer: null, signals: [] };
    case "run-cancelled":
      return { ...next, status: "cancelled", cancelledAt: event.at, offer: null, signals: [] };
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
    case "exception-opened":
    case "exception-overdue":
    case "exception-closed":
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
    overdue: false,
    tasks: tasks.map((task) => ({ ...task, execution: 0, status: "pending" })),
    deadlines: deadlinesAfter([], event),
    exceptions: [],
    signals: [],
  };
}

/** A run is blocked as long as one of its gates is closed. */
function gated(run: Run, exceptions: Run["exceptions"]): Run {
  if (!isLive(run)) return { ...run, exceptions };
  const isBlocked = exceptions.some(({ gate }) => gate !== null);
  const { status: _, ...rest } = run;
  return { ...rest, exceptions, status: isBlocked ? "blocked" : "active" };
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
