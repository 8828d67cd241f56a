import { isPerson, type Actor } from "./actor.ts";
import type { UserId } from "./ids.ts";
import { mayInWorkspace } from "./may-in-workspace.ts";

// A trigger that led nowhere waits for a person, as an exception that belongs to no run.

/** Why nothing happened to it. */
export type SettleRefusal =
  | { readonly code: "from-outside" }
  | { readonly code: "no-such-exception" }
  | { readonly code: "not-answerable"; readonly owner: UserId }
  /** `by` null: its deal has a run since. */
  | { readonly code: "settled-already"; readonly by: UserId | null }
  | { readonly code: "words-missing"; readonly what: "cause" | "prevention" };

type Held = {
  readonly owner: UserId;
  /** Null: it waits still. */
  readonly closed: { readonly by: UserId | null } | null;
};

/** Why somebody may not settle it; null: they may, or did so before. */
export function whyNotSettle({ owner, closed }: Held, actor: Actor): SettleRefusal | null {
  const refusal = mayInWorkspace(actor, { type: "settle-trigger", owner });
  if (refusal) return refusal.code === "operators-only" ? { code: "not-answerable", owner } : refusal;
  return closed && !(closed.by && isPerson(actor, closed.by))
    ? { code: "settled-already", by: closed.by }
    : null;
}
