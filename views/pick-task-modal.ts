import type { ModalView } from "@slack/types";
import { judgesOf } from "#domain/decide-approvals.ts";
import type { Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { section } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { choiceInput, form, textInput } from "./modal.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { count, listed, mention } from "./words.ts";

type PickProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  readonly tasks: readonly Task[];
};

/** Asks which task is left out, and why. About: `{ run }`. */
export function skipModal({ run, client, tasks }: PickProps): ModalView {
  return form({
    id: modalIds.skip,
    title: "Skip a task",
    submit: "Skip it",
    about: { run: run.id },
    blocks: [
      section(
        `Of the onboarding of *${oneLine(client.name, 100)}*. What waits for it goes on without it, and whoever has it is told. Approvals, and what is behind a gate, can't be skipped.`,
      ),
      taskInput(tasks, run, "Which task is not needed?"),
      textInput({
        field: fields.reason,
        label: "Why not?",
        hint: "It is kept with the record.",
        unfocused: true,
      }),
    ],
  });
}

type SkipProps = {
  readonly run: Run;
  /** How it would be without the task. */
  readonly after: Run;
  readonly client: { readonly name: string };
  readonly task: Task;
  /** Why not, as it was typed. */
  readonly reason: string | null;
};

/** Says what ends for good with a task that is left out, and asks whether that is meant. About: `{ task }`. */
export function confirmSkipModal({ run, after, client, task, reason }: SkipProps): ModalView {
  return form({
    id: modalIds.confirmSkip,
    title: "Skip it for good?",
    submit: "Skip it for good",
    close: "Keep it",
    about: { task: task.id },
    blocks: [
      section(
        `${titleOf(task)}, for *${oneLine(client.name, 100)}*. ${endsWithTask(run, after, task)} ⚠️ *This can't be undone.*`,
      ),
      textInput({
        field: fields.reason,
        label: "Why not?",
        hint: "It is kept with the record.",
        begins: reason,
        unfocused: true,
      }),
    ],
  });
}

function endsWithTask(run: Run, after: Run, task: Task): string {
  if (after.status === "completed")
    return "It is the last task that is needed: without it the onboarding is complete, and whatever is still open in it ends.";
  if (task.status === "running") {
    return task.work.kind === "run"
      ? "The onboarding that is under way for it is cancelled."
      : "A system is at work on it: what that still does has no effect here.";
  }
  return task.status === "claimed" && task.offer
    ? `The offer to ${mention(task.offer.to)} ends with it.`
    : `${count(run.exceptions.filter((one) => one.task === task.id).length, "exception")} about it ends with it.`;
}

/** Asks which task is to be done once more, and why. About: `{ run }`. */
export function reopenModal({ run, client, tasks }: PickProps): ModalView {
  return form({
    id: modalIds.reopen,
    title: "Reopen a task",
    submit: "Reopen it",
    about: { run: run.id },
    blocks: [
      section(
        `Of the onboarding of *${oneLine(client.name, 100)}*. It is to be done once more, with a new due time. Approvals that judge it are asked anew; what else came after it stays as it is.`,
      ),
      taskInput(tasks, run, "Which task is to be done again?", (task) => askedAnew(run, task)),
      textInput({
        field: fields.reason,
        label: "Why?",
        hint: "It is kept with the record.",
        unfocused: true,
      }),
    ],
  });
}

/** Which approvals are asked anew with it. */
function askedAnew(run: Run, task: Task): string {
  const judges = judgesOf(run, task).map(({ title }) => title);
  return judges.length > 0 ? `asks anew: ${listed(judges, 2)}` : "";
}

/** `follows`: what choosing it brings besides, in a few words. */
function taskInput(tasks: readonly Task[], run: Run, label: string, follows?: (task: Task) => string) {
  return choiceInput({
    field: fields.target,
    label,
    placeholder: "Choose a task",
    options: tasks.map((task) => ({
      value: task.id,
      text: task.title,
      under: run.stages[task.stage] ?? "",
      ...(follows?.(task) && { description: follows(task) }),
    })),
  });
}
