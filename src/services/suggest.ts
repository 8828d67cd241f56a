import { closeNames } from "#book/suggest.ts";

/** The known word that comes closest to what was typed; null: none is close. */
export function nearestOf(typed: string, known: readonly string[]): string | null {
  return closeNames(typed, known)[0] ?? null;
}
