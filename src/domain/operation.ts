import type { Duration } from "./book.ts";
import type { OperationId, TaskId, UserId } from "./ids.ts";

/** What is done to many runs at once. */
export type OperationSpec =
  /** Another owner; with `tasks`, who also gets what the former owner holds there. */
  | { readonly kind: "reassign"; readonly to: UserId; readonly tasks: boolean }
  /** Everything that is open is due later by so much. */
  | { readonly kind: "move-due"; readonly later: Duration }
  /** What a reassignment gave away goes back to whom it was taken from, where `to` still has it. */
  | { readonly kind: "undo-reassign"; readonly of: OperationId; readonly to: UserId };

/** Who had a run before an operation gave it away, and which of its tasks it was to give away with it. */
export type OperationBefore = { readonly owner: UserId; readonly tasks: readonly TaskId[] };

export type OperationState = "running" | "stopped" | "done";
