import { Temporal } from "temporal-polyfill";
import { didYouMean } from "#book/suggest.ts";
import type { Book, Calendar, Playbook } from "#domain/book.ts";
import { dateOf } from "#domain/calendar.ts";
import type { PastTask } from "#domain/intent.ts";
import type { UserId } from "#domain/ids.ts";
import { readAmount, readCurrency, readName, readPerson, readText, type People } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { closeOf, noonOf, readDate } from "./dates.ts";
import { quoted, type Column, type SheetProblem } from "./problems.ts";
import type { SheetRow } from "./read-sheet.ts";
import { readTask } from "./read-task.ts";
import { cellsOf, isWrong, optional, required, says, type Read, type RowCells } from "./row-cells.ts";

/** An onboarding as its row tells of it. */
export type ImportRow = {
  /** As the spreadsheet shows it. */
  readonly number: number;
  readonly externalId: string;
  readonly client: string;
  readonly segment: string | null;
  readonly playbook: Playbook;
  readonly owner: UserId;
  readonly started: Date;
  readonly dueAt: Date | null;
  readonly contract: { readonly value: string | null; readonly currency: string | null };
  readonly tasks: readonly PastTask[];
  /** By which other systems know the same sale. */
  readonly deals: readonly DealKey[];
  /** What stands in it, by the names of its columns. */
  readonly written: Readonly<Record<string, string>>;
};

export type DealKey = { readonly namespace: string; readonly externalId: string };

/** What rows are read by. */
export type RowFacts = {
  readonly book: Book;
  readonly people: People;
  readonly now: Date;
  /** The playbook of rows that name none; null: every row names its own. */
  readonly playbook: string | null;
};

const ID_MAX = 100;
const CLIENT_MAX = 120;
const SEGMENT_MAX = 60;
/** A year further off than this was mistyped. */
const YEARS_MAX = 10;

/** Reads rows as onboardings: those without a mistake, and every mistake of the others. */
export function readRows(
  rows: readonly SheetRow[],
  columns: Columns,
  facts: RowFacts,
): { readonly rows: readonly ImportRow[]; readonly problems: readonly SheetProblem[] } {
  const read = rows.map((row) => readRow(row, columns, facts));
  return {
    rows: read.flatMap(({ row }) => row ?? []),
    problems: [...read.flatMap(({ problems }) => problems), ...namedTwice(rows, columns)],
  };
}

function readRow(
  sheetRow: SheetRow,
  columns: Columns,
  facts: RowFacts,
): { row: ImportRow | null; problems: readonly SheetProblem[] } {
  const cells = cellsOf(sheetRow, columns);
  const externalId = required(cells.field("external_id"), readText(ID_MAX));
  const client = required(cells.field("client"), readName(CLIENT_MAX));
  const owner = required(cells.field("owner"), readPerson(facts.people));
  const segment = optional(cells.field("segment"), readText(SEGMENT_MAX));
  const contract = readContract(cells);
  const playbook = playbookOf(cells, facts);
  const calendar = calendarOf(playbook, facts.book);
  const today = Temporal.PlainDate.from(dateOf(calendar, facts.now));
  const start = required(cells.field("started"), readPast(today, null));
  const due = optional(cells.field("due"), readDue(today, start));
  const started = start && noonOf(start, calendar, facts.now);
  const tasks = playbook
    ? readTasks(cells, playbook, { ...facts, calendar, started, readDone: readPast(today, start) })
    : [];
  const deals = [...cells.deals].flatMap(([namespace, cell]): DealKey[] => {
    const id = optional(cell, readText(ID_MAX));
    return id === null ? [] : [{ namespace, externalId: id }];
  });
  const { problems } = cells;
  if (problems.length > 0 || externalId === null || client === null || !owner || !playbook || !started) {
    return { row: null, problems };
  }
  const dueAt = due && closeOf(due, calendar);
  const { number } = sheetRow;
  const { written } = cells;
  return {
    row: {
      number,
      externalId,
      client,
      segment,
      playbook,
      owner,
      started,
      dueAt,
      contract,
      tasks,
      deals,
      written,
    },
    problems,
  };
}

function readContract(cells: RowCells): ImportRow["contract"] {
  const value = optional(cells.field("contract_value"), readAmount);
  const currency = optional(cells.field("currency"), readCurrency);
  const isAlone = value !== null && (cells.field("currency")?.text ?? "") === "";
  if (isAlone)
    cells.field("contract_value")?.wrong("an amount needs its currency: USD, say, in the column currency");
  return { value, currency };
}

