import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import type { OpenTask } from "#domain/task.ts";
import { plainText, section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { choiceInput, form } from "./modal.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { when } from "./words.ts";

type DueProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  readonly tasks: readonly OpenTask[];
};

const LISTED_MAX = 10;

/** Asks what is due at another time, and when. About: `{ run }`. */
export function dueModal({ run, client, tasks }: DueProps): ModalView {
  const lines = [
    `• The whole onboarding: ${run.dueAt ? when(run.dueAt) : "no date set"}`,
    ...tasks
      .slice(0, LISTED_MAX)
      .map((task) => `• ${titleOf(task, 80)}: ${task.due ? when(task.due.at) : "no time set"}`),
  ];
  return form({
    id: modalIds.due,
    title: "Change a due date",
    submit: "Change",
    about: { run: run.id },
    blocks: [
      section(`The onboarding of *${oneLine(client.name, 100)}*, as it is due now:\n${lines.join("\n")}`),
      choiceInput({
        field: fields.target,
        label: "What is due at another time?",
        placeholder: "Choose what",
        options: [
          { value: run.id, text: "The whole onboarding", under: "All of it" },
          ...tasks.map(({ id, title, stage }) => ({
            value: id,
            text: title,
            under: run.stages[stage] ?? "",
          })),
        ],
      }),
      {
        type: "input",
        block_id: fields.due.block_id,
        label: plainText("When is it due?"),
        hint: plainText("In your time zone. Nothing rings about it until then, and whoever has it is told."),
        element: {
          type: "datetimepicker",
          action_id: fields.due.action_id,
        },
      },
    ],
  });
}
