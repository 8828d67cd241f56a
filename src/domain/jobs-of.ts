import type { RunEvent } from "./event.ts";
import type { RunId, TaskId, UserId } from "./ids.ts";
import { taskOf, type Run } from "./run.ts";

/** Work for another process: a call to make, or a child run to bring in line with the task that it fulfils. */
export type Job =
  | {
      readonly queue: "call";
      readonly task: TaskId;
      readonly execution: number;
      readonly attempt: number;
      /** From now. */
      readonly afterMs: number;
    }
  /** The deal of a run that was merged into another, its keys and its evidence follow. */
  | { readonly queue: "merge"; readonly run: RunId; readonly into: RunId; readonly by: UserId | null }
  | { readonly queue: "child"; readonly task: TaskId; readonly execution: number };

/** What other processes are to do because of an event. */
export function jobsOf(event: RunEvent, run: Run): Job[] {
  switch (event.type) {
    case "task-ready": {
      const { task, execution } = event.data;
      const kind = taskOf(run, task)?.work.kind;
      if (kind === "automation") return [{ queue: "call", task, execution, attempt: 1, afterMs: 0 }];
      return kind === "run" ? [{ queue: "child", task, execution }] : [];
    }
    case "task-attempted": {
      const { task, execution, attempt, retryAt } = event.data;
      if (!retryAt) return [];
      const afterMs = retryAt.getTime() - event.at.getTime();
      return [{ queue: "call", task, execution, attempt: attempt + 1, afterMs }];
    }
    case "task-watched": {
      const { task: id, execution } = event.data;
      const task = taskOf(run, id);
      if (task?.work.kind === "run") return [{ queue: "child", task: id, execution }];
      return task?.status === "running"
        ? [{ queue: "call", task: id, execution, attempt: task.attempt, afterMs: 0 }]
        : [];
    }
    // A child that its task no longer waits for ends with it.
    case "task-skipped":
    case "task-waived":
    case "task-failed": {
      const task = taskOf(run, event.data.task);
      return task?.work.kind === "run" && task.execution > 0
        ? [{ queue: "child", task: task.id, execution: task.execution }]
        : [];
    }
    case "run-paused":
    case "run-resumed":
    case "run-moved":
      return run.tasks.flatMap(({ id: task, status, work, execution }): Job[] =>
        status === "running" && work.kind === "run" ? [{ queue: "child", task, execution }] : [],
      );
    case "run-cancelled": {
      const { mergedInto: into } = event.data;
      const by = event.actor.kind === "person" ? event.actor.id : null;
      return [...(into ? [{ queue: "merge", run: run.id, into, by } as const] : []), ...toParent(run)];
    }
    case "run-completed":
      return toParent(run);
    default:
      return [];
  }
}

function toParent({ parent }: Run): Job[] {
  return parent ? [{ queue: "child", task: parent.task, execution: parent.execution }] : [];
}
