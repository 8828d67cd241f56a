import { h } from "preact";
import type { ComponentChild } from "preact";
import type { Suggestion } from "./suggest.ts";

type Props = {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly current: Suggestion | undefined;
  readonly onTake: (suggestion: Suggestion) => void;
};

export function SuggestionList({ id, suggestions, current, onTake }: Props): ComponentChild {
  const items = suggestions.map((suggestion, index) =>
    h(
      "li",
      {
        key: suggestion.insert,
        id: `${id}-${index}`,
        role: "option",
        "aria-selected": suggestion === current,
        // Before the press takes the focus from the text.
        onPointerDown: (event: PointerEvent) => {
          event.preventDefault();
          onTake(suggestion);
        },
      },
      h("strong", null, suggestion.title),
      h("span", null, suggestion.detail),
      suggestion.note !== undefined && h("small", null, suggestion.note),
    ),
  );
  return h("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Suggestions" }, items);
}
