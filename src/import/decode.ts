import { parse } from "csv-parse/sync";
import type { SheetProblem } from "./problems.ts";

const SAVE_AS = "save it as “CSV UTF-8 (comma delimited)”";

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: SheetProblem };

/** The text of a file, which must be UTF-8; or what it is instead, and how to save it. */
export function decode(bytes: Uint8Array, delimiter: string): Decoded {
  const other = otherFormat(bytes);
  if (other !== null) return wrong(other);
  const bad = firstBadByte(bytes);
  if (bad === null) return { ok: true, text: new TextDecoder("utf-8").decode(bytes) };
  const before = new TextDecoder("utf-8").decode(bytes.subarray(0, bad));
  const { row, index } = placeAfter(before, delimiter);
  const byte = `0x${(bytes[bad] ?? 0).toString(16).toUpperCase().padStart(2, "0")}`;
  return wrong(
    `this is not UTF-8: ${byte} in this cell is no part of a character. It was probably saved for Windows or an old Mac: ${SAVE_AS}`,
    { row, column: { index, header: "" } },
  );
}

function wrong(message: string, place: Pick<SheetProblem, "row" | "column"> = WHOLE_FILE): Decoded {
  return { ok: false, problem: { ...place, message } };
}

const WHOLE_FILE = { row: null, column: null } as const;

function otherFormat(bytes: Uint8Array): string | null {
  const begins = (...start: number[]) => start.every((byte, index) => bytes[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04)) return `this is a workbook (.xlsx or .ods), not CSV: ${SAVE_AS}`;
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return `this is an old workbook (.xls), not CSV: ${SAVE_AS}`;
  if (begins(0xff, 0xfe) || begins(0xfe, 0xff) || hasManyNulls(bytes)) {
    return `this is UTF-16 (which spreadsheets call “Unicode text”), not UTF-8: ${SAVE_AS}`;
  }
  return null;
}

/** Plain letters in UTF-16 are every other byte zero. */
function hasManyNulls(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 200);
  return start.length > 1 && start.filter((byte) => byte === 0).length * 3 > start.length;
}

/** Where the first byte is that is no part of a character; null: there is none. */
function firstBadByte(bytes: Uint8Array): number | null {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf(REPLACED); at >= 0; at = text.indexOf(REPLACED, from)) {
    offset += Buffer.byteLength(text.slice(from, at));
    // The character itself may stand in a file.
    const isItself = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
    if (!isItself) return offset;
    offset += 3;
    from = at + 1;
  }
  return null;
}

const REPLACED = "\uFFFD";

/** The cell that a text ends in. */
function placeAfter(text: string, delimiter: string): { row: number; index: number } {
  const options = { delimiter, relax_column_count: true, relax_quotes: true, bom: true };
  const cells = (closing: string) => parse(`${text}x${closing}`, options);
  const rows = attempt(() => cells("")) ?? attempt(() => cells('"')) ?? [[""]];
  return { row: rows.length, index: (rows.at(-1)?.length ?? 1) - 1 };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
