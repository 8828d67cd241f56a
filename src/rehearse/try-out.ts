import type { Rehearsal } from "#book/rehearsal.ts";
import type { Book } from "#domain/book.ts";
import { judge, type Shown, type Verdict } from "./judge.ts";
import { rehearse } from "./rehearse.ts";
import { summaryOf } from "./summary.ts";
import { timelineOf } from "./timeline.ts";

/** A rehearsal as it went, and what is to be said of it. */
export type TriedOut = Shown & { readonly verdicts: readonly Verdict[]; readonly isRight: boolean };

/** Rehearses, and holds what happened against what is expected: of one that says nothing, that it completes. */
export function tryOut(book: Book, rehearsal: Rehearsal): TriedOut {
  const rehearsed = rehearse(book, rehearsal);
  const timeline = timelineOf(rehearsed);
  const shown = { rehearsed, timeline, summary: summaryOf(rehearsed, timeline) };
  const verdicts = judge(shown);
  const isRight = verdicts.length === 0 ? rehearsed.ended === "completed" : verdicts.every(({ ok }) => ok);
  return { ...shown, verdicts, isRight };
}
