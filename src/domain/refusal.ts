import type { IntentType } from "./intent.ts";
import type { TaskId, UserId } from "./ids.ts";
import type { TaskState } from "./task.ts";

/** Why nothing happened, as facts; a view puts it into words. */
export type Refusal =
  | { readonly code: "not-found"; readonly entity: "run" | "task" | "handoff" | "deadline" }
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
  | { readonly code: "deadline-moved" };

/** Who could have done it, so that the answer can say whom to ask. */
export type WhoMay =
  | { readonly kind: "role-or-owner"; readonly role: string; readonly owner: UserId }
  | { readonly kind: "assignee-or-owner"; readonly assignee: UserId | null; readonly owner: UserId }
  | { readonly kind: "owner"; readonly owner: UserId }
  | { readonly kind: "person"; readonly user: UserId }
  | { readonly kind: "offerer"; readonly user: UserId }
  | { readonly kind: "told"; readonly people: readonly UserId[] }
  | { readonly kind: "system" }
  | { readonly kind: "internal" };
