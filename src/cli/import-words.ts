import type { Calendar } from "#domain/book.ts";
import { dateOf } from "#domain/calendar.ts";
import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { isOpen, isOver, type OpenTask } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { SheetProblem } from "#import/problems.ts";
import type { ImportPlan, PlannedRow } from "#services/plan-import.ts";
import { alignColumns } from "./align-columns.ts";

/** What a plan is worded with. */
export type Wording = {
  /** The mail of a person. */
  readonly mailOf: (id: UserId) => string;
  readonly calendarOf: (run: Run) => Calendar;
  readonly now: Date;
};

const CLIENT_SHOWN_MAX = 32;
const OPEN_SHOWN_MAX = 4;
const ROWS_NAMED_MAX = 8;

/** What would come of an import: a table for each playbook, what was there before, and what begins at once. */
export function planLines(plan: ImportPlan, wording: Wording): string[] {
  const tables = [...Map.groupBy(plan.rows, ({ run }) => run.playbook)].flatMap(([key, rows]) => [
    `${rows[0]?.run.title ?? key} (${key}), ${amount(rows.length)}:`,
    ...alignColumns([HEADER, ...rows.map((row) => tableRow(row, wording))]).map((line) => `  ${line}`),
    "",
  ]);
  return [...tables, ...countLines(plan), ...atOnceLines(plan.rows)];
}

/** How many mistakes there are, and that nothing happened. */
export function problemsLine(file: string, problems: readonly SheetProblem[]): string {
  const rows = new Set(problems.flatMap(({ row }) => row ?? [])).size;
  const where = rows > 0 ? ` in ${rows} ${rows === 1 ? "row" : "rows"}` : "";
  return `${problems.length} ${problems.length === 1 ? "problem" : "problems"}${where} of ${file}: nothing is imported until all of it is right.`;
}

/** "1 onboarding", "38 onboardings". */
export function amount(onboardings: number): string {
  return `${onboardings} ${onboardings === 1 ? "onboarding" : "onboardings"}`;
}

const HEADER = ["client", "owner", "started", "done", "due", "open now"];

function tableRow({ row, run }: PlannedRow, { mailOf, calendarOf, now }: Wording): string[] {
  const calendar = calendarOf(run);
  const done = run.tasks.filter(isOver).length;
  const late = run.dueAt && run.dueAt <= now ? " late" : "";
  const open = run.tasks.filter(isOpen).map((task) => openWords(task, mailOf));
  const more = open.length - OPEN_SHOWN_MAX;
  return [
    shortened(row.client, CLIENT_SHOWN_MAX),
    mailOf(row.owner),
    dateOf(calendar, run.occurredAt),
    `${done} of ${run.tasks.length}`,
    run.dueAt ? `${dateOf(calendar, run.dueAt)}${late}` : "none",
    open.slice(0, OPEN_SHOWN_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "") || "nothing",
  ];
}

function openWords(task: OpenTask, mailOf: Wording["mailOf"]): string {
  switch (task.status) {
    case "claimed":
      return `${task.key} (${mailOf(task.assignee)})`;
    case "ready":
      return `${task.key} (${task.role}${task.work.kind === "approval" ? ", to approve" : ""})`;
    case "running":
      return `${task.key} (${task.work.kind === "run" ? "an onboarding of its own" : "a call"})`;
    case "waiting":
      return `${task.key} (${task.work.kind === "client" ? "the client" : "waits for a signal"})`;
    default:
      return unreachable(task);
  }
}

function countLines({ rows, known }: ImportPlan): string[] {
  const late = rows.filter(({ run }) => run.overdue).length;
  const changed = known.filter((one) => one.changed.length > 0);
  return [
    `${amount(rows.length)} to import${late > 0 ? `, ${late} of them late already: nothing rings for that` : ""}.`,
    ...(known.length > 0
      ? [
          `${amount(known.length)} ${known.length === 1 ? "was imported before, and stays as it is" : "were imported before, and stay as they are"}.`,
        ]
      : []),
    ...changed
      .slice(0, ROWS_NAMED_MAX)
      .map(
        ({ row, run, changed: columns }) =>
          `  row ${row.number} (${row.externalId}) says something else by now in ${columns.join(", ")}; ${run} stays as it is`,
      ),
    ...(changed.length > ROWS_NAMED_MAX ? [`  and ${changed.length - ROWS_NAMED_MAX} more`] : []),
  ];
}

/** What other systems and people will see as soon as the rows are imported. */
function atOnceLines(rows: readonly PlannedRow[]): string[] {
  const begun = rows.flatMap(({ run }) =>
    run.tasks.flatMap(({ status, work, key }) =>
      status === "running"
        ? [`${work.kind === "run" ? "open an onboarding for" : "call"} ${key} (${run.title})`]
        : [],
    ),
  );
  const counts = [...Map.groupBy(begun, (what) => what)].map(([what, same]) => ({
    what,
    times: same.length,
  }));
  if (counts.length === 0) return [];
  return [
    "",
    "AT ONCE, as soon as they are imported:",
    ...counts.map(({ what, times }) => `  ${amount(times)} will ${what}`),
    "Where that was done before, write the day it was done, or skipped.",
  ];
}

function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…`.toWellFormed() : text;
}
