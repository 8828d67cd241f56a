import type { Button, KnownBlock } from "@slack/types";
import { isLive, taskOf, type Run } from "#domain/run.ts";
import { isOpen, isOver, type Task } from "#domain/task.ts";
import { actions, context, section, type Message } from "./blocks.ts";
import {
  acknowledgeButton,
  approveButton,
  assignButton,
  blockButton,
  claimButton,
  doneButton,
  giveBackButton,
  handOffButton,
  rejectButton,
  snoozeButton,
} from "./buttons.ts";
import type { NoticeProps } from "./notice.ts";
import { standing } from "./standing.ts";
import { isOverdue } from "./task-words.ts";
import { titleOf } from "./title.ts";
import { oneLine } from "./text.ts";
import { count, mention, when } from "./words.ts";

const LISTED_MAX = 15;

/** All that one change made ready for a person's roles, in one message. */
export function tasksReady(props: NoticeProps): Message {
  const tasks = tasksIn(props);
  const name = clientName(props);
  const became = readyWords(tasks);
  return { text: `${became} ${name}`, blocks: [section(`${became} *${name}*`), ...taskList(tasks, props)] };
}

/** What the client does needs somebody who looks after it. */
function readyWords(tasks: readonly Task[]): string {
  if (tasks.length === 1) {
    return tasks[0]?.work.kind === "client"
      ? "Please look after what is asked of"
      : "A task became ready for";
  }
  return `${tasks.length} tasks became ready for`;
}

/** Tasks with a button for each that somebody can take or settle. */
export function taskList(tasks: readonly Task[], { run, recipient, now }: NoticeProps): KnownBlock[] {
  const rows = tasks.slice(0, LISTED_MAX).map((task) => {
    const text = `${titleOf(task)}\n${standing(task, run, now, recipient)}`;
    return section(text, isLive(run) ? takeButton(task) : undefined);
  });
  const left = tasks.length - rows.length;
  return left > 0 ? [...rows, context(`${count(left, "more task")} in the thread`)] : rows;
}

function takeButton(task: Task): Button | undefined {
  if (task.status === "waiting") return doneButton(task);
  return task.status === "ready" && task.work.kind === "human" ? claimButton(task) : undefined;
}

export function assigned(props: NoticeProps): Message {
  return about(
    props,
    (title) => `You now have ${title}`,
    (task) =>
      isHeldBy(task, props)
        ? [doneButton(task), handOffButton(task), giveBackButton(task), blockButton(task)]
        : [],
  );
}

export function takenOver(props: NoticeProps): Message {
  return about(
    props,
    (title) => `${title} is no longer with you`,
    () => [],
  );
}

export function reminder(props: NoticeProps): Message {
  return about(
    props,
    (title, task) => {
      if (isOver(task)) return `${title} is over`;
      if (isOverdue(task, props.run, props.now)) return `${title} was due`;
      return `${title} is due ${isOpen(task) && task.due ? when(task.due.at) : "soon"}`;
    },
    (task) => {
      if (isHeldBy(task, props)) return [doneButton(task), handOffButton(task)];
      return task.status === "ready" && task.work.kind === "human"
        ? [claimButton(task), assignButton(task)]
        : answerButtons(task);
    },
  );
}

export function overdue(props: NoticeProps): Message {
  return about(
    props,
    (title, task) =>
      isOverdue(task, props.run, props.now)
        ? `${callWords(props.level)}${title} is overdue`
        : `${title} is no longer overdue`,
    (task) => overdueButtons(task, props),
    (task) =>
      props.recipient === null && isOverdue(task, props.run, props.now)
        ? [`${mention(props.run.owner)}, please see that it is done, or say in the thread who does it.`]
        : [],
  );
}

/** The same words again would look like a mistake: a later call says which it is. */
function callWords(level: number | null): string {
  if (level === null || level < 2) return "";
  return `${CALLS[level - 2] ?? `${level}th`} call: `;
}

const CALLS = ["Second", "Third"];

/** Until someone acknowledges it the ladder goes on; whoever can bring the task further may do so at any time. */
function overdueButtons(task: Task, props: NoticeProps): Button[] {
  if (!isOpen(task)) return [];
  const ladder =
    task.alarm && !task.alarm.acknowledgedBy ? [acknowledgeButton(task), snoozeButton(task)] : [];
  if (task.work.kind !== "human") return [...ladder, ...answerButtons(task)];
  if (!isHeldBy(task, props)) return [...ladder, assignButton(task)];
  const isOffered = task.status === "claimed" && task.offer !== null;
  return [...ladder, doneButton(task), ...(isOffered ? [] : [handOffButton(task)])];
}

/** What brings a task further that nobody takes: an approval's answer, or that what it waits for has come. */
function answerButtons(task: Task): Button[] {
  if (task.status === "waiting") return [doneButton(task)];
  return task.status === "ready" && task.work.kind === "approval"
    ? [approveButton(task), rejectButton(task)]
    : [];
}

/** A message about one task: what it is about, how the task stands now, and what its reader can do. */
export function about(
  props: NoticeProps,
  headline: (title: string, task: Task) => string,
  buttons: (task: Task) => Button[],
  asks: (task: Task) => string[] = () => [],
): Message {
  const [task] = tasksIn(props);
  const { run, recipient, now } = props;
  if (!task) return { text: `About ${clientName(props)}`, blocks: [section(`About *${clientName(props)}*`)] };
  const text = headline(oneLine(task.title, 150), task);
  const success = isOpen(task) && task.success !== null ? [`Done when: ${oneLine(task.success, 400)}`] : [];
  const lines = [
    `${headline(titleOf(task), task)} for *${clientName(props)}*.`,
    standing(task, run, now, recipient),
    ...success,
    ...asks(task),
  ];
  const canAct = recipient !== null && isLive(run);
  return {
    text: `${text}: ${clientName(props)}`,
    blocks: [section(lines.join("\n")), ...actions(canAct ? buttons(task) : [])],
  };
}

function isHeldBy(task: Task, { recipient }: NoticeProps): boolean {
  return task.status === "claimed" && task.assignee === recipient;
}

export function tasksIn({ notice, run }: NoticeProps): Task[] {
  return notice.tasks.flatMap((id) => taskOf(run, id) ?? []);
}

export function clientName({ client }: { readonly client: { readonly name: string } }): string {
  return oneLine(client.name, 100) || "a client without a name";
}

/** Whether the run can still be handed to somebody else by this person. */
export function ownsOpenRun(run: Run, { recipient }: NoticeProps): boolean {
  return isLive(run) && run.owner === recipient && run.offer === null;
}
