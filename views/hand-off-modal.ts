import type { ModalView } from "@slack/types";
import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, personInput, textInput } from "./modal.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";

type HandOffProps = {
  readonly run: Run;
  /** Null: the ownership of the run. */
  readonly task: Task | null;
  readonly client: { readonly name: string };
  /** Who is chosen already. */
  readonly to?: UserId | null;
};

/** Asks whom to offer a task or a run to. About: `{ task }` or `{ run }`. */
export function handOffModal({ run, task, client, to = null }: HandOffProps): ModalView {
  const name = `*${oneLine(client.name, 100)}*`;
  const what = task
    ? `${titleOf(task)} for ${name}`
    : `The onboarding of ${name}, which you answer for as its owner`;
  return form({
    id: modalIds.handOff,
    title: task ? "Hand off a task" : "Hand off an onboarding",
    submit: "Hand off",
    about: task ? { task: task.id } : { run: run.id },
    blocks: [
      section(what),
      personInput(
        fields.person,
        "Who should take it?",
        "They are asked. Until they accept, nothing changes hands.",
        to,
      ),
      textInput({ field: fields.note, label: "What should they know?", optional: true }),
    ],
  });
}
