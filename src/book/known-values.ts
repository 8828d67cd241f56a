import type { RoutingValues, TaskValues } from "#book/scopes.ts";
import type { Book } from "#domain/book.ts";
import type { Run } from "#domain/run.ts";
import type { Snapshot } from "#domain/snapshot.ts";

/** Whom a run is for, and what it was opened by. */
export type Subject = {
  readonly client: { readonly key: string; readonly name: string; readonly segment: string | null };
  readonly trigger: {
    readonly type: string | null;
    readonly source: string;
    readonly occurred_at: string;
  } | null;
  /** What its source said of it then; null: nothing was read. */
  readonly snapshot: Pick<Snapshot, "contract" | "deal"> | null;
};

/** What a start by hand is called among triggers. */
export const HAND_START = { source: "manual", type: "manual.start" } as const;

/** What the rules may know of an onboarding that somebody starts by hand: for whom, and when. */
export function handStartValues(
  { name, segment }: { readonly name: string; readonly segment: string | null },
  at: Date,
): RoutingValues {
  return {
    trigger: { ...HAND_START, occurred_at: at },
    client: { key: null, name, segment },
    contract: { value: null, currency: null },
    deal: { name: null, stage: null },
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

/**
 * What the rules of routing may know. Rules see money in the workspace's currency. Another currency has no rate yet, so
 * its value is missing: an error, never a zero.
 */
export function subjectValues(book: Book, { client, trigger, snapshot }: Subject): RoutingValues {
  const { value, currency } = snapshot?.contract ?? { value: null, currency: null };
  return {
    client,
    trigger: trigger ? { ...trigger, type: trigger.type ?? "" } : { ...HAND_START, occurred_at: new Date(0) },
    contract: { value: currency === book.workspace.currency ? value : null, currency },
    deal: snapshot?.deal ?? { name: null, stage: null },
  };
}
