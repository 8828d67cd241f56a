import type { UserId } from "#domain/ids.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Answer } from "./answer.ts";
import { leftWords } from "./left-words.ts";
import { mention } from "./words.ts";

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

/** `by`: who began it. */
export function notYoursText(steer: "stop" | "continue", by: UserId): Answer {
  const who =
    steer === "stop"
      ? `Only ${mention(by)}, who began this, and operators can stop it`
      : `Only ${mention(by)}, who began this, can go on with it: each onboarding is changed in their name`;
  return { text: `${who}. Nothing was changed.` };
}

export function stoppedText({ by }: { readonly by: UserId }): Answer {
  return {
    text: `It stops after the onboarding at hand. ${mention(by)} sees that you stopped it, and can go on with it.`,
  };
}

export function notRunningText(): Answer {
  return { text: "It isn't under way any more, so there is nothing to stop." };
}

export function nothingToUndoText(): Answer {
  return {
    text: "There is nothing left to undo: it was undone already, it is still under way, or all of it has changed since.",
  };
}
