import type { Button, KnownBlock } from "@slack/types";
import { taskOf, type Run } from "#domain/run.ts";
import { isOpen, isOver, type Task } from "#domain/task.ts";
import { actions, context, section, type Message } from "./blocks.ts";
import {
  acknowledgeButton,
  assignButton,
  claimButton,
  doneButton,
  giveBackButton,
  handOffButton,
  snoozeButton,
} from "./buttons.ts";
import type { NoticeProps } from "./notice.ts";
import { isOverdue, standing, titleOf } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { count, when } from "./words.ts";

const LISTED_MAX = 15;

/** All that one change made ready for a person's roles, in one message. */
export function tasksReady(props: NoticeProps): Message {
  const tasks = tasksIn(props);
  const became = tasks.length === 1 ? "A task became ready for" : `${tasks.length} tasks became ready for`;
  const name = clientName(props);
  return { text: `${became} ${name}`, blocks: [section(`${became} *${name}*`), ...taskList(tasks, props)] };
}

/** Tasks with a button to claim each that is still free. */
export function taskList(tasks: readonly Task[], { run, recipient, now }: NoticeProps): KnownBlock[] {
  const rows = tasks.slice(0, LISTED_MAX).map((task) => {
    const text = `${titleOf(task)}\n${standing(task, run, now, recipient)}`;
    return section(text, task.status === "ready" ? claimButton(task) : undefined);
  });
  const left = tasks.length - rows.length;
  return left > 0 ? [...rows, context(`${count(left, "more task")} in the thread`)] : rows;
}

export function assigned(props: NoticeProps): Message {
  return about(
    props,
    (title) => `You now have ${title}`,
    (task) => (isHeldBy(task, props) ? [doneButton(task), handOffButton(task), giveBackButton(task)] : []),
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
      if (isOverdue(task, props.now)) return `${title} was due`;
      return `${title} is due ${isOpen(task) && task.due ? when(task.due.at) : "soon"}`;
    },
    (task) => {
      if (isHeldBy(task, props)) return [doneButton(task), handOffButton(task)];
      return task.status === "ready" ? [claimButton(task), assignButton(task)] : [];
    },
  );
}

export function overdue(props: NoticeProps): Message {
  return about(
    props,
    (title, task) => (isOverdue(task, props.now) ? `${title} is overdue` : `${title} is no longer overdue`),
    (task) => overdueButtons(task, props),
  );
}

/** Until someone acknowledges it the ladder goes on; whoever can bring the task further may do so at any time. */
function overdueButtons(task: Task, props: NoticeProps): Button[] {
  if (!isOpen(task)) return [];
  const ladder =
    task.alarm && !task.alarm.acknowledgedBy ? [acknowledgeButton(task), snoozeButton(task)] : [];
  if (!isHeldBy(task, props)) return [...ladder, assignButton(task)];
  return task.status === "claimed" && task.offer ? ladder : [...ladder, handOffButton(task)];
}

/** A message about one task: what it is about, how the task stands now, and what its reader can do. */
function about(
  props: NoticeProps,
  headline: (title: string, task: Task) => string,
  buttons: (task: Task) => Button[],
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
  ];
  const canAct = recipient !== null && run.status === "active";
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
  return run.status === "active" && run.owner === recipient && run.offer === null;
}
