import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { section } from "./blocks.ts";
import { endsWith } from "./cancel-modal.ts";
import { fields, modalIds } from "./ids.ts";
import type { RunLine } from "./lines.ts";
import { choiceInput, form, textInput } from "./modal.ts";
import { oneLine } from "./text.ts";
import { count, mention } from "./words.ts";

type Seen = { readonly run: Run; readonly client: { readonly name: string } };

/** Asks which onboarding goes on in this one's stead. About: `{ run }`. */
export function mergeModal({
  run,
  client,
  others,
  isCut,
}: Seen & { readonly others: readonly RunLine[]; readonly isCut: boolean }): ModalView {
  return form({
    id: modalIds.merge,
    title: "Merge with another",
    submit: "Next",
    about: { run: run.id },
    blocks: [
      section(
        `*${oneLine(client.name, 100)}*, ${oneLine(run.title, 100)}, ends, and the other goes on in its stead. You are asked once more.`,
      ),
      choiceInput({
        field: fields.into,
        label: "Which one goes on?",
        placeholder: "Choose an onboarding",
        optional: isCut,
        options: others.map(({ id, client: of, title, done, total }) => ({
          value: id,
          text: of,
          description: `${title} · ${done} of ${count(total, "task")} done`,
        })),
      }),
      ...(isCut
        ? [
            textInput({
              field: fields.client,
              label: "Not among them?",
              hint: "There are more than a list can hold. Type how its client's name begins, and press Next.",
              optional: true,
              lineMax: 120,
              unfocused: true,
            }),
          ]
        : []),
    ],
  });
}

/** Says exactly what a merge does, and asks whether that is meant. About: `{ run, into }`. */
export function confirmMergeModal({ one, other }: { readonly one: Seen; readonly other: Seen }): ModalView {
  const name = ({ run, client }: Seen) => `*${oneLine(client.name, 100)}*, ${oneLine(run.title, 100)}`;
  return form({
    id: modalIds.confirmMerge,
    title: "Merge for good?",
    submit: "Merge for good",
    close: "Leave both",
    about: { run: one.run.id, into: other.run.id },
    blocks: [
      section(
        [
          `✕ ${name(one)}, owned by ${mention(one.run.owner)}, *ends*. ${endsWith(one.run)}`,
          `▶ ${name(other)}, owned by ${mention(other.run.owner)}, *goes on* as it is.`,
          "The sale of the one becomes the other's: its keys, what came for it, and whatever comes later.",
          "⚠️ *This can't be undone.*",
        ].join("\n"),
      ),
      textInput({
        field: fields.note,
        label: "Why are they one?",
        hint: "Everybody in the channel reads it.",
        optional: true,
      }),
    ],
  });
}
