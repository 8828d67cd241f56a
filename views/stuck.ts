import type { OpenException, Run } from "#domain/run.ts";
import { isOpen } from "#domain/task.ts";
import { exceptionName, heldUp, isGate } from "./gate-words.ts";
import { isOverdue, openFacts, openWords } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { count, mention, roleName, when } from "./words.ts";

const SHOWN_MAX = 5;

/** Where a run is stuck and who has it: closed gates, what is overdue, the longest first, and what left the normal path. */
export function stuckLines(run: Run, now: Date): string[] {
  const gates = run.exceptions.filter(isGate).map((gate) => {
    const who = `${mention(gate.owner)} answers for it, ${roleName(gate.gate)} can open the gate`;
    return `• ⛔ ${heldUp(run, gate)}: ${whatWords(gate)} · ${who}`;
  });
  return [...capped(gates, "closed gate"), ...lateLines(run, now)];
}

/** The same without the gates, where those are shown by themselves. */
export function lateLines(run: Run, now: Date): string[] {
  return [...runOverdue(run), ...overdueLines(run, now), ...exceptionLines(run)];
}

function runOverdue(run: Run): string[] {
  return run.overdue && run.dueAt ? [`• ⚠️ The onboarding is past its due date, ${when(run.dueAt)}`] : [];
}

function overdueLines(run: Run, now: Date): string[] {
  const late = run.tasks.filter((task) => isOverdue(task, run, now)).filter(isOpen);
  const lines = late
    .toSorted((a, b) => (a.due?.at.getTime() ?? 0) - (b.due?.at.getTime() ?? 0))
    .map((task) => `• ${titleOf(task)}: ${openWords({ ...openFacts(task, run), now, you: null })}`);
  return capped(lines, "overdue task");
}

function exceptionLines(run: Run): string[] {
  const lines = run.exceptions
    .filter((exception) => !isGate(exception))
    .map((exception) => `• Exception, ${whatWords(exception)} · ${mention(exception.owner)} answers for it`);
  return capped(lines, "exception");
}

function whatWords({ type, reason }: OpenException): string {
  return `${exceptionName(type)}: ${oneLine(reason, 150)}`;
}

function capped(lines: readonly string[], noun: string): string[] {
  const left = lines.length - SHOWN_MAX;
  return left > 0 ? [...lines.slice(0, SHOWN_MAX), `• and ${count(left, `more ${noun}`)}`] : [...lines];
}
