import type { Expectation } from "#book/expectation.ts";
import type { Duration } from "#domain/book.ts";
import type { Snapshot } from "#domain/snapshot.ts";

/** A whole onboarding tried before a client meets it: what begins it, how the world answers, and what must come of it. */
export type Rehearsal = {
  readonly rehearsal: string;
  /** Null: the rules choose. */
  readonly playbook: string | null;
  readonly trigger: RehearsedTrigger;
  readonly people: Habits;
  /** What other systems answer, by task, in order; the last repeats. */
  readonly answers: Readonly<Record<string, readonly FakeAnswer[]>>;
  /** Signals that come, by type. */
  readonly signals: Readonly<Record<string, RehearsedSignal>>;
  readonly expect: readonly Expectation[];
};

/** What would have come from a source, as far as rules and tasks can know it. */
export type RehearsedTrigger = {
  readonly type: string;
  readonly source: string;
  /** Whether it may open a run; null: as the book's sources say. */
  readonly opens: boolean | null;
  readonly occurredAt: Date;
  readonly client: { readonly key: string; readonly name: string; readonly segment: string | null };
} & Pick<Snapshot, "contract" | "deal">;

/** How people work, in percent of a task's SLA: of one business day where it has none. */
export type Habits = {
  readonly claimedPercent: number;
  readonly donePercent: number;
  /** Tasks that are done earlier or later than the others. */
  readonly late: Readonly<Record<string, number>>;
  /** Approvals whose first answer is no. */
  readonly rejects: readonly string[];
};

/** People in no hurry and never late. */
export const USUAL_HABITS: Habits = { claimedPercent: 10, donePercent: 50, late: {}, rejects: [] };

/** What a system answers, and after how long. */
export type FakeAnswer = { readonly takesMs: number } & (
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    }
  /** No answer comes at all. */
  | { readonly unreachable: string }
);

/** When a signal comes, counted from the start. `event` null: one that every task which waits for its type takes. */
export type RehearsedSignal = { readonly after: Duration; readonly event: { readonly raw: unknown } | null };
