import { OPEN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { oneLine } from "./text.ts";
import { mention } from "./words.ts";

/** How many there are; `isMore`: at least so many, which nobody counts to their end. */
export type RunCount = { readonly runs: number; readonly isMore: boolean };

/** "12 onboardings, open": how many a list shows, and which. */
export function countWords({ runs, isMore }: RunCount, filter: RunFilter): string {
  return `${manyWords({ runs, isMore })}, ${filterWords(filter)}`;
}

/** "1,000+ onboardings" */
export function manyWords({ runs, isMore }: RunCount): string {
  return `${runs.toLocaleString("en")}${isMore ? "+" : ""} ${runs === 1 ? "onboarding" : "onboardings"}`;
}

/** What a list is narrowed to, in words that read after a number of onboardings: "open, owned by @X". */
export function filterWords({ states, owner, playbook, client, overdue }: RunFilter): string {
  return [
    overdue ? "overdue" : stateWords(states),
    ...(owner === undefined ? [] : [`owned by ${mention(owner)}`]),
    ...(playbook === undefined ? [] : [`of playbook ${oneLine(playbook, 60)}`]),
    ...(client === undefined ? [] : [`of clients whose name begins with “${oneLine(client, 80)}”`]),
  ].join(", ");
}

function stateWords(states: RunFilter["states"]): string {
  const isOpen = states.length === OPEN_STATES.length && OPEN_STATES.every((state) => states.includes(state));
  if (isOpen) return "open";
  return states.length > OPEN_STATES.length ? "in any state" : states.join(" or ");
}
