import type { TextId } from "#domain/ids.ts";
import type { TextRef } from "#domain/task.ts";

/** A plain object with a table's column names. */
export type Row = Readonly<Record<string, unknown>>;

/** What was typed, by its two columns. */
export function textRef(id: TextId | null, digest: string | null): TextRef | null {
  return id && digest !== null ? { id, digest } : null;
}

/** What a row's status says is there: a fault otherwise. */
export function need<T>(value: T | null, column: string, id: string): T {
  if (value === null) throw new Error(`${column} of ${id} is empty, which its status rules out`);
  return value;
}
