import type { Duration } from "./book.ts";
import type { OperationId, TaskId, UserId } from "./ids.ts";
import type { MovedDue } from "./intent.ts";

/** What can be done to many runs at once, and undone. */
export type Act =
  /** Another owner; with `tasks`, who also gets what the former owner holds there. */
  | { readonly kind: "reassign"; readonly to: UserId; readonly tasks: boolean }
  /** Everything that is open is due later by so much. */
  | { readonly kind: "move-due"; readonly later: Duration };

export type OperationSpec =
  | Act
  /** What another operation did is as it was before, wherever it still is as that left it. */
  | { readonly kind: "undo"; readonly of: OperationId; readonly act: Act };

/** What an operation changed of a run, as it was before: what undoing it goes by. */
export type OperationBefore =
  /** Who had the run, and which of its tasks were to be given away with it. */
  | { readonly kind: "reassign"; readonly owner: UserId; readonly tasks: readonly TaskId[] }
  | { readonly kind: "move-due"; readonly dues: readonly MovedDue[] };

export type OperationState = "running" | "stopped" | "done";

/** What would undo an operation; null: it is under way, changed nothing, was undone already, or undoes another itself. */
export function undoOf({
  id,
  spec,
  state,
  done,
  isUndone,
}: {
  readonly id: OperationId;
  readonly spec: OperationSpec;
  readonly state: OperationState;
  readonly done: number;
  readonly isUndone: boolean;
}): Extract<OperationSpec, { readonly kind: "undo" }> | null {
  if (spec.kind === "undo" || state === "running" || done === 0 || isUndone) return null;
  return { kind: "undo", of: id, act: spec };
}
