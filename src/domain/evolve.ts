import type { HappeningOf, RunEvent } from "./event.ts";
import { deadlinesAfter } from "./evolve-deadlines.ts";
import { offerOf, taskAfter } from "./evolve-task.ts";
import type { Run } from "./run.ts";
import { unreachable } from "./unreachable.ts";

/** Folds an event into the run. Reads only its two arguments, so that replay gives the same run for ever. */
export function evolve(run: Run | null, event: RunEvent): Run {
  if (event.type === "run-opened") return opened(event);
  if (!run) throw new Error(`The history of ${event.run} begins with ${event.type} instead of run-opened`);
  const next = {
    ...run,
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
    case "exception-opened": {
      const { exception: id, ...rest } = event.data;
      return { ...next, exceptions: [...run.exceptions, { id, ...rest }] };
    }
    case "exception-closed":
      return { ...next, exceptions: run.exceptions.filter(({ id }) => id !== event.data.exception) };
    case "run-completed":
      return { ...next, status: "completed", completedAt: event.at, offer: null };
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
    tasks: tasks.map((task) => ({ ...task, status: "pending" })),
    deadlines: deadlinesAfter([], event),
    exceptions: [],
  };
}

function tasksAfter(run: Run, event: RunEvent): Run["tasks"] {
  if (!("task" in event.data) || event.data.task === null) return run.tasks;
  const id = event.data.task;
  return run.tasks.map((task) => (task.id === id ? taskAfter(task, event) : task));
}
