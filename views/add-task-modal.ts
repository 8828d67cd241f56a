import type { ModalView } from "@slack/types";
import type { Run } from "#domain/run.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { choiceInput, form, radioInput, textInput } from "./modal.ts";
import { isBegun } from "./task-words.ts";
import { oneLine } from "./text.ts";

type AddProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  readonly roles: readonly string[];
};

export const TASK_TITLE_MAX = 120;
/** As `parseDuration` reads them. */
const LENGTHS = [
  "4 business hours",
  "1 business day",
  "2 business days",
  "3 business days",
  "5 business days",
  "10 business days",
] as const;
const NO_TIME = "none";
const USUAL = "2 business days";

/** Asks what is to be done besides, by whom and until when. About: `{ run }`. */
export function addTaskModal({ run, client, roles }: AddProps): ModalView {
  const now = run.tasks.find(isBegun)?.stage ?? 0;
  const role = run.tasks.find(isBegun)?.role ?? null;
  return form({
    id: modalIds.addTask,
    title: "Add a task",
    submit: "Add",
    about: { run: run.id },
    blocks: [
      section(`To the onboarding of *${oneLine(client.name, 100)}* alone: the playbook stays as it is.`),
      textInput({
        field: fields.title,
        label: "What is to be done?",
        hint: "Name no person in it: it stays in the record for ever.",
        lineMax: TASK_TITLE_MAX,
      }),
      choiceInput({
        field: fields.stage,
        label: "In which stage?",
        placeholder: "Choose a stage",
        options: run.stages.map((name, stage) => ({ value: `${stage}`, text: name })),
        chosen: `${now}`,
      }),
      choiceInput({
        field: fields.role,
        label: "Who does it?",
        hint: "Somebody of the role claims it.",
        placeholder: "Choose a role",
        options: roles.map((name) => ({ value: name, text: name.replaceAll("-", " ") })),
        chosen: role,
      }),
      choiceInput({
        field: fields.duration,
        label: "How long may it take?",
        hint: "Counted from when it can be started.",
        placeholder: "Choose a time",
        options: [
          ...LENGTHS.map((words) => ({ value: words, text: words })),
          { value: NO_TIME, text: "As long as it takes" },
        ],
        chosen: USUAL,
      }),
      radioInput({
        field: fields.needed,
        label: "Does it have to be done?",
        options: [
          { value: "required", text: "Yes", description: "The next stage waits for it." },
          {
            value: "optional",
            text: "No, it is optional",
            description: "The onboarding may be completed without it.",
          },
        ],
        chosen: "required",
      }),
    ],
  });
}
