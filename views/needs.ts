import type { KnownBlock } from "@slack/types";
import type { Answer } from "./answer.ts";
import { context } from "./blocks.ts";
import {
  exceptionLine,
  isLate,
  offerLine,
  taskLine,
  type ExceptionLine,
  type OfferLine,
  type Reader,
  type TaskLine,
} from "./lines.ts";
import { count } from "./words.ts";

/** What somebody could do now. The same task may stand in several lists; it is shown once, where it matters most. */
export type Needs = {
  readonly offers: readonly OfferLine[];
  /** Overdue tasks that they hold, of runs that they own, or that they were called about. */
  readonly overdue: readonly TaskLine[];
  readonly mine: readonly TaskLine[];
  /** Unclaimed tasks of their roles. */
  readonly ready: readonly TaskLine[];
  /** What they are asked to approve. */
  readonly approvals: readonly TaskLine[];
  /** Closed gates that they may open. */
  readonly gates: readonly ExceptionLine[];
  /** Other exceptions that they answer for. */
  readonly exceptions: readonly ExceptionLine[];
};

/** How many rows of each list are shown before the rest is only counted. */
const ANSWER_ROWS_MAX = 4;

/** `/onboard` alone: what needs me. */
export function needsText(needs: Needs, reader: Reader): Answer {
  const { sections, total } = needsBlocks(needs, reader, ANSWER_ROWS_MAX);
  if (total === 0) return { text: NOTHING };
  return { text: `${count(total, "thing")} for you in Baton`, blocks: sections };
}

export const NOTHING =
  "Nothing needs you right now. `/onboard list` shows every onboarding, `/onboard help` what you can do.";

/** The lists that aren't empty, each under its name in small letters, so that the rows' own titles stand out, the most pressing first. */
export function needsBlocks(
  { offers, overdue, mine, ready, approvals, gates, exceptions }: Needs,
  reader: Reader,
  rowsMax: number,
): { readonly sections: KnownBlock[]; readonly total: number } {
  const late = unique([...overdue, ...mine.filter((task) => isLate(task, reader.now))]);
  const isElsewhere = (task: TaskLine) => late.some(({ id }) => id === task.id);
  const lists = [
    { title: "Waiting for your answer", rows: offers.map(offerLine) },
    {
      title: "For you to approve",
      rows: approvals.filter((task) => !isElsewhere(task)).map((task) => taskLine(task, reader)),
    },
    { title: "Gates you can open", rows: gates.map((gate) => exceptionLine(gate, reader)) },
    { title: "Overdue", rows: late.map((task) => taskLine(task, reader)) },
    { title: "Exceptions you answer for", rows: exceptions.map((one) => exceptionLine(one, reader)) },
    { title: "Yours", rows: mine.filter((task) => !isElsewhere(task)).map((task) => taskLine(task, reader)) },
    {
      title: "Ready to claim",
      rows: ready.filter((task) => !isElsewhere(task)).map((task) => taskLine(task, reader)),
    },
  ];
  return {
    sections: lists.flatMap(({ title, rows }) => list(title, rows, rowsMax)),
    total: lists.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

function list(title: string, rows: readonly KnownBlock[][], rowsMax: number): KnownBlock[] {
  if (rows.length === 0) return [];
  const left = rows.length - rowsMax;
  const more = left > 0 ? [context(`and ${left} more`)] : [];
  return [context(`${title} · ${rows.length}`), ...rows.slice(0, rowsMax).flat(), ...more];
}

function unique(tasks: readonly TaskLine[]): TaskLine[] {
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}
