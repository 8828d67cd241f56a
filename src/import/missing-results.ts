import { resultsReadBy } from "#book/compile.ts";
import { templateParts } from "#book/template-parts.ts";
import type { TaskSpec, Template } from "#domain/book.ts";
import type { Run } from "#domain/run.ts";
import { isOver } from "#domain/task.ts";
import type { Columns } from "./columns.ts";
import type { SheetProblem } from "./problems.ts";
import type { ImportRow } from "./read-rows.ts";

/** What a call kept that was made before Baton knew of it, nobody can tell: later tasks that need it will fail. */
export function missingResults(
  { row, run }: { readonly row: ImportRow; readonly run: Run },
  { tasks: columns }: Columns,
): SheetProblem[] {
  const specs = row.playbook.stages.flatMap(({ tasks }) => tasks);
  const later = specs.filter(({ task }) => run.tasks.some((one) => one.key === task && !isOver(one)));
  const over = row.tasks.filter(({ state }) => state !== "held");
  return over.flatMap(({ task }) => {
    const readers = later.filter((spec) => readsOf(spec).has(task)).map((spec) => spec.task);
    if (readers.length === 0) return [];
    const message = `what "${task}" kept is not known, and ${readers.join(", ")} will ask for it and fail`;
    return [{ row: row.number, column: columns.get(task) ?? null, message }];
  });
}

const known = new WeakMap<TaskSpec, ReadonlySet<string>>();

/** The tasks whose results a task's condition and the templates of its call read. */
function readsOf(spec: TaskSpec): ReadonlySet<string> {
  const reads = known.get(spec) ?? new Set([...readsOfCondition(spec), ...readsOfCall(spec)]);
  known.set(spec, reads);
  return reads;
}

function readsOfCondition({ when }: TaskSpec): string[] {
  return when === null ? [] : tasksReadBy(when);
}

function readsOfCall({ work }: TaskSpec): string[] {
  if (work.kind !== "automation") return [];
  const { url, headers, body } = work.call;
  return readsOfTemplate([url, headers, body]);
}

function readsOfTemplate(template: Template): string[] {
  if (typeof template === "string") {
    const read = templateParts(template);
    return read.ok ? read.parts.flatMap(({ kind, text }) => (kind === "cel" ? tasksReadBy(text) : [])) : [];
  }
  if (typeof template !== "object" || template === null) return [];
  return Object.values(template).flatMap(readsOfTemplate);
}

function tasksReadBy(expression: string): string[] {
  return resultsReadBy(expression).map(({ task }) => task);
}
