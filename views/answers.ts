import type { Run } from "#domain/run.ts";
import type { Answer } from "./answer.ts";
import { actions, context, section } from "./blocks.ts";
import { blockRunButton, handOffRunButton } from "./buttons.ts";
import { runLine, type Reader, type RunLine } from "./lines.ts";
import { oneLine, plain } from "./text.ts";
import { count, listed } from "./words.ts";

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

/** The last word of `start` is almost a playbook's name, and could be the client's as well. */
export function unclearPlaybook({
  unclear,
  client,
  playbooks,
}: {
  readonly unclear: string;
  readonly client: string;
  readonly playbooks: readonly string[];
}): Answer {
  const { text } = unknownPlaybook(unclear, playbooks);
  const quoted = oneLine(`/onboard start "${client}"`, 150);
  return { text: `${text} If the word belongs to the client's name, put the name in quotes: ${quoted}` };
}

/** Nothing was started: the rule that decides about it could not be worked out. */
export function ruleFailedText(rule: string, error: string): Answer {
  return {
    text: `The routing rule *${oneLine(rule, 80)}* could not be worked out, so nothing was started: ${oneLine(error, 300)}. Name a playbook to go on without the rules.`,
  };
}

/** Beside an answer about one run: the client has others. */
export function alsoText(answer: Answer, others: readonly RunLine[], reader: Reader): Answer {
  if (others.length === 0) return answer;
  const lines = others.slice(0, 3).map((run) => runLine(run, reader));
  const said = `*${count(others.length, "more onboarding")} of this client*`;
  return {
    text: answer.text,
    blocks: [...(answer.blocks ?? [section(answer.text)]), context([said, ...lines].join("\n"))],
  };
}

/** The way to the form for handing a run off, where none can be opened. */
export function chooseHandOffText({
  run,
  client,
}: {
  readonly run: Run;
  readonly client: { readonly name: string };
}): Answer {
  const text = `To whom shall the onboarding of *${oneLine(client.name, 100)}* be offered?`;
  return { text, blocks: [section(text), ...actions([handOffRunButton(run.id, client.name)])] };
}

/** The way to the form for blocking, where none can be opened. */
export function chooseBlockText({
  run,
  client,
}: {
  readonly run: Run;
  readonly client: { readonly name: string };
}): Answer {
  const text = `What of the onboarding of *${oneLine(client.name, 100)}* can't go on?`;
  return { text, blocks: [section(text), ...actions([blockRunButton(run.id, client.name)])] };
}

/** A gate is to be opened, and nobody said how it goes on. */
export function chooseText(): Answer {
  return { text: "Please choose how it goes on." };
}

/** Nobody said which onboarding goes on. */
export function chooseOnboardingText(): Answer {
  return { text: "Choose one, or type how its client's name begins." };
}

/** There is none that it could be merged with, of a client called like that. */
export function noSuchOnboardingText(client: string): Answer {
  return {
    text: `You can merge it with no open onboarding of a client whose name begins with “${oneLine(client, 80)}”.`,
  };
}

/** A form lacks a date, or has one that no calendar knows. */
export function noDateText(): Answer {
  return { text: "Please choose a day." };
}

export function nothingToHandOffText(): Answer {
  return {
    text: "You hold no task to hand off. To offer an onboarding that you own, name its client: `/onboard handoff &lt;client&gt;`.",
  };
}

/** Nothing was started: what was typed is no client's name. */
export function noClientNameText(typed: string, why: "person" | "unreadable" | "long", max: number): Answer {
  const name = `“${oneLine(typed, 80)}”`;
  const text = {
    person: `${name} mentions a person, and a client is a company. Name the client; what begins with @ can be put in quotes.`,
    unreadable: `${name} has no letter and no digit that a client could be found by.`,
    long: `That name is too long: a client's has at most ${max} characters.`,
  }[why];
  return { text: `${text} Nothing was started.` };
}

export function noTaskOfYoursText(typed: string): Answer {
  return { text: `You hold no task that matches “${oneLine(typed, 80)}”. \`/onboard mine\` shows yours.` };
}

/** The run was opened by no trigger. */
export function noDecisionText({ name }: { readonly name: string }): Answer {
  return {
    text: `No rule decided about *${oneLine(name, 100)}*: its onboarding was opened without a trigger.`,
  };
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

/** It is done, and nothing that the asker sees has changed by it. */
export function doneText(): Answer {
  return { text: "Done." };
}

/** Slack allows to open a window for three seconds only. */
export function pressAgainText(): Answer {
  return {
    text: "That took too long for Slack to open a window, and nothing was changed. Please try it again.",
  };
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
    "or",
  );
}

/** For people from another organisation who ask about other clients than the one whose thread they stand in. */
export function strangerText(): Answer {
  return {
    text: "People from another organisation see an onboarding in its own thread: mention me there with `status`. Of others I can't tell you.",
  };
}
