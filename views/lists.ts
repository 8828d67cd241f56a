import type { Answer } from "./answer.ts";
import { context, section, sectionsOf } from "./blocks.ts";
import {
  exceptionLine,
  runLine,
  taskLine,
  type ExceptionLine,
  type Reader,
  type RunLine,
  type TaskLine,
} from "./lines.ts";
import { oneLine } from "./text.ts";
import { count } from "./words.ts";

const RUNS_MAX = 20;
const TASKS_MAX = 10;
const GATES_MAX = 10;

type ListProps = {
  readonly runs: readonly RunLine[];
  /** How many there are in all, when not every one was read. */
  readonly total: number;
  /** What the asker typed to narrow the list; null: nothing. */
  readonly filter: string | null;
  readonly now: Date;
};

/** Every onboarding that matches, each in a line. */
export function listText({ runs, total, filter, now }: ListProps): Answer {
  const matching = filter === null ? "" : ` matching “${oneLine(filter, 80)}”`;
  if (total === 0) {
    const hint =
      filter === null ? " `/onboard start &lt;client&gt;` begins one." : " `/onboard list` shows every one.";
    return { text: `No onboarding${matching}.${hint}` };
  }
  const shown = runs.slice(0, RUNS_MAX);
  const text = `${count(total, "onboarding")}${matching}`;
  const left = total - shown.length;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      ...sectionsOf(shown.map((run) => runLine(run, { me: null, now }))),
      ...(left > 0 ? [context(`and ${left} more: name a client to narrow the list`)] : []),
    ],
  };
}

/** The tasks that the asker holds, the first due first, each with what they can do. */
export function mineText(tasks: readonly TaskLine[], reader: Reader): Answer {
  if (tasks.length === 0) return { text: "You hold no task. `/onboard` shows what you could claim." };
  const text = `You hold ${count(tasks.length, "task")}`;
  const left = tasks.length - TASKS_MAX;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      ...tasks
        .toSorted(byDue)
        .slice(0, TASKS_MAX)
        .flatMap((task) => taskLine(task, reader)),
      ...(left > 0 ? [context(`and ${left} more, due later`)] : []),
    ],
  };
}

/** What is held up in one onboarding, each with the way to settle it for whoever may. */
export function gatesText(
  exceptions: readonly ExceptionLine[],
  { name }: { readonly name: string },
  reader: Reader,
): Answer {
  const client = oneLine(name, 100);
  if (exceptions.length === 0) return { text: `No gate is closed for *${client}*. Nothing is held up.` };
  const gates = exceptions.filter(({ gate }) => gate !== null).length;
  const text =
    gates > 0
      ? `${count(gates, "closed gate")} for ${client}`
      : `No gate is closed for ${client}, and ${count(exceptions.length, "exception")} is to be settled`;
  const left = exceptions.length - GATES_MAX;
  return {
    text,
    blocks: [
      section(`*${text}*`),
      ...exceptions.slice(0, GATES_MAX).flatMap((one) => exceptionLine(one, reader)),
      ...(left > 0 ? [context(`and ${left} more`)] : []),
    ],
  };
}

function byDue(a: TaskLine, b: TaskLine): number {
  return (a.dueAt?.getTime() ?? Infinity) - (b.dueAt?.getTime() ?? Infinity);
}
