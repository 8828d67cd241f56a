import type { KnownDeal } from "#db/imports.ts";
import type { RunEvent } from "#domain/event.ts";
import { waitsFor } from "#domain/progress.ts";
import type { Run } from "#domain/run.ts";
import { taskOf } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import type { Columns } from "#import/columns.ts";
import type { SheetProblem } from "#import/problems.ts";
import type { ImportRow } from "#import/read-rows.ts";

/** Why a row makes no sense as a run, though each of its cells does. */
export function runProblems(
  { row, run, events }: { readonly row: ImportRow; readonly run: Run; readonly events: readonly RunEvent[] },
  { tasks: columns }: Columns,
): SheetProblem[] {
  const at = (key: string | null, message: string): SheetProblem => ({
    row: row.number,
    column: key === null ? null : (columns.get(key) ?? null),
    message,
  });
  if (run.status === "completed") return [at(null, NOTHING_LEFT)];
  // Nothing else fails while a run opens than a condition, mostly for lack of what it asks for.
  const failed = events.flatMap((event) => {
    if (event.type !== "exception-opened" && event.type !== "task-waived") return [];
    const task = event.data.task && taskOf(run, event.data.task);
    return task ? [at(task.key, `"${task.key}": ${event.data.reason}. ${SAY}`)] : [];
  });
  const holders = row.tasks.flatMap((past) => {
    if (past.state !== "held") return [];
    const task = run.tasks.find(({ key }) => key === past.task);
    if (!task || (task.status === "claimed" && task.assignee === past.by)) return [];
    return [at(past.task, `nobody can have "${past.task}" in hand: ${whyNotHeld(run, task)}`)];
  });
  return [...failed, ...holders];
}

/** Other systems know the sale already: it has its onboarding, or two names of it mean two sales. */
export function dealProblems(
  row: ImportRow,
  known: readonly KnownDeal[],
  { deals: columns }: Columns,
): SheetProblem[] {
  const ours = row.deals.flatMap(({ namespace, externalId }) =>
    known.filter((one) => one.namespace === namespace && one.externalId === externalId),
  );
  const [first] = ours;
  return ours.flatMap(({ namespace, externalId, run, deal }) => {
    const at = { row: row.number, column: columns.get(namespace) ?? null };
    if (run) return [{ ...at, message: `${namespace} ${externalId} has its onboarding already: ${run}` }];
    return deal === first?.deal
      ? []
      : [
          {
            ...at,
            message: `${namespace} ${externalId} is another sale than ${first?.namespace} ${first?.externalId}`,
          },
        ];
  });
}

const SAY = "Fill in what it asks for, or write skipped or the day it was done";
const NOTHING_LEFT =
  "nothing is left to do: every required task is done or not needed. Finished onboardings are not imported";

function whyNotHeld(run: Run, task: Task): string {
  if (task.status === "skipped") return "it is not needed, by its condition in the playbook";
  const before = waitsFor(run, task).map(({ key }) => key);
  return before.length > 0
    ? `its turn has not come, it waits for ${before.join(", ")}`
    : "its turn has not come";
}
