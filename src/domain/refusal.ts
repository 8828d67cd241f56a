import type { IntentType } from "./intent.ts";
import type { TaskId, UserId } from "./ids.ts";
import type { Kind, TaskState } from "./task.ts";

/** Why nothing happened, as facts; a view puts it into words. */
export type Refusal =
  | { readonly code: "not-found"; readonly entity: "run" | "task" | "handoff" | "deadline" | "exception" }
  | { readonly code: "not-allowed"; readonly intent: IntentType; readonly who: WhoMay }
  | { readonly code: "run-over" }
  | { readonly code: "task-pending"; readonly task: TaskId; readonly waitsFor: readonly TaskId[] }
  | { readonly code: "task-taken"; readonly task: TaskId; readonly assignee: UserId }
  | { readonly code: "task-not-claimed"; readonly task: TaskId; readonly intent: IntentType }
  | {
      readonly code: "task-over";
      readonly task: TaskId;
      readonly status: TaskState["status"];
      readonly by: UserId | null;
    }
  /** What was asked doesn't fit this kind of task, such as claiming an approval. */
  | { readonly code: "wrong-kind"; readonly task: TaskId; readonly intent: IntentType; readonly kind: Kind }
  /** Behind a gate that this role opens. */
  | { readonly code: "task-gated"; readonly task: TaskId; readonly role: string }
  /** Nobody approves what they asked for or did, or opens a gate that they closed. */
  | { readonly code: "own-work"; readonly intent: IntentType; readonly role: string }
  | { readonly code: "words-missing"; readonly what: "reason" | "cause" | "prevention" | "target" | "title" }
  | { readonly code: "exception-over" }
  | { readonly code: "gate-standing" }
  | { readonly code: "not-a-target"; readonly task: TaskId }
  | { readonly code: "evidence-missing"; readonly task: TaskId; readonly question: string }
  | { readonly code: "offer-open"; readonly to: UserId }
  | { readonly code: "offer-over" }
  | { readonly code: "already-theirs"; readonly to: UserId }
  | {
      readonly code: "cannot-take-work";
      readonly user: UserId;
      readonly why: "unknown" | "deactivated" | "outside";
    }
  | { readonly code: "nothing-overdue"; readonly task: TaskId }
  | { readonly code: "deadline-moved" }
  /** Its due times don't count while it rests. */
  | { readonly code: "run-paused" }
  | { readonly code: "date-past"; readonly field: "due" | "review" }
  /** Further away than anybody plans. */
  | { readonly code: "date-far"; readonly field: "due" | "review" | "duration" }
  /** It isn't over, so that there is nothing to do once more. */
  | { readonly code: "task-not-over"; readonly task: TaskId }
  /** Somebody changed since what was to be put back: theirs is not to be lost. */
  | { readonly code: "changed-since" }
  /** It wasn't left out by hand, or what came of that can't be taken back. */
  | { readonly code: "skip-stands"; readonly task: TaskId }
  | { readonly code: "no-due"; readonly task: TaskId | null }
  | { readonly code: "no-such-role"; readonly role: string }
  | { readonly code: "no-such-stage"; readonly stage: number }
  | { readonly code: "too-many-tasks"; readonly max: number }
  | { readonly code: "cannot-merge"; readonly why: "same" | "over" | "part" | "unknown" }
  /** It is part of another, and goes where that goes. */
  | { readonly code: "cannot-move" }
  | { readonly code: "no-such-client"; readonly name: string }
  /** Somebody changed it since the asker looked: nothing happened. */
  | { readonly code: "version-changed"; readonly version: number };

/** Who could have done it, so that the answer can say whom to ask. */
export type WhoMay =
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "role-or-owner"; readonly role: string; readonly owner: UserId }
  | { readonly kind: "assignee-or-owner"; readonly assignee: UserId | null; readonly owner: UserId }
  | { readonly kind: "owner"; readonly owner: UserId }
  | { readonly kind: "person"; readonly user: UserId }
  | { readonly kind: "offerer"; readonly user: UserId }
  | { readonly kind: "told"; readonly people: readonly UserId[] }
  | { readonly kind: "system" }
  | { readonly kind: "internal" };
