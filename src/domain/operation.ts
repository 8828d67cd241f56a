import type { Duration } from "./book.ts";
import type { UserId } from "./ids.ts";

/** What is done to many runs at once. */
export type OperationSpec =
  /** Another owner; with `tasks`, who also gets what the former owner holds there. */
  | { readonly kind: "reassign"; readonly to: UserId; readonly tasks: boolean }
  /** Everything that is open is due later by so much. */
  | { readonly kind: "move-due"; readonly later: Duration };
