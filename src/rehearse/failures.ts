import type { Rehearsal } from "#book/rehearsal.ts";
import type { Book } from "#domain/book.ts";
import { endInWords } from "./judge.ts";
import { tryOut, type TriedOut } from "./try-out.ts";

/** A rehearsal that did not come as expected: what was expected, and what happened instead. */
export type RehearsalFailure = {
  readonly rehearsal: string;
  readonly wrong: readonly { readonly expected: string; readonly happened: string }[];
};

/** Every rehearsal of a book that does not come as expected. Of such a book no release is made. */
export function failuresOf(book: Book, rehearsals: readonly Rehearsal[]): readonly RehearsalFailure[] {
  return rehearsals
    .map((rehearsal) => tryOut(book, rehearsal))
    .filter(({ isRight }) => !isRight)
    .map((tried) => ({ rehearsal: tried.rehearsed.rehearsal.rehearsal, wrong: wrongIn(tried) }));
}

/** Of one that expects nothing, that it completes. */
export function wrongIn(tried: TriedOut): RehearsalFailure["wrong"] {
  if (tried.verdicts.length === 0 && !tried.isRight)
    return [{ expected: "completes", happened: endInWords(tried) }];
  return tried.verdicts.filter(({ ok }) => !ok);
}
