import type { Answer } from "./answer.ts";
import { oneLine } from "./text.ts";

// What is wrong with what somebody typed to narrow a list.

const EXAMPLE = "For example `/onboard list owner:@somebody state:paused`.";

export function unknownTermText(typed: string, nearest: string | null, terms: readonly string[]): Answer {
  const meant = nearest === null ? "" : ` Did you mean \`${nearest}:\`?`;
  const known = terms.map((term) => `\`${term}:\``).join(", ");
  return {
    text: `I can't narrow the list by “${oneLine(typed, 40)}:”.${meant} I know ${known} and \`overdue\`. A client's name that has a colon goes in quotes. ${EXAMPLE}`,
  };
}

export function emptyTermText(term: string): Answer {
  return { text: `Nothing stands behind \`${term}:\`. Write it without a space. ${EXAMPLE}` };
}

export function unknownStateText(typed: string, nearest: string | null, states: readonly string[]): Answer {
  const meant = nearest === null ? "" : ` Did you mean \`state:${nearest}\`?`;
  return {
    text: `There is no state “${oneLine(typed, 40)}”.${meant} An onboarding is one of ${states.map((state) => `\`${state}\``).join(", ")}.`,
  };
}

export function unknownPersonText(typed: string): Answer {
  return {
    text: `I don't know who “${oneLine(typed, 80)}” is. Mention them, give the mail that they have in Slack, or say \`owner:me\`.`,
  };
}
