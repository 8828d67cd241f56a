import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { form, personInput } from "./modal.ts";
import { standing } from "./standing.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";

type AssignProps = {
  readonly run: Run;
  readonly task: Task;
  readonly client: { readonly name: string };
  readonly now: Date;
};

/** Asks an owner who shall do a task. About: `{ task }`. */
export function assignModal({ run, task, client, now }: AssignProps): ModalView {
  return form({
    id: modalIds.assign,
    title: "Assign a task",
    submit: "Assign",
    about: { task: task.id },
    blocks: [
      section(`${titleOf(task)} for *${oneLine(client.name, 100)}*\n${standing(task, run, now)}`),
      personInput(fields.person, "Who should do it?", "It is theirs at once, and they are told."),
    ],
  });
}
