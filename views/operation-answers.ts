import type { Refusal } from "#domain/refusal.ts";
import type { Answer } from "./answer.ts";
import { leftWords } from "./left-words.ts";

/** Nothing that was chosen would be changed, and why. */
export function nothingToDoText(
  wont: readonly { readonly code: Refusal["code"]; readonly clients: readonly string[] }[],
): Answer {
  const lines = wont.map(({ code, clients }) => leftWords(code, clients.length, clients));
  const why = lines.length === 0 ? "The list is empty by now." : lines.join("\n");
  return { text: `Nothing would change.\n${why}` };
}

export function begunText(): Answer {
  return {
    text: "It has begun. A direct message from me shows how far it is, and what could not be changed.",
  };
}

export function notYoursText(): Answer {
  return { text: "Only whoever began this can stop it or go on with it. Nothing was changed." };
}

export function nothingToUndoText(): Answer {
  return { text: "There is nothing left to undo: it was undone already, or it is still under way." };
}
