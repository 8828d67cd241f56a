import { h } from "preact";
import type { ComponentChild } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Snapshot } from "../snapshot.ts";
import type { Deed } from "./api.ts";
import { useScene } from "./context.ts";
import { Icon } from "./icons.ts";
import { perform } from "./store.ts";
import { complete, suggestionsFor } from "./suggest.ts";
import { SuggestionList } from "./suggestion-list.ts";
import { failureText } from "./surface.ts";

type Props = { readonly channel: string; readonly thread: string | null; readonly label: string };

// What was begun and not sent, by person, channel and thread.
const drafts = new Map<string, string>();

/** Where a person types: a message, a mention of the app, or a slash command. */
export function Composer({ channel, thread, label }: Props): ComponentChild {
  const { snapshot, me } = useScene();
  const draftKey = `${me.id}/${channel}/${thread ?? ""}`;
  const [text, setText] = useState(drafts.get(draftKey) ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState(0);
  const [isListOff, setListOff] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const suggestions = isListOff ? [] : suggestionsFor(text, snapshot, thread !== null);
  const current = suggestions[chosen] ?? suggestions[0];
  const listId = `suggestions-${thread ?? channel}`;

  const write = (next: string): void => {
    drafts.set(draftKey, next);
    setText(next);
    setChosen(0);
    setListOff(false);
    setProblem(null);
  };
  const take = (): void => {
    if (current) write(complete(text, current));
    area.current?.focus();
  };
  const send = async (): Promise<void> => {
    const typed = text.trim();
    if (typed === "") return;
    const refusal = refusalOf(typed, thread, snapshot);
    if (refusal !== null) return setProblem(refusal);
    write("");
    const answer = await perform(deedOf(typed, channel, thread));
    if (answer.ok) return;
    // What could not be sent is still there to be sent again.
    write(text);
    setProblem(failureText(answer));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (current && step !== undefined) {
      event.preventDefault();
      setChosen((suggestions.indexOf(current) + step + suggestions.length) % suggestions.length);
    } else if (current && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      event.preventDefault();
      take();
    } else if (current && event.key === "Escape") {
      event.preventDefault();
      setListOff(true);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      void send();
    }
  };

  return h(
    "form",
    {
      class: "composer",
      onSubmit: (event: Event) => {
        event.preventDefault();
        void send();
      },
    },
    problem !== null && h("p", { class: "problem", role: "alert" }, h(Icon, { name: "warning" }), problem),
    suggestions.length > 0 &&
      h(SuggestionList, { id: listId, suggestions, current, onTake: (one) => write(complete(text, one)) }),
    h("textarea", {
      ref: area,
      rows: 1,
      value: text,
      placeholder: label,
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": suggestions.length > 0 ? listId : undefined,
      "aria-activedescendant": current ? `${listId}-${suggestions.indexOf(current)}` : undefined,
      onInput: ({ currentTarget }: Event) =>
        currentTarget instanceof HTMLTextAreaElement && write(currentTarget.value),
      onKeyDown,
    }),
    h(
      "button",
      { type: "submit", class: "send", "aria-label": "Send", "aria-disabled": text.trim() === "" },
      h(Icon, { name: "send" }),
    ),
  );
}

/** Slack runs slash commands in channels only, and only those it knows. */
function refusalOf(typed: string, thread: string | null, { commands }: Snapshot): string | null {
  const command = /^\/\S+/.exec(typed)?.[0];
  if (command === undefined) return null;
  if (!commands.some((known) => known.command === command)) return `${command} is not a valid command.`;
  return thread === null ? null : `${command} is not supported in threads. Sorry!`;
}

/** The sandbox itself escapes what was typed, and finds the people and channels it names. */
function deedOf(text: string, channel: string, thread: string | null): Deed {
  if (text.startsWith("/")) return { kind: "command", channel, text };
  return { kind: "message", channel, text, ...(thread === null ? {} : { thread_ts: thread }) };
}
