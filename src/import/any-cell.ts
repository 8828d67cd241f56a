import { quoted } from "./problems.ts";

/** As much as a cell may hold; names are bounded more tightly. */
const CELL_MAX = 200;

/** What is wrong with a cell whatever it is for; null: nothing. */
export function cellProblem(cell: string): string | null {
  if (cell.length > CELL_MAX) return `${cell.length} characters are too many: at most ${CELL_MAX}`;
  const begins = FORMULAS[cell.at(0) ?? ""] ?? FORMULAS[cell.trimStart().at(0) ?? ""];
  if (begins !== undefined) {
    return `${quoted(cell)} begins with ${begins}, which spreadsheets take for a formula: write what it is without it`;
  }
  if (/[\r\n\u2028\u2029]/u.test(cell)) return `${quoted(cell)} is on several lines: put it on one`;
  const hidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u.exec(cell)?.[0];
  if (hidden === undefined) return null;
  const code = (hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `${quoted(cell)} holds a character that can't be seen (U+${code}): take it out`;
}

const FORMULAS: Readonly<Record<string, string>> = {
  "=": "=",
  "+": "+",
  "-": "-",
  "@": "@",
  "\t": "a tab",
  "\r": "a line break",
};
