import { didYouMean } from "#book/suggest.ts";
import type { Book } from "#domain/book.ts";
import { cellName, quoted, type Column, type SheetProblem } from "./problems.ts";

/** What an onboarding is told by, besides a column for each task of its playbook. */
export const FIELDS = [
  "external_id",
  "client",
  "playbook",
  "owner",
  "started",
  "due",
  "segment",
  "contract_value",
  "currency",
] as const;
export type Field = (typeof FIELDS)[number];

const REQUIRED: readonly Field[] = ["external_id", "client", "owner", "started"];

/** Where what stands. A task whose key is a field's name has its column as `task:due`. */
export type Columns = {
  readonly fields: ReadonlyMap<Field, Column>;
  /** By the task's key; several playbooks may have a task of one key. */
  readonly tasks: ReadonlyMap<string, Column>;
  /** By the namespace that the book's sources know the sale by, such as `hubspot.deal`. */
  readonly deals: ReadonlyMap<string, Column>;
};

export type ColumnsRead = {
  readonly columns: Columns;
  readonly problems: readonly SheetProblem[];
  /** The first row is none that names columns: nothing else of the sheet makes sense. */
  readonly isHopeless: boolean;
};

/** Reads the first row. `playbook` is the one of rows that name none. */
export function readColumns(
  header: readonly string[],
  filled: (index: number) => boolean,
  book: Book,
  { playbook, delimiter }: { readonly playbook: string | null; readonly delimiter: string },
): ColumnsRead {
  const names = namesIn(book);
  const hopeless = hopelessProblem(header, names, delimiter);
  if (hopeless) return { columns: NO_COLUMNS, problems: [hopeless], isHopeless: true };
  const fields = new Map<Field, Column>();
  const tasks = new Map<string, Column>();
  const deals = new Map<string, Column>();
  const columnOf = (name: Name) =>
    name.is === "field"
      ? fields.get(name.field)
      : name.is === "task"
        ? tasks.get(name.task)
        : deals.get(name.namespace);
  const problems: SheetProblem[] = [];
  for (const [index, cell] of header.entries()) {
    const column = { index, header: cell.trim() };
    const wrong = (message: string) => problems.push({ row: 1, column, message });
    const name = named(cell, names);
    if (name === null) {
      if (column.header !== "" || filled(index)) wrong(unknownColumn(column.header, names));
      continue;
    }
    const before = columnOf(name);
    if (before) wrong(`${quoted(column.header)} is there twice: also in ${cellName(1, before.index)}`);
    else if (name.is === "field") fields.set(name.field, column);
    else if (name.is === "task") tasks.set(name.task, column);
    else deals.set(name.namespace, column);
  }
  const required = playbook === null ? [...REQUIRED, "playbook" as const] : REQUIRED;
  const missing = required.filter((field) => !fields.has(field));
  if (missing.length > 0) problems.push(missingColumns(missing));
  return { columns: { fields, tasks, deals }, problems, isHopeless: false };
}

export const NO_COLUMNS: Columns = { fields: new Map(), tasks: new Map(), deals: new Map() };

/** What columns may be called besides the fields. */
type Names = { readonly tasks: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> };

function namesIn({ playbooks, sources }: Book): Names {
  const stages = Object.values(playbooks).flatMap((playbook) => playbook.stages);
  const events = Object.values(sources).flatMap((source) => source.events);
  return {
    tasks: new Set(stages.flatMap(({ tasks }) => tasks.map(({ task }) => task))),
    namespaces: new Set(events.map(({ deal }) => deal.namespace)),
  };
}

type Name =
  | { readonly is: "field"; readonly field: Field }
  | { readonly is: "task"; readonly task: string }
  | { readonly is: "deal"; readonly namespace: string };

const TASK_PREFIX = "task:";

function named(cell: string, names: Names): Name | null {
  const name = cell.trim().toLowerCase();
  const field = FIELDS.find((one) => one === name);
  if (field) return { is: "field", field };
  const task = name.startsWith(TASK_PREFIX) ? name.slice(TASK_PREFIX.length).trim() : name;
  if (names.tasks.has(task)) return { is: "task", task };
  const namespace = [...names.namespaces].find((one) => one.toLowerCase() === name);
  return namespace === undefined ? null : { is: "deal", namespace };
}

function unknownColumn(header: string, { tasks, namespaces }: Names): string {
  if (header === "") return "this column has no name, and something stands in it";
  const near = didYouMean(header.toLowerCase(), [...FIELDS, ...tasks, ...namespaces]);
  const known =
    near === ""
      ? `. A column is one of ${[...FIELDS, ...namespaces].join(", ")}, or the key of a playbook's task`
      : near;
  return `unknown column ${quoted(header)}${known}`;
}

function missingColumns(missing: readonly Field[]): SheetProblem {
  const names = missing.join(", ");
  const option = missing.includes("playbook") ? "; --playbook names one for all rows" : "";
  const message = `lacks the ${missing.length === 1 ? "column" : "columns"} ${names}${option}`;
  return { row: 1, column: null, message };
}

const DELIMITERS = [
  { delimiter: ",", words: "commas", option: "leave --delimiter out" },
  { delimiter: ";", words: "semicolons", option: "give --delimiter ';'" },
  { delimiter: "\t", words: "tabs", option: "give --delimiter tab" },
  { delimiter: "|", words: "bars", option: "give --delimiter '|'" },
] as const;

/** Nothing of the first row is a column's name: it is delimited otherwise, or it names nothing. */
function hopelessProblem(header: readonly string[], names: Names, delimiter: string): SheetProblem | null {
  const knownIn = (cells: readonly string[]) => cells.filter((cell) => named(unquoted(cell), names)).length;
  if (knownIn(header) > 0) return null;
  const [first = ""] = header;
  const place = { row: 1, column: { index: 0, header: first } };
  const line = header.join(delimiter);
  const other = DELIMITERS.find(
    (one) => one.delimiter !== delimiter && knownIn(line.split(one.delimiter)) > 1,
  );
  if (other) {
    return { ...place, message: `the cells seem to be separated by ${other.words}: ${other.option}` };
  }
  const message = `the first row has to name the columns (${FIELDS.join(", ")}, and the keys of tasks), and it begins with ${quoted(first)}`;
  return { ...place, message };
}

function unquoted(cell: string): string {
  return cell.replaceAll('"', "");
}
