import type { RunEvent } from "#domain/event.ts";
import type { TaskId } from "#domain/ids.ts";
import { taskOf } from "#domain/run.ts";
import type { Rehearsed } from "./rehearse.ts";
import type { Told } from "./world.ts";

// What an event means by what came before it.

/** Of the tasks that one waited for, the one that was over last. */
export function lastBefore({ told }: Rehearsed, ready: RunEvent, keys: readonly string[]): string | null {
  let last: string | null = null;
  for (const { run, event } of eventsIn(told)) {
    if (event === ready) return last;
    if (event.run !== ready.run || !ENDS.has(event.type) || !("task" in event.data) || !event.data.task)
      continue;
    const key = taskOf(run, event.data.task)?.key;
    if (key !== undefined && keys.includes(key)) last = key;
  }
  return last;
}

const ENDS: ReadonlySet<RunEvent["type"]> = new Set([
  "task-done",
  "task-succeeded",
  "task-skipped",
  "task-waived",
]);

/** How many had said yes to this execution by then. */
export function votesUntil({ told }: Rehearsed, vote: RunEvent, id: TaskId): number {
  let votes = 0;
  for (const { event } of eventsIn(told)) {
    if (event.type === "task-ready" && event.data.task === id) votes = 0;
    if (event.type === "task-approved" && event.data.task === id) votes += 1;
    if (event === vote) break;
  }
  return votes;
}

/** Every event of every run, in order, with its run as it was left. */
function eventsIn(told: readonly Told[]) {
  return told.flatMap((one) =>
    one.what === "events" ? one.events.map((event) => ({ event, run: one.after })) : [],
  );
}

/** Whether the signal that ends a wait came in the same decision, or had been kept. */
export function isJustIn({ told }: Rehearsed, end: RunEvent): boolean {
  const decision = told.find((one) => one.what === "events" && one.events.includes(end));
  return decision?.what === "events" && decision.events.some(({ type }) => type === "signal-received");
}
