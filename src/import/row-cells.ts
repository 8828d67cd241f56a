import { cellProblem } from "./any-cell.ts";
import type { Columns, Field } from "./columns.ts";
import type { Column, SheetProblem } from "./problems.ts";
import type { SheetRow } from "./read-sheet.ts";

/** What a cell says, or why it says nothing. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export type Cell = {
  readonly column: Column;
  /** Without the spaces around it; empty where nothing stands there. */
  readonly text: string;
  /** Notes what is wrong with it. */
  readonly wrong: (message: string) => null;
};

/** The cells of one row, and what is wrong with them so far. */
export type RowCells = {
  /** Null: there is no such column, or what stands in it can't be read, which is noted. */
  readonly field: (field: Field) => Cell | null;
  /** The cells of tasks, by the task's key. */
  readonly tasks: ReadonlyMap<string, Cell>;
  /** The cells of outside ids of the sale, by their namespace. */
  readonly deals: ReadonlyMap<string, Cell>;
  readonly problems: readonly SheetProblem[];
  /** What stands in the row, by the names of the columns in small letters. */
  readonly written: Readonly<Record<string, string>>;
};

export function cellsOf({ number, cells }: SheetRow, columns: Columns): RowCells {
  const problems: SheetProblem[] = [];
  const read = (column: Column): Cell | null => {
    const raw = cells[column.index] ?? "";
    const wrong = (message: string) => {
      problems.push({ row: number, column, message });
      return null;
    };
    const problem = cellProblem(raw);
    return problem === null ? { column, text: raw.trim(), wrong } : wrong(problem);
  };
  const readAll = <Key>(some: ReadonlyMap<Key, Column>) =>
    new Map(
      [...some].flatMap(([key, column]): [Key, Cell][] => {
        const cell = read(column);
        return cell ? [[key, cell]] : [];
      }),
    );
  const fields = readAll(columns.fields);
  const tasks = readAll(columns.tasks);
  const deals = readAll(columns.deals);
  const filled = [...fields.values(), ...tasks.values(), ...deals.values()].filter(({ text }) => text !== "");
  return {
    field: (field) => fields.get(field) ?? null,
    tasks,
    deals,
    problems,
    written: Object.fromEntries(filled.map(({ column, text }) => [column.header.toLowerCase(), text])),
  };
}

/** What a cell says that must not be empty; null: it says nothing right, which is noted. */
export function required<Value>(cell: Cell | null, read: (text: string) => Read<Value>): Value | null {
  return cell?.text === "" ? cell.wrong("is empty, and every onboarding needs it") : optional(cell, read);
}

/** What a cell says; null: nothing, or nothing right, which is noted. */
export function optional<Value>(cell: Cell | null, read: (text: string) => Read<Value>): Value | null {
  if (!cell || cell.text === "") return null;
  const said = read(cell.text);
  return said.ok ? said.value : cell.wrong(said.message);
}

export function says<Value>(value: Value): Read<Value> {
  return { ok: true, value };
}

export function isWrong(message: string): Read<never> {
  return { ok: false, message };
}
