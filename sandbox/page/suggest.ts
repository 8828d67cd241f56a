import type { Snapshot } from "../snapshot.ts";

/** What can complete the word being typed: a slash command at the start, a person after an @. */
export type Suggestion = {
  readonly insert: string;
  readonly title: string;
  readonly detail: string;
  readonly note?: string;
};

const SHOWN_MAX = 8;

export function suggestionsFor(text: string, snapshot: Snapshot, isThread: boolean): readonly Suggestion[] {
  if (/^\/\S*$/.test(text)) return isThread ? [] : commandsLike(text, snapshot);
  const typed = /(?:^|\s)@([^\s@]*)$/.exec(text)?.[1];
  return typed === undefined ? [] : peopleLike(typed.toLowerCase(), snapshot);
}

/** The text with the word being typed replaced. */
export function complete(text: string, { insert }: Suggestion): string {
  return `${text.replace(/[/@]\S*$/, "")}${insert} `;
}

function commandsLike(text: string, { commands }: Snapshot): readonly Suggestion[] {
  return commands
    .filter(({ command }) => command.startsWith(text) && command !== text)
    .map(({ command, usageHint, description }) => ({
      insert: command,
      title: command,
      detail: usageHint,
      note: description,
    }));
}

function peopleLike(typed: string, { users, bot }: Snapshot): readonly Suggestion[] {
  return users
    .filter(({ id, isBot, deleted }) => !deleted && (!isBot || id === bot.userId))
    .filter(({ name, realName }) => `${realName} ${name}`.toLowerCase().includes(typed))
    .slice(0, SHOWN_MAX)
    .map(({ realName, name, isBot }) => ({
      insert: `@${realName}`,
      title: realName,
      detail: isBot ? "App" : `@${name}`,
    }));
}
