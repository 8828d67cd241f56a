import type { ModalView } from "@slack/types";
import type { Offer, Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";
import { mention } from "./words.ts";

type DeclineProps = {
  readonly offer: Offer;
  /** Null: the ownership of the run. */
  readonly task: Task | null;
  readonly client: { readonly name: string };
};

/** Asks why an offer is declined; the reason goes back to the one who asked. About: `{ handoff }`. */
export function declineModal({ offer, task, client }: DeclineProps): ModalView {
  const name = `*${oneLine(client.name, 100)}*`;
  const what = task ? `${titleOf(task)} for ${name}` : `The onboarding of ${name}`;
  return form({
    id: modalIds.decline,
    title: "Decline",
    submit: "Decline",
    about: { handoff: offer.handoff },
    blocks: [
      section(`${what} stays with ${mention(offer.from)}.`),
      textInput({
        field: fields.reason,
        label: "Why not?",
        hint: "The person who asked sees it.",
        optional: true,
      }),
    ],
  });
}
