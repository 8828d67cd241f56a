import type { Answer } from "./answer.ts";
import { oneLine, plain } from "./text.ts";
import { listed } from "./words.ts";

// Short private answers that need no more than a sentence or two.

/** No client is called that. */
export function notFound(typed: string, suggestions: readonly string[]): Answer {
  const said = `I found no onboarding for “${oneLine(typed, 80)}”.`;
  if (suggestions.length === 0) return { text: `${said} \`/onboard list\` shows every one.` };
  return { text: `${said} Did you mean ${names(suggestions)}?` };
}

/** Several clients are called that. */
export function ambiguous(typed: string, clients: readonly string[]): Answer {
  return { text: `“${oneLine(typed, 80)}” could be ${names(clients)}. Please say which.` };
}

export function unknownPlaybook(typed: string, playbooks: readonly string[]): Answer {
  const known = listed(
    playbooks.map((playbook) => `\`${oneLine(playbook, 60)}\``),
    10,
  );
  return { text: `There is no playbook “${oneLine(typed, 80)}”. There are: ${known}.` };
}

export function gaveBackText({ title, client }: { readonly title: string; readonly client: string }): Answer {
  return {
    text: `You gave back *${oneLine(title, 150)}* for *${oneLine(client, 100)}*. Its role can claim it again.`,
  };
}

/** It takes longer than Slack waits; the answer follows. */
export function workingText(): Answer {
  return { text: "Working on it. The answer will follow here." };
}

/** The database could not be reached. */
export function notSavedText(): Answer {
  return { text: "I can't reach my database, so nothing was saved. Please try again in a few minutes." };
}

/** Something broke; the reference is in the log beside the reason. */
export function brokenText(reference: string): Answer {
  return {
    text: `Something broke on our side. Please try again; if it stays, tell an administrator this reference: \`${plain(reference, 60)}\``,
  };
}

/** A button or message that is older than what it was for, or was never ours. */
export function staleText(): Answer {
  return { text: "This button is for something that no longer exists. Nothing was changed." };
}

function names(clients: readonly string[]): string {
  return listed(
    clients.map((client) => `*${oneLine(client, 100)}*`),
    5,
  );
}
