import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { decode } from "./decode.ts";
import type { SheetProblem } from "./problems.ts";

/** More rows than this are several files. */
export const ROWS_MAX = 10_000;

/** A row with its number as the spreadsheet shows it, and a cell for each column of the first row. */
export type SheetRow = { readonly number: number; readonly cells: readonly string[] };

export type Sheet = { readonly header: readonly string[]; readonly rows: readonly SheetRow[] };

/** What of a file could be read, and every way in which it is no sheet. */
export type SheetRead = { readonly sheet: Sheet; readonly problems: readonly SheetProblem[] };

/** Reads a file as a sheet: its first row names the columns. Rows without anything in them are passed over. */
export function readSheet(bytes: Uint8Array, delimiter: string): SheetRead {
  const decoded = decode(bytes, delimiter);
  if (!decoded.ok) return { sheet: NOTHING, problems: [decoded.problem] };
  const parsed = parseRows(decoded.text, delimiter);
  if (!parsed.ok) return { sheet: NOTHING, problems: [parsed.problem] };
  const [header = [], ...others] = parsed.rows;
  if (isBlank(header)) return { sheet: NOTHING, problems: [ofFile(noHeader(others))] };
  const rows = others
    .map((cells, index) => ({ number: index + 2, cells }))
    .filter(({ cells }) => !isBlank(cells));
  const problems = [
    ...rows.flatMap((row) => lengthProblem(row, header.length)),
    ...amountProblems(rows.length),
  ];
  const odd = new Set(problems.map(({ row }) => row));
  return { sheet: { header, rows: rows.filter(({ number }) => !odd.has(number)) }, problems };
}

const NOTHING: Sheet = { header: [], rows: [] };

function ofFile(message: string): SheetProblem {
  return { row: null, column: null, message };
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === "");
}

function noHeader(others: readonly (readonly string[])[]): string {
  return others.every(isBlank)
    ? "the file is empty: its first row names the columns, and every other row is an onboarding"
    : "the first row is empty: it names the columns";
}

function lengthProblem({ number, cells }: SheetRow, wanted: number): SheetProblem[] {
  const has = cells.length;
  // Some programs end every row with a delimiter.
  if (has === wanted || (has > wanted && isBlank(cells.slice(wanted)))) return [];
  const why =
    has > wanted
      ? "a delimiter within a cell must stand in quotes"
      : "an empty cell still needs its delimiter";
  const message = `has ${has} ${has === 1 ? "cell" : "cells"}, and the first row ${wanted}: ${why}`;
  return [{ row: number, column: null, message }];
}

function amountProblems(rows: number): SheetProblem[] {
  if (rows === 0)
    return [ofFile("there is no onboarding in it: only the first row, which names the columns")];
  return rows > ROWS_MAX
    ? [ofFile(`it has ${rows} rows, and at most ${ROWS_MAX} are imported at once: cut it into several files`)]
    : [];
}

type Parsed =
  | { readonly ok: true; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly problem: SheetProblem };

function parseRows(text: string, delimiter: string): Parsed {
  try {
    const options = { delimiter, relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] };
    return { ok: true, rows: parse(text, options) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: quoteProblem(error) };
  }
}

const PlaceSchema = z.object({ records: z.int(), index: z.int() });

function quoteProblem(error: CsvError): SheetProblem {
  const message = QUOTES[error.code];
  if (message === undefined) throw error;
  const { records, index } = PlaceSchema.parse(error);
  return { row: records + 1, column: { index, header: "" }, message };
}

const QUOTES: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote (") begins here and never ends; nothing after it can be read',
  INVALID_OPENING_QUOTE:
    'a quote (") stands within a cell: put the whole cell in quotes, and write the quote in it twice; nothing after it can be read',
  CSV_INVALID_CLOSING_QUOTE:
    'something follows the quote (") that ends this cell: a quote within a cell is written twice; nothing after it can be read',
};
