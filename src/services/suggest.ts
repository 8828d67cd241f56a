import { closeNames, mistypedFor } from "#book/suggest.ts";

/** The known word that comes closest to what was typed; null: none is close. */
export function nearestOf(typed: string, known: readonly string[]): string | null {
  return closeNames(typed, known)[0] ?? null;
}

/** The known word for which this is a slip of the fingers; null: it is a word of its own. */
export function slipFor(typed: string, known: readonly string[]): string | null {
  const near = mistypedFor(typed, known);
  return near === typed ? null : near;
}
