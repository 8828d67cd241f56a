/** A mistake in a sheet, where it is. Rows count from 1 as the spreadsheet shows them, columns from 0. */
export type SheetProblem = {
  /** Null: it is about the file. */
  readonly row: number | null;
  /** Null: it is about the whole row. */
  readonly column: Column | null;
  readonly message: string;
};

export type Column = {
  readonly index: number;
  /** As the first row names it. */
  readonly header: string;
};

/** `runs.csv: …`, `row 7: …` or `C7 (owner): …`, as people find it in their spreadsheet. */
export function printSheetProblem(file: string, { row, column, message }: SheetProblem): string {
  if (row === null) return `${file}: ${message}`;
  if (column === null) return `row ${row}: ${message}`;
  const name = row > 1 && column.header !== "" ? ` (${column.header})` : "";
  return `${cellName(row, column.index)}${name}: ${message}`;
}

/** In the order in which somebody mends them: the file, then row by row, from the left. */
export function bySheetPlace(a: SheetProblem, b: SheetProblem): number {
  return (a.row ?? 0) - (b.row ?? 0) || (a.column?.index ?? -1) - (b.column?.index ?? -1);
}

/** The name of a cell, such as AB12. */
export function cellName(row: number, index: number): string {
  return `${columnLetters(index)}${row}`;
}

function columnLetters(index: number): string {
  const before = Math.floor(index / LETTERS.length) - 1;
  return `${before < 0 ? "" : columnLetters(before)}${LETTERS[index % LETTERS.length] ?? ""}`;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const SHOWN_MAX = 60;

/** What stands in a cell, for a message: in quotes, on one line, and not all of it where it is long. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, "·");
  return `"${line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX - 1)}…` : line}"`.toWellFormed();
}
