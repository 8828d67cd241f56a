import type { UserId } from "./ids.ts";

/** Who asks. A person's roles come from the workspace's role members at the moment of asking. */
export type Actor =
  | {
      readonly kind: "person";
      readonly id: UserId;
      readonly roles: readonly string[];
      /** False for people from another organisation (Slack Connect), who may look and change nothing. */
      readonly internal: boolean;
    }
  | { readonly kind: "system"; readonly name: SystemName };

export type SystemName = "clock" | "routing" | "worker";

/** Who did it, as the audit trail keeps it: ids only. */
export type ActorRef =
  | { readonly kind: "person"; readonly id: UserId }
  | { readonly kind: "system"; readonly name: SystemName };

export function refOf(actor: Actor): ActorRef {
  return actor.kind === "person" ? { kind: "person", id: actor.id } : actor;
}

export function isPerson(actor: ActorRef | Actor, id: UserId): boolean {
  return actor.kind === "person" && actor.id === id;
}

/** The role whose members may do everything but answer for another or approve their own. */
export const OPERATORS = "operators";
