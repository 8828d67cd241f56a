import { evaluateCondition } from "#book/expressions.ts";
import { taskValues } from "#book/known-values.ts";
import type { Crew } from "#db/runs.ts";
import type { Subject } from "#db/subjects.ts";
import type { Book } from "#domain/book.ts";
import type { Facts } from "#domain/facts.ts";
import type { UserId } from "#domain/ids.ts";

/** What a decision about one run may know besides its release and the people. */
export type Known = {
  /** Null: no condition is asked. */
  readonly subject: Subject | null;
  readonly held: ReadonlyMap<UserId, number>;
};

/** All that a decision may know: the release's book, who is here, and the values of the book's conditions. */
export function factsFrom(book: Book, crew: Crew, now: Date, { subject, held }: Known): Facts {
  return {
    now,
    calendars: book.calendars,
    escalations: book.escalations,
    playbooks: book.playbooks,
    channels: book.workspace.channels,
    holds(condition, run) {
      if (!subject) throw new Error(`Run ${run.id} was read without what its conditions need`);
      return evaluateCondition("task", condition, taskValues(book, subject, run));
    },
    held,
    ...crew,
  };
}
