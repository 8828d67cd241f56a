import { begunOf } from "./evolve-task.ts";
import type { Run } from "./run.ts";
import type { Task } from "./task.ts";

/** As many as a phone shows without losing the thread, and as fit Slack's limits whatever they say. */
const TASKS_A_MESSAGE = 8;

/** The tasks of a stage, message by message. It never changes how they are cut, since a run's tasks don't. */
export function checklistParts(run: Run, stage: number): readonly (readonly Task[])[] {
  const tasks = run.tasks.filter((task) => task.stage === stage);
  return Array.from({ length: Math.ceil(tasks.length / TASKS_A_MESSAGE) }, (_, part) =>
    tasks.slice(part * TASKS_A_MESSAGE, (part + 1) * TASKS_A_MESSAGE),
  );
}

/**
 * A stage has begun once one of its tasks has, or could not; until then it is a line on the card. What was passed over never
 * began, and a stage that was over before Baton knew of the run stays a line as well.
 */
export function hasBegun(run: Run, stage: number): boolean {
  const tasks = run.tasks.filter((task) => task.stage === stage);
  if (run.backfilled && tasks.every((task) => wasOverBy(task, run.openedAt))) return false;
  return tasks.some((task) => task.status === "failed" || begunOf(task) !== null);
}

function wasOverBy(task: Task, at: Date): boolean {
  switch (task.status) {
    case "done":
      return task.doneAt <= at;
    case "skipped":
      return task.skippedAt <= at;
    case "waived":
      return task.waivedAt <= at;
    default:
      return false;
  }
}
