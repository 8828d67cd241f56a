import type { Context } from "#src/context.ts";
import type { ImportUnder } from "./import-opening.ts";
import { importRow } from "./import-row.ts";
import type { PlannedRow } from "./plan-import.ts";

export type RowsImported = {
  readonly imported: number;
  /** Somebody else was quicker. */
  readonly wereThere: number;
  /** Rows that were not begun, since somebody asked to stop. */
  readonly left: number;
};

export type Watch = {
  /** So many rows are done. */
  readonly done: (rows: number) => void;
  readonly isStopped: () => boolean;
};

/** Imports rows one after another, each whole or not at all, until somebody asks to stop: asked again, the rest follows. */
export async function importRows(
  contextNow: () => Context,
  rows: readonly PlannedRow[],
  under: ImportUnder,
  { done, isStopped }: Watch,
): Promise<RowsImported> {
  let [imported, wereThere] = [0, 0];
  for (const { row } of rows) {
    if (isStopped()) break;
    const one = await importRow(contextNow(), row, under);
    if (!one.ok) throw new Error(`Row ${row.number} was refused: ${one.refusal.code}`);
    if (one.wasThere) wereThere += 1;
    else imported += 1;
    done(imported + wereThere);
  }
  return { imported, wereThere, left: rows.length - imported - wereThere };
}
