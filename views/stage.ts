import type { KnownBlock } from "@slack/types";
import { checklistParts } from "#domain/checklist.ts";
import { gateOn, type Run } from "#domain/run.ts";
import type { RunId } from "#domain/ids.ts";
import type { Offer, Task } from "#domain/task.ts";
import { isOver } from "#domain/task.ts";
import { actions, context, header, section, type Message } from "./blocks.ts";
import { standing } from "./standing.ts";
import { taskButtons } from "./task-buttons.ts";
import { progressOf } from "./task-words.ts";
import { titleOf } from "./title.ts";
import { link, oneLine, plain } from "./text.ts";
import { count, mention, when } from "./words.ts";

const SUCCESS_MAX = 400;

export type StageProps = {
  readonly run: Run;
  /** Index into the run's stages. */
  readonly stage: number;
  /** Which message of the stage's, from 0. */
  readonly part: number;
  readonly client: { readonly name: string };
  /** Where the threads of child runs are, by the run, as far as they are posted. */
  readonly childLinks?: ReadonlyMap<RunId, string>;
  readonly now: Date;
};

/** The checklist of a stage as the run is now: each task with its state and the buttons that fit it. */
export function stageMessage({ run, stage, part, client, childLinks, now }: StageProps): Message {
  const parts = checklistParts(run, stage);
  const tasks = parts.flat();
  const progress = stageProgress(run, tasks);
  const name = run.stages[stage] ?? "Checklist";
  const heading = plain(name, 100) + (parts.length > 1 ? `, part ${part + 1} of ${parts.length}` : "");
  const shown = parts[part] ?? [];
  return {
    text: `${oneLine(client.name, 100)} · ${oneLine(name, 100)}: ${progress}`,
    blocks: [
      header(heading),
      context(progress),
      ...shown.flatMap((task) => taskRow(task, run, now, childLinks)),
    ],
  };
}

function stageProgress(run: Run, tasks: readonly Task[]): string {
  const { done, total } = progressOf(tasks);
  const words = total === 0 ? "nothing was to be done" : `${done} of ${count(total, "task")} done`;
  if (run.status === "cancelled") return `Cancelled: ${words}`;
  const isReached = tasks.length > 0 && tasks.every((task) => isOver(task) && !gateOn(run, task.id));
  return isReached ? `Milestone reached: ${words}` : words;
}

function taskRow(task: Task, run: Run, now: Date, childLinks: StageProps["childLinks"]): KnownBlock[] {
  const child = task.status === "running" && task.child ? childLinks?.get(task.child) : undefined;
  const text = [
    titleOf(task) + marks(task),
    standing(task, run, now) + (child === undefined ? "" : ` · ${link(child, "Open its thread")}`),
    ...(task.success !== null && !isOver(task) ? [`Done when: ${oneLine(task.success, SUCCESS_MAX)}`] : []),
    ...(task.status === "claimed" && task.offer ? [offerWords(task.offer)] : []),
  ].join("\n");
  const buttons = taskButtons(task, run);
  // A single button stands beside its task, which keeps a list of them short.
  return buttons.length === 1 ? [section(text, buttons[0])] : [section(text), ...actions(buttons)];
}

function marks({ required, value }: Task): string {
  return (required ? "" : " · optional") + (value ? " · first value for the client" : "");
}

/** Who was asked, and who answers for it until they say yes. */
export function offerWords({ from, to, expiresAt }: Offer): string {
  return `Offered to ${mention(to)} until ${when(expiresAt)}. ${mention(from)} has it until they accept.`;
}
