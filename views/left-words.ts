import type { Refusal } from "#domain/refusal.ts";
import { oneLine } from "./text.ts";
import { count, listed } from "./words.ts";

const NAMED_MAX = 5;

/** Why onboardings are left as they are, how many, and some of them by name: "• 2 rest: …". */
export function leftWords(code: Refusal["code"], runs: number, clients: readonly string[]): string {
  const names = clients.slice(0, NAMED_MAX).map((client) => oneLine(client, 60));
  const more = runs > names.length ? ` and ${runs - names.length} more` : "";
  return `• ${count(runs, "onboarding")}: ${WHY[code] ?? "refused"} (${more ? names.join(", ") : listed(names, NAMED_MAX)}${more})`;
}

/** Of one or of several. */
const WHY: Partial<Record<Refusal["code"], string>> = {
  "not-allowed": "only the owner and operators may do that",
  "run-over": "over already",
  "run-paused": "paused, so due times don't count until it goes on",
  "already-theirs": "theirs already",
  "changed-since": "changed by somebody since",
  "cannot-take-work": "whoever would get it can't take work",
  "not-found": "not there any more",
};
