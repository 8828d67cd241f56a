import { z } from "zod";
import { runOf, type RunId } from "#domain/ids.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { Problem } from "#web/api/problem.ts";
import { HandoffGiven, Words } from "#web/api/shapes/common.ts";
import { typed, type Asked } from "./acts.ts";

// Answers to offers: of a task's or of the run's ownership.

export const offerActs = [
  z.strictObject({ action: z.literal("accept"), handoff: HandoffGiven }),
  z.strictObject({ action: z.literal("decline"), handoff: HandoffGiven, reason: Words.optional() }),
  z.strictObject({ action: z.literal("withdraw"), handoff: HandoffGiven }),
] as const;

type OfferAct = z.output<(typeof offerActs)[number]>;

/** An offer of another run is none of this one. */
export function askOfOffer(
  asker: Parameters<typeof typed>[0],
  run: RunId,
  act: OfferAct,
): Asked | { readonly problem: Problem } {
  const { handoff } = act;
  if (runOf(handoff) !== run) return { problem: { kind: "not-found", detail: "There is no such offer." } };
  switch (act.action) {
    case "accept":
      return { ask: { type: "accept-handoff", handoff }, texts: [] };
    case "decline": {
      const reason = typed(asker, act.reason);
      return { ask: { type: "decline-handoff", handoff, reason: reason?.ref ?? null }, texts: [reason] };
    }
    case "withdraw":
      return { ask: { type: "withdraw-handoff", handoff }, texts: [] };
    default:
      return unreachable(act);
  }
}
