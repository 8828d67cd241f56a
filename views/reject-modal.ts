import type { ModalView } from "@slack/types";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";

type RejectProps = { readonly task: Task; readonly client: { readonly name: string } };

/** Asks why something is not approved, and says what that leads to. About: `{ task }`. */
export function rejectModal({ task, client }: RejectProps): ModalView {
  const follows =
    task.onFailure === "fail_closed"
      ? "Its gate closes until somebody else decides how it goes on."
      : "The playbook goes on without it, and a waiver is put on record.";
  return form({
    id: modalIds.reject,
    title: "Reject",
    submit: "Reject",
    about: { task: task.id },
    blocks: [
      section(`${titleOf(task)} for *${oneLine(client.name, 100)}*\n${follows}`),
      textInput({
        field: fields.reason,
        label: "Why not?",
        hint: "It is put on record, and those who have to act on it read it.",
      }),
    ],
  });
}
