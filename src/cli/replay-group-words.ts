import type { Decision } from "#book/redecide.ts";
import { isSameGroup, type Group } from "#book/replay-tally.ts";
import { unreachable } from "#domain/unreachable.ts";

/** What was decided then, and what would be. */
export function changeWords({ from, to, isOtherDeal }: Group): string {
  const deal = isOtherDeal ? ", for another deal" : "";
  if (from.outcome !== "opened" || to.outcome !== "opened") return `${wordsOf(from)} → ${wordsOf(to)}${deal}`;
  const changes = [
    ...(from.playbook === to.playbook ? [] : [`playbook ${from.playbook} → ${to.playbook}`]),
    ...(from.role === to.role ? [] : [`role ${from.role} → ${to.role}`]),
    ...(from.type === to.type ? [] : [`type ${from.type} → ${to.type}`]),
  ];
  const rule = from.rule === to.rule ? from.rule : `${from.rule} → ${to.rule}`;
  return `rule ${rule} (${changes.join(", ") || "same playbook and role"})${deal}`;
}

/** Why triggers would be held, and what was decided then. */
export function heldWords(group: Group): string {
  const { from, to, error } = group;
  if (to.outcome !== "held") throw new Error(`Words for what is held were asked for what is ${to.outcome}`);
  const why =
    to.rule === null
      ? `its event could not be read as ${to.type}`
      : `rule ${to.rule} could not be worked out`;
  return `${isSameGroup(group) ? "held, as it was" : `${wordsOf(from)} → held`}, ${why}: ${error}`;
}

function wordsOf(decision: Decision): string {
  switch (decision.outcome) {
    case "ignored":
      return "ignored";
    case "evidence":
      return `evidence of ${decision.type}`;
    case "joined":
      return `joined the run of its deal (${decision.type})`;
    case "opened":
      return `rule ${decision.rule} opened ${decision.playbook}`;
    case "unseen":
      return `may open a run (${decision.type})`;
    case "held":
      if (decision.rule !== null) return `held by rule ${decision.rule}`;
      return decision.type === null
        ? "held, its source could not be read"
        : "held, its event could not be read";
    default:
      return unreachable(decision);
  }
}
