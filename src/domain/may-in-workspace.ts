import { OPERATORS, type Actor } from "./actor.ts";
import type { UserId } from "./ids.ts";
import { unreachable } from "./unreachable.ts";

/** What is asked of the workspace itself and of no run in it, with whoever answers for what it is about. */
export type WorkspaceAsk =
  | { readonly type: "add-client" }
  /** Rules and conditions of later runs see it. */
  | { readonly type: "change-segment" }
  /** What systems say has happened: it moves tasks of whoever holds them. */
  | { readonly type: "send-trigger" }
  /** Where all that happens is told. */
  | { readonly type: "manage-webhooks" }
  | { readonly type: "keep-key"; readonly person: UserId }
  | { readonly type: "settle-trigger"; readonly owner: UserId };

export type WorkspaceAskType = WorkspaceAsk["type"];

export type WorkspaceRefusal =
  | { readonly code: "from-outside" }
  /** They, and whoever answers for what it is about where somebody does. */
  | { readonly code: "operators-only"; readonly ask: WorkspaceAskType };

/**
 * The one place that says who may do what beside runs, as `may` does of runs. Null: they may. Who reviews a release is its
 * own question: `whyNotAnswer`.
 */
export function mayInWorkspace(actor: Actor, ask: WorkspaceAsk): WorkspaceRefusal | null {
  if (actor.kind === "system") return null;
  if (!actor.internal) return { code: "from-outside" };
  return actor.roles.includes(OPERATORS) || isTheirs(ask, actor.id)
    ? null
    : { code: "operators-only", ask: ask.type };
}

/** Whether somebody who is no operator may ask it. */
function isTheirs(ask: WorkspaceAsk, asker: UserId): boolean {
  switch (ask.type) {
    case "add-client":
      return true;
    case "change-segment":
    case "send-trigger":
    case "manage-webhooks":
      return false;
    case "keep-key":
      return asker === ask.person;
    case "settle-trigger":
      return asker === ask.owner;
    default:
      return unreachable(ask);
  }
}
