import type { OperationId } from "#domain/ids.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import type { Answer } from "./answer.ts";
import { actions, context, section, sectionsOf, type JsonValue } from "./blocks.ts";
import { countWords, filterWords, manyWords, type RunCount } from "./filter-words.ts";
import {
  exceptionLine,
  runLine,
  taskLine,
  type ExceptionLine,
  type Reader,
  type RunLine,
  type TaskLine,
} from "./lines.ts";
import {
  moreRunsButton,
  moveListedButton,
  reassignListedButton,
  stopOperationButton,
} from "./list-buttons.ts";
import { underWayLine } from "./operation.ts";
import { oneLine } from "./text.ts";
import { count as counted } from "./words.ts";

const TASKS_MAX = 10;
const GATES_MAX = 10;

type ListProps = {
  readonly runs: readonly RunLine[];
  /** How many come before these. */
  readonly before: number;
  readonly count: RunCount;
  readonly filter: RunFilter;
  /** The filter as its reader would type it; empty: they typed none. */
  readonly words: string;
  /** Where the next page begins, as the value of a button; null: these are the last. */
  readonly next: JsonValue | null;
  /** What nobody is called by, and what it may have been a slip for; null: nothing. */
  readonly slip: { readonly typed: string; readonly meant: string } | null;
  /** Acts on many that the reader may stop. */
  readonly underWay: readonly (Parameters<typeof underWayLine>[0] & { readonly id: OperationId })[];
  /** Strangers look, and change nothing. */
  readonly mayChange: boolean;
  readonly now: Date;
};

/** Every onboarding that matches, each in a line, a page at a time; and what can be done with all of them. */
export function listText(props: ListProps): Answer {
  const { runs, before, count, filter, words, next, underWay, mayChange, now } = props;
  if (runs.length === 0) return noneText(props);
  const many = manyWords(count);
  const place = before > 0 || next ? ` · ${before + 1} to ${before + runs.length}` : "";
  const isChangeable =
    mayChange && filter.states.some((state) => state !== "completed" && state !== "cancelled");
  return {
    text: countWords(count, filter),
    blocks: [
      section(`*${many}*, ${filterWords(filter)}${place}`),
      ...sectionsOf(runs.map((run) => runLine(run, { me: null, now }))),
      ...actions([
        ...(next ? [moreRunsButton(next)] : []),
        ...(isChangeable ? [reassignListedButton(words), moveListedButton(words)] : []),
      ]),
      ...(isChangeable && count.runs > 1
        ? [context(`Reassign and Move due are for all ${many}, and ask once more before anything happens.`)]
        : []),
      ...underWay.map((one) => section(underWayLine(one), stopOperationButton(one.id))),
    ],
  };
}

function noneText({ filter, words, slip, underWay }: ListProps): Answer {
  const hint =
    words === "" ? "`/onboard start &lt;client&gt;` begins one." : "`/onboard list` shows every open one.";
  const text = slip
    ? slipWords(slip, filter.client ?? slip.typed)
    : `No onboarding is ${filterWords(filter)}. ${hint}`;
  if (underWay.length === 0) return { text };
  return {
    text,
    blocks: [
      section(text),
      ...underWay.map((one) => section(underWayLine(one), stopOperationButton(one.id))),
    ],
  };
}

function slipWords({ typed, meant }: NonNullable<ListProps["slip"]>, client: string): string {
  const one = typed === client ? "" : ` by “${oneLine(typed, 40)}”`;
  return `No client's name begins with “${oneLine(client, 80)}”. Did you mean \`${meant}\`${one}?`;
}

/** The tasks that the asker holds, the first due first, each with what they can do. */
export function mineText(tasks: readonly TaskLine[], reader: Reader): Answer {
  if (tasks.length === 0) return { text: "You hold no task. `/onboard` shows what you could claim." };
  const text = `You hold ${counted(tasks.length, "task")}`;
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
      ? `${counted(gates, "closed gate")} for ${client}`
      : `No gate is closed for ${client}, and ${counted(exceptions.length, "exception")} is to be settled`;
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
