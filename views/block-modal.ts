import type { KnownBlock, ModalView } from "@slack/types";
import type { RunId } from "#domain/ids.ts";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { choiceInput, form, textInput } from "./modal.ts";
import { oneLine, plain } from "./text.ts";
import { titleOf } from "./title.ts";

const OPTION_MAX = 75;

type BlockProps = {
  readonly run: { readonly id: RunId };
  readonly client: { readonly name: string };
  /** The task whose button was pressed; null: it is asked which. */
  readonly task: Task | null;
  /** What may be blocked: tasks, and whether the whole onboarding. */
  readonly tasks: readonly Task[];
  readonly whole: boolean;
};

/** Asks what can't go on and why. About: `{ task }`, or `{ run }` where it asks for the task. */
export function blockModal({ run, client, task, tasks, whole }: BlockProps): ModalView {
  const name = `*${oneLine(client.name, 100)}*`;
  const what = task ? `${titleOf(task)} for ${name}` : `The onboarding of ${name}`;
  return form({
    id: modalIds.block,
    title: "Block",
    submit: "Block",
    about: task ? { task: task.id } : { run: run.id },
    blocks: [
      section(
        `${what}\nA gate closes, and nothing is late meanwhile. Somebody else opens it, and says how it goes on.`,
      ),
      ...(task ? [] : [question(run.id, tasks, whole)]),
      textInput({
        field: fields.reason,
        label: "Why can't it go on?",
        hint: "Those who could help read it.",
      }),
    ],
  });
}

function question(run: RunId, tasks: readonly Task[], whole: boolean): KnownBlock {
  const own = tasks.map(({ id, title }) => ({ value: id, text: plain(title, OPTION_MAX) }));
  const all = { value: run, text: "The whole onboarding" };
  return choiceInput({
    field: fields.target,
    label: "What can't go on?",
    placeholder: "Choose a task",
    options: whole ? [all, ...own] : own,
  });
}
