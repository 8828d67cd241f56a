import type { Kind, SkippedBecause } from "#domain/task.ts";

/** One line of what happened, as facts. People are mails; `run` is the playbook of the run it happened in. */
export type Entry = {
  readonly at: Date;
  readonly run: string;
  /** Whether it happened in a child run. */
  readonly inChild: boolean;
  /** The key of the task that it is about; null: the run as a whole. */
  readonly task: string | null;
  readonly who: Who;
} & What;

/** A mail; the client; a system; or nobody in particular. */
export type Who =
  | { readonly kind: "person"; readonly mail: string }
  | { readonly kind: "client" | "system" }
  | null;

export type What =
  | {
      readonly what: "opened";
      readonly playbook: string;
      readonly title: string;
      readonly owner: string;
      readonly rule: string | null;
      readonly dueAt: Date | null;
      /** The role that had nobody to own it. */
      readonly missingRole: string | null;
      /** The task of another run that it fulfils; null: none. */
      readonly fulfils: string | null;
    }
  | {
      readonly what: "ready";
      readonly title: string;
      readonly kind: Kind;
      readonly role: string;
      readonly dueAt: Date | null;
      /** The task that it waited for longest; null: it began with its run. */
      readonly after: string | null;
      /** What it waits for, and until when. */
      readonly signal: string | null;
      readonly until: Date | null;
      readonly execution: number;
    }
  | { readonly what: "claimed" | "assigned" }
  | {
      readonly what: "done";
      readonly kind: Kind;
      readonly tookSeconds: number | null;
      readonly isLate: boolean;
      /** Ended by a signal: one that just came, or one that was kept. */
      readonly signal: "now" | "early" | null;
    }
  | { readonly what: "approved"; readonly votes: number; readonly needed: number }
  | { readonly what: "rejected" }
  | {
      readonly what: "called";
      readonly method: string;
      readonly url: string;
      readonly attempt: number;
      readonly ok: boolean;
      readonly status: number | null;
      readonly problem: string | null;
      readonly retryAt: Date | null;
      /** The rehearsal doesn't say what is answered: the answer was made to please. */
      readonly madeUp: boolean;
    }
  | { readonly what: "signal"; readonly type: string; readonly tasks: readonly string[] }
  | { readonly what: "skipped"; readonly because: SkippedBecause }
  | { readonly what: "waived"; readonly reason: string }
  | { readonly what: "child-opened"; readonly playbook: string }
  | { readonly what: "reminded"; readonly told: readonly string[] }
  | { readonly what: "overdue" }
  | {
      readonly what: "escalated";
      readonly level: number;
      readonly told: readonly string[];
      readonly channels: readonly string[];
    }
  | { readonly what: "run-overdue"; readonly told: readonly string[] }
  | { readonly what: "gate-closed"; readonly role: string; readonly reason: string }
  | { readonly what: "exception"; readonly reason: string }
  | { readonly what: "gate-opened" }
  | { readonly what: "gate-called"; readonly told: readonly string[] }
  | { readonly what: "nobody"; readonly act: "approve" | "open-gate"; readonly role: string }
  | { readonly what: "refused"; readonly ask: string; readonly code: string }
  | { readonly what: "completed" }
  | { readonly what: "cancelled"; readonly reason: string };
