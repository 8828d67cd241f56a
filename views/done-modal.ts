import type { ModalView } from "@slack/types";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { titleOf } from "./title.ts";
import { oneLine, plain } from "./text.ts";

/** Asks for the evidence that a task's success criteria want. About: `{ task }`. */
export function doneModal({
  task,
  client,
}: {
  readonly task: Task;
  readonly client: { readonly name: string };
}): ModalView {
  const lines = [
    `${titleOf(task)} for *${oneLine(client.name, 100)}*`,
    ...(task.success === null ? [] : [`Done when: ${oneLine(task.success, 1000)}`]),
  ];
  const label = plain(task.asksFor ?? "What shows that it is done?", 1000);
  return form({
    id: modalIds.done,
    title: "Done",
    submit: "Done",
    about: { task: task.id },
    blocks: [
      section(lines.join("\n")),
      textInput({ field: fields.evidence, label, optional: task.asksFor === null }),
    ],
  });
}
