import { NO_COLUMNS, readColumns, type Columns } from "./columns.ts";
import { bySheetPlace, type SheetProblem } from "./problems.ts";
import { readRows, type ImportRow, type RowFacts } from "./read-rows.ts";
import { readSheet } from "./read-sheet.ts";

/** What a file says, as far as it can be read, and everything that is wrong with it. */
export type ImportRead = {
  readonly rows: readonly ImportRow[];
  readonly columns: Columns;
  readonly problems: readonly SheetProblem[];
};

/** Reads a spreadsheet's file as onboardings. */
export function readImport(bytes: Uint8Array, delimiter: string, facts: RowFacts): ImportRead {
  const { sheet, problems } = readSheet(bytes, delimiter);
  if (sheet.header.length === 0) return { rows: [], columns: NO_COLUMNS, problems };
  const isFilled = (index: number) => sheet.rows.some(({ cells }) => (cells[index] ?? "").trim() !== "");
  const { playbook, book } = facts;
  const {
    columns,
    problems: ofColumns,
    isHopeless,
  } = readColumns(sheet.header, isFilled, book, {
    playbook,
    delimiter,
  });
  if (isHopeless) return { rows: [], columns, problems: ofColumns };
  const { rows, problems: ofRows } = readRows(sheet.rows, columns, facts);
  return { rows, columns, problems: [...problems, ...ofColumns, ...ofRows].toSorted(bySheetPlace) };
}
