import type { KnownBlock } from "@slack/types";
import { isLate } from "#domain/task.ts";
import type { Answer } from "./answer.ts";
import { context } from "./blocks.ts";
import {
  exceptionLine,
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

/** How many rows of each list are shown before the rest is only counted, and how much of a message's room they take. */
const ANSWER_ROOM: Room = { rowsMax: 4, blocksMax: 50 };
/** A row is its words and its buttons. */
const ROW_BLOCKS = 2;

/** Slack's limit of blocks holds for all lists together: the more there are, the fewer rows each shows. */
export type Room = { readonly rowsMax: number; readonly blocksMax: number };

/** `/onboard` alone: what needs me. */
export function needsText(needs: Needs, reader: Reader): Answer {
  const { sections, total } = needsBlocks(needs, reader, ANSWER_ROOM);
  if (total === 0) return { text: NOTHING };
  return { text: `${count(total, "thing")} for you in Baton`, blocks: sections };
}

export const NOTHING =
  "Nothing needs you right now. `/onboard list` shows every onboarding, `/onboard help` what you can do.";

/** The lists that aren't empty, each under its name in small letters, so that the rows' own titles stand out, the most pressing first. */
export function needsBlocks(
  { offers, overdue, mine, ready, approvals, gates, exceptions }: Needs,
  reader: Reader,
  { rowsMax, blocksMax }: Room,
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
  const filled = lists.filter(({ rows }) => rows.length > 0);
  // Beside its rows a list has its title, and says how many more there are.
  const each = Math.floor((blocksMax / Math.max(filled.length, 1) - 2) / ROW_BLOCKS);
  return {
    sections: filled.flatMap(({ title, rows }) => list(title, rows, Math.min(rowsMax, each))),
    total: lists.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

function list(title: string, rows: readonly KnownBlock[][], rowsMax: number): KnownBlock[] {
  const left = rows.length - rowsMax;
  const more = left > 0 ? [context(`and ${left} more`)] : [];
  return [context(`${title} · ${rows.length}`), ...rows.slice(0, rowsMax).flat(), ...more];
}

function unique(tasks: readonly TaskLine[]): TaskLine[] {
  return [...new Map(tasks.map((task) => [task.id, task])).values()];
}
