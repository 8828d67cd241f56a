import {
  gateOn,
  taskOf,
  type ExceptionType,
  type GateChoice,
  type OpenException,
  type Run,
} from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { link, oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { mention, roleName, when } from "./words.ts";

const REASON_MAX = 200;

const EXCEPTIONS: Readonly<Record<ExceptionType, string>> = {
  missing_owner: "missing owner",
  data_mismatch: "data mismatch",
  transient: "passing fault",
  manual: "manual block",
  sla_breach: "deadline missed",
  permanent_block: "permanent block",
};

export function exceptionName(type: ExceptionType): string {
  return EXCEPTIONS[type];
}

/** An exception that holds something up until its gate is opened. */
export type Gate = OpenException & { readonly gate: string };

export function isGate(exception: OpenException): exception is Gate {
  return exception.gate !== null;
}

/** What is held up: a task by its title, or the whole onboarding. */
export function heldUp(run: Run, { task: id }: Pick<OpenException, "task">): string {
  const task = id && taskOf(run, id);
  return task ? titleOf(task) : "*The whole onboarding*";
}

/** The same as plain text. */
export function heldUpPlain(run: Run, { task: id }: Pick<OpenException, "task">): string {
  const task = id && taskOf(run, id);
  return task ? oneLine(task.title, 150) : "the whole onboarding";
}

/** How it goes on after its gate was opened. `to`: the task that is done in its stead. */
export function choiceWords(choice: GateChoice, to: Task | null | undefined): string {
  switch (choice) {
    case "resume":
      return "it goes on";
    case "skip":
      return "it is skipped, with a waiver";
    case "reroute":
      return `${to ? titleOf(to) : "another task"} is done in its stead`;
    case "cancel":
      return "the onboarding is cancelled";
    default:
      return unreachable(choice);
  }
}

/** What a gate holds up, and why. */
export function gateText(run: Run, gate: Gate): string {
  return `⛔ ${heldUp(run, gate)}\n${oneLine(gate.reason, REASON_MAX)}`;
}

/** What kind of exception it is, who answers for it until when, who opens it, and where it is written what to do. */
export function gateFacts({ type, owner, dueAt, runbook, ...gate }: Gate): string {
  const help = runbook === null ? [] : [link(runbook, "What to do")];
  const whose = `${mention(owner)} answers for it, by ${when(dueAt)}`;
  return [exceptionName(type), whose, opensIt(gate), ...help].join(" · ");
}

/** What stands with a task behind a gate: why it stopped and who can let it go on; null: no gate is closed on it. */
export function gateWords(run: Run, task: Task): string | null {
  const gate = gateOn(run, task.id);
  if (!gate || !isGate(gate)) return null;
  const why = `${oneLine(gate.reason, REASON_MAX)} · ${exceptionName(gate.type)} · ${opensIt(gate)}`;
  if (task.status === "failed") return `⛔ *Failed:* ${why}`;
  if (task.status === "blocked") return `⛔ *Blocked:* ${why}`;
  return `⛔ *What follows is held up:* ${why}`;
}

function opensIt({ gate }: Pick<Gate, "gate">): string {
  return `${roleName(gate)} can open the gate`;
}
