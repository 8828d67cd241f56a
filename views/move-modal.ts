import type { ModalView } from "@slack/types";
import type { RunId } from "#domain/ids.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, radioInput, textInput } from "./modal.ts";
import { oneLine } from "./text.ts";

type MoveProps = { readonly run: { readonly id: RunId }; readonly client: { readonly name: string } };

/** What an option of a list may carry at most. */
const VALUE_MAX = 150;

/** What stands for a client that nobody has heard of. */
export const NEW_CLIENT = "new";

/** Asks for which client a run is. About: `{ run }`. */
export function moveModal({ run, client }: MoveProps): ModalView {
  return form({
    id: modalIds.move,
    title: "Move to another client",
    submit: "Move",
    about: { run: run.id },
    blocks: [
      section(
        `It was opened for *${oneLine(client.name, 100)}*. Its sale and everything in it go with it; its thread stays where it is.`,
      ),
      textInput({
        field: fields.client,
        label: "Which client is it for?",
        hint: "Its name. If I don't know it, you are asked before a new client is made.",
        lineMax: 120,
      }),
    ],
  });
}

/** Nobody knows that client: one that comes close, or a new one? About: `{ run, client }`. */
export function newClientModal({
  run,
  typed,
  suggestions,
}: {
  readonly run: { readonly id: RunId };
  readonly typed: string;
  readonly suggestions: readonly string[];
}): ModalView {
  const close = suggestions.filter((name) => name.length <= VALUE_MAX);
  return form({
    id: modalIds.newClient,
    title: "Which client?",
    submit: close.length > 0 ? "Move" : "Make a new client",
    about: { run: run.id, client: typed },
    blocks: [
      section(`I know no client called “${oneLine(typed, 120)}”.`),
      ...(close.length > 0
        ? [
            radioInput({
              field: fields.choice,
              label: "Which is it?",
              options: [
                ...close.map((name) => ({ value: name, text: name })),
                { value: NEW_CLIENT, text: "A new client", description: `Called ${typed}, as it was typed.` },
              ],
            }),
          ]
        : [section("If that is right, a new client is made and the onboarding moves to it.")]),
    ],
  });
}
