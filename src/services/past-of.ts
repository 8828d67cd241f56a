import { HAND_START } from "#book/known-values.ts";
import type { Decision, PastTrigger } from "#book/redecide.ts";
import type { Example } from "#book/replay-tally.ts";
import type { PastRow } from "#db/past-triggers.ts";
import { need } from "#db/row.ts";
import { unreachable } from "#domain/unreachable.ts";
import { API_SOURCE } from "./route-trigger.ts";

/** A stored trigger as another release may decide about it; null: a person had chosen the playbook, and no rule. */
export function pastOf(row: PastRow): { readonly past: PastTrigger; readonly example: Example } | null {
  const decided = decisionOf(row);
  if (!decided) return null;
  const { id, source, event, type, opens, occurred_at, decided_at, deal_id, received_at } = row;
  const isByHand = source === HAND_START.source;
  const snapshot = row.seen ?? row.frozen;
  const past: PastTrigger = {
    id,
    source,
    event,
    occurredAt: occurred_at,
    decidedAt: decided_at,
    means: type !== null && (isByHand || source === API_SOURCE) ? { type, opens } : null,
    isByHand,
    snapshot,
    deal: deal_id,
    decided,
  };
  return {
    past,
    example: { client: row.client ?? snapshot?.client.name ?? null, trigger: id, receivedAt: received_at },
  };
}

function decisionOf({ id, outcome, type, rule, playbook, role }: PastRow): Decision | null {
  switch (outcome) {
    case "ignored":
      return { outcome };
    case "held":
      return { outcome, type, rule };
    case "evidence":
    case "joined":
      return { outcome, type: need(type, "type", id) };
    case "opened":
      if (rule === null) return null;
      return {
        outcome,
        type: need(type, "type", id),
        rule,
        playbook: need(playbook, "playbook", id),
        role: need(role, "role", id),
      };
    default:
      return unreachable(outcome);
  }
}
