import { evaluateCondition } from "#book/expressions.ts";
import type { RoutingValues, TaskValues } from "#book/scopes.ts";
import type { Crew } from "#db/runs.ts";
import type { Subject } from "#db/subjects.ts";
import type { Book } from "#domain/book.ts";
import type { Facts } from "#domain/facts.ts";
import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";

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

/** What the expressions of a run's tasks may know, with the results that it has by now. */
export function taskValues(book: Book, subject: Subject, run: Run): TaskValues {
  const { playbook, release, generation, owner } = run;
  return {
    ...subjectValues(book, subject),
    run: { playbook, release, generation, owner },
    results: Object.fromEntries(
      run.tasks.flatMap((task) => (task.status === "done" ? [[task.key, task.results]] : [])),
    ),
  };
}

/** What the rules of routing may know. Rules see money in the workspace's currency. Another currency has no rate yet, so its value is missing: an error, never a zero. */
export function subjectValues(book: Book, { client, trigger, snapshot }: Subject): RoutingValues {
  const { value, currency } = snapshot?.contract ?? { value: null, currency: null };
  return {
    client,
    trigger: trigger
      ? { ...trigger, type: trigger.type ?? "" }
      : { type: "manual.start", source: "manual", occurred_at: new Date(0) },
    contract: { value: currency === book.workspace.currency ? value : null, currency },
    deal: snapshot?.deal ?? { name: null, stage: null },
  };
}
