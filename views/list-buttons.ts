import type { Button } from "@slack/types";
import type { OperationId } from "#domain/ids.ts";
import { button, type JsonValue } from "./blocks.ts";
import { actionIds } from "./ids.ts";

// What can be done with all that a list shows, and with what was begun so.

/** `next`: where the next page begins. */
export function moreRunsButton(next: JsonValue): Button {
  return button("Show more", actionIds.moreRuns, next, "onboardings");
}

export function reassignListedButton(filter: string): Button {
  return button("Reassign…", actionIds.reassignListed, asJson(filter), "all onboardings of this list");
}

export function moveListedButton(filter: string): Button {
  return button("Move due…", actionIds.moveListed, asJson(filter), "all onboardings of this list");
}

export function stopOperationButton(operation: OperationId): Button {
  return button("Stop", actionIds.stopOperation, operation, "after the onboarding at hand");
}

export function continueOperationButton(operation: OperationId): Button {
  return button("Continue", actionIds.continueOperation, operation, "where it was stopped");
}

export function undoOperationButton(operation: OperationId): Button {
  return button("Undo…", actionIds.undoOperation, operation, "what was done to these onboardings");
}

function asJson(filter: string): JsonValue {
  return `{"filter":${JSON.stringify(filter)}}`;
}
