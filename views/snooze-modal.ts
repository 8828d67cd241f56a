import type { ModalView } from "@slack/types";
import type { Task } from "#domain/task.ts";
import { plainText, section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form } from "./modal.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";

/** As `parseDuration` reads them. */
const CHOICES = ["1 business hour", "4 business hours", "1 business day", "2 business days"] as const;
const FIRST = option(CHOICES[0]);

/** Asks for how long the next call about a late task is put off. About: `{ task }`. */
export function snoozeModal({
  task,
  client,
}: {
  readonly task: Task;
  readonly client: { readonly name: string };
}): ModalView {
  return form({
    id: modalIds.snooze,
    title: "Snooze",
    submit: "Snooze",
    about: { task: task.id },
    blocks: [
      section(
        `${titleOf(task)} for *${oneLine(client.name, 100)}* stays overdue. Nobody else is called until then.`,
      ),
      {
        type: "input",
        block_id: fields.duration.block_id,
        label: plainText("For how long?"),
        element: {
          type: "radio_buttons",
          action_id: fields.duration.action_id,
          options: CHOICES.map(option),
          initial_option: FIRST,
        },
      },
    ],
  });
}

function option(words: string) {
  return { text: plainText(words), value: words };
}