function playbookOf(cells: RowCells, { book, playbook: otherwise }: RowFacts): Playbook | null {
  const cell = cells.field("playbook");
  const read = (name: string) => readPlaybook(name, book);
  if (otherwise === null) return required(cell, read);
  const known = book.playbooks[otherwise] ?? null;
  return cell && cell.text !== "" ? optional(cell, read) : known;
}

/** A playbook of the book, by its key. */
export function readPlaybook(name: string, { playbooks }: Book): Read<Playbook> {
  const key = name.toLowerCase();
  const playbook = Object.hasOwn(playbooks, key) ? playbooks[key] : undefined;
  if (playbook) return says(playbook);
  const known = Object.keys(playbooks);
  const near = didYouMean(key, known);
  return isWrong(
    `there is no playbook ${quoted(name)}${near === "" ? `: there are ${known.join(", ")}` : near}`,
  );
}

/** Days are counted where the playbook's people work. */
function calendarOf(playbook: Playbook | null, { calendars, workspace }: Book): Calendar {
  const known = playbook ? calendars[playbook.calendar] : undefined;
  return known ?? { timezone: workspace.timezone, hours: [], holidays: [] };
}

/** A day that is over or today, and not before the run began. */
function readPast(today: Temporal.PlainDate, start: Temporal.PlainDate | null) {
  return (text: string): Read<Temporal.PlainDate> => {
    const read = readDate(text);
    if (!read.ok) return read;
    const day = read.value;
    const { compare } = Temporal.PlainDate;
    if (compare(day, today) > 0)
      return isWrong(`${quoted(text)} is still ahead: today is ${today.toString()}`);
    if (compare(day, today.subtract({ years: YEARS_MAX })) < 0) {
      return isWrong(`${quoted(text)} is more than ${YEARS_MAX} years ago`);
    }
    if (start && compare(day, start) < 0) {
      return isWrong(`${quoted(text)} is before the onboarding started, on ${start.toString()}`);
    }
    return read;
  };
}

function readDue(today: Temporal.PlainDate, start: Temporal.PlainDate | null) {
  return (text: string): Read<Temporal.PlainDate> => {
    const read = readDate(text);
    if (!read.ok) return read;
    const { compare } = Temporal.PlainDate;
    if (start && compare(read.value, start) < 0) {
      return isWrong(`${quoted(text)} is before the onboarding started, on ${start.toString()}`);
    }
    return compare(read.value, today.add({ years: YEARS_MAX })) > 0
      ? isWrong(`${quoted(text)} is more than ${YEARS_MAX} years ahead`)
      : read;
  };
}

function readTasks(
  cells: RowCells,
  { playbook, stages }: Playbook,
  facts: Parameters<typeof readTask>[2],
): PastTask[] {
  const specs = new Map(stages.flatMap(({ tasks }) => tasks.map((spec) => [spec.task, spec])));
  return [...cells.tasks].flatMap(([key, cell]) => {
    const spec = specs.get(key);
    const read = (text: string) =>
      spec
        ? readTask(text, spec, facts)
        : isWrong(`${quoted(text)}: playbook ${playbook} has no task "${key}", so this cell must be empty`);
    return optional<PastTask>(cell, read) ?? [];
  });
}

/** Two rows of one id: which of them is meant can't be known. */
function namedTwice(rows: readonly SheetRow[], { fields, deals }: Columns): SheetProblem[] {
  const column = fields.get("external_id");
  return [...(column ? [column] : []), ...deals.values()].flatMap((ids) => twiceIn(rows, ids));
}

function twiceIn(rows: readonly SheetRow[], column: Column): SheetProblem[] {
  const byId = Map.groupBy(rows, ({ cells }) => (cells[column.index] ?? "").trim());
  return [...byId].flatMap(([id, same]) =>
    id === "" || same.length === 1
      ? []
      : same.map(({ number }) => {
          const others = same.filter((row) => row.number !== number).map((row) => row.number);
          const rowsOf = `${others.length === 1 ? "row" : "rows"} ${listed(others)}`;
          return {
            row: number,
            column,
            message: `${quoted(id)} is also in ${rowsOf}: each onboarding has an id of its own`,
          };
        }),
  );
}

const LISTED_MAX = 5;

function listed(numbers: readonly number[]): string {
  const more = numbers.length - LISTED_MAX;
  return numbers.slice(0, LISTED_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
