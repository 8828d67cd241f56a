import type { ExceptionType, Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { isOverdue, openFacts, openWords, titleOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { count, mention, when } from "./words.ts";

const SHOWN_MAX = 5;

/** Where a run is stuck and who has it: what is overdue, the longest first, and what left the normal path. */
export function stuckLines(run: Run, now: Date): string[] {
  return [...runOverdue(run), ...overdueLines(run, now), ...exceptionLines(run)];
}

function runOverdue(run: Run): string[] {
  return run.overdue && run.dueAt ? [`• ⚠️ The onboarding is past its due date, ${when(run.dueAt)}`] : [];
}

function overdueLines(run: Run, now: Date): string[] {
  const late = run.tasks.filter((task) => isOverdue(task, now)).filter(isOpen);
  const lines = late
    .toSorted((a, b) => (a.due?.at.getTime() ?? 0) - (b.due?.at.getTime() ?? 0))
    .map((task) => `• ${titleOf(task)}: ${openWords({ ...openFacts(task), now, you: null })}`);
  return capped(lines, "overdue task");
}

function exceptionLines(run: Run): string[] {
  const lines = run.exceptions.map(
    ({ type, owner, reason }) =>
      `• Exception, ${exceptionName(type)}: ${oneLine(reason, 150)} · ${mention(owner)} answers for it`,
  );
  return capped(lines, "exception");
}

const EXCEPTIONS: Readonly<Record<ExceptionType, string>> = {
  missing_owner: "missing owner",
  data_mismatch: "data mismatch",
  transient: "a passing fault",
  manual: "raised by hand",
};

export function exceptionName(type: ExceptionType): string {
  return EXCEPTIONS[type];
}

function capped(lines: readonly string[], noun: string): string[] {
  const left = lines.length - SHOWN_MAX;
  return left > 0 ? [...lines.slice(0, SHOWN_MAX), `• and ${count(left, `more ${noun}`)}`] : [...lines];
}
