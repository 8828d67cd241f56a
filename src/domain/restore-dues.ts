import { putDue } from "./decide-controls.ts";
import type { RunEvent } from "./event.ts";
import type { Facts } from "./facts.ts";
import type { TaskId } from "./ids.ts";
import type { AskOf, Intent, MovedDue } from "./intent.ts";
import { continueStory, refuse, type Decision } from "./narrate.ts";
import { requireTask, taskOf, type Run } from "./run.ts";
import { isOpen, isOver } from "./task.ts";

/**
 * What was moved is due when it was before, wherever nobody changed that since. Nobody chooses these times, so they may have
 * passed: then it is late as it would have been, and its ladder begins.
 */
export function restoreDues(run: Run, intent: Intent & AskOf<"restore-dues">, facts: Facts): Decision {
  if (run.status === "paused") return refuse({ code: "run-paused" });
  const { back } = asMoved(run, intent.dues);
  if (back.length === 0) return refuse({ code: "changed-since" });
  const story = continueStory(run, intent, facts.now);
  for (const { task: id, was } of back) {
    const task = id && requireTask(run, id);
    if (!task) story.happened({ type: "run-due-changed", data: { dueAt: was } });
    else if (isOpen(task)) putDue(story, task, was, facts);
  }
  return story.end();
}

/** Which of the moved due times are still where they were moved to, and how many others there are by now. What is over has none. */
export function asMoved(
  run: Run,
  dues: readonly MovedDue[],
): { readonly back: readonly MovedDue[]; readonly changed: number } {
  const standing = dues.filter(({ task: id }) => {
    const task = id && taskOf(run, id);
    return id === null || (task && !isOver(task));
  });
  const back = standing.filter(
    ({ task, was, now }) => was < now && openDue(run, task)?.getTime() === now.getTime(),
  );
  return { back, changed: standing.length - back.length };
}

/** What events moved, from when to when. */
export function movedBy(before: Run, events: readonly RunEvent[]): readonly MovedDue[] {
  return events.flatMap((event) => {
    if (event.type !== "due-changed" && event.type !== "run-due-changed") return [];
    const task = event.type === "due-changed" ? event.data.task : null;
    const [was, now] = [openDue(before, task), event.data.dueAt];
    return was && now ? [{ task, was, now }] : [];
  });
}

/** When a task is due that something can be done about; of the whole run with `task` null. */
function openDue(run: Run, id: TaskId | null): Date | null {
  if (id === null) return run.dueAt;
  const task = taskOf(run, id);
  return task && isOpen(task) ? (task.due?.at ?? null) : null;
}
