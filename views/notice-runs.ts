import type { Run } from "#domain/run.ts";
import type { Task } from "#domain/task.ts";
import { actions, section, sectionsOf, type Message } from "./blocks.ts";
import { handOffRunButton } from "./buttons.ts";
import { goesOnText, progressText, tookText } from "./card-parts.ts";
import type { NoticeProps } from "./notice.ts";
import { clientName, ownsOpenRun, taskList, tasksIn } from "./notice-tasks.ts";
import { stuckLines } from "./stuck.ts";
import { progressOf } from "./task-words.ts";
import { oneLine, quote } from "./text.ts";
import { count, mention, when } from "./words.ts";

const WORDS_MAX = 1000;

/** A run opened and has an owner, who hears in the same message of the tasks that are theirs to claim. */
export function runOwned(props: NoticeProps): Message {
  const { run, client, recipient } = props;
  const title = oneLine(run.title, 100);
  const tasks = tasksIn(props);
  const lines = [
    `You own the onboarding of *${clientName(props)}*: ${title}.`,
    `${dueWords(run)}You answer for it until somebody accepts it from you.`,
    ...(run.owner === recipient ? [] : [`${mention(run.owner)} owns it now.`]),
  ];
  return {
    text: `You own the onboarding of ${clientName(props)}: ${title}`,
    blocks: [
      section(lines.join("\n")),
      ...actions(ownsOpenRun(run, props) ? [handOffRunButton(run.id, client.name)] : []),
      ...(tasks.length > 0 ? [section(`*${themeOf(tasks)}*`), ...taskList(tasks, props)] : []),
    ],
  };
}

function dueWords({ status, dueAt }: Run): string {
  if (status === "paused") return "⏸ It is paused. ";
  return dueAt ? `Due ${when(dueAt)}. ` : "";
}

/** What the client or another system does is nobody's to claim. */
function themeOf(tasks: readonly Task[]): string {
  return tasks.every(({ work }) => work.kind === "human")
    ? "Ready for you to claim"
    : "For you to look after";
}

export function runOverdue(props: NoticeProps): Message {
  const { run, client, now } = props;
  if (run.status === "completed") return runCompleted(props);
  if (run.status === "cancelled") return runCancelled(props);
  const due = run.dueAt ? `, ${when(run.dueAt)}` : "";
  const stuck = stuckLines({ ...run, overdue: false }, now);
  const lines = [
    `⚠️ The onboarding of *${clientName(props)}* is past its due date${due}.`,
    `${progressText(run)} · owned by ${mention(run.owner)}`,
    ...(stuck.length > 0 ? stuck : ["No task is overdue."]),
  ];
  return {
    text: `The onboarding of ${clientName(props)} is past its due date`,
    blocks: [
      ...sectionsOf(lines),
      ...actions(ownsOpenRun(run, props) ? [handOffRunButton(run.id, client.name)] : []),
    ],
  };
}

export function runCancelled(props: NoticeProps): Message {
  const { run, by, words, merged, recipient } = props;
  const { done, total } = progressOf(run.tasks);
  const isMerged = run.status === "cancelled" && run.mergedInto !== null;
  const how = isMerged ? "merged into another of the same sale" : "cancelled";
  const after = isMerged ? goesOnText(merged) : "Nothing in it goes on.";
  const who = by ? ` by ${mention(by)}` : "";
  const lines = [
    `${isMerged ? "➔" : "✕"} The onboarding of *${clientName(props)}* was ${how}${who} with ${done} of ${count(total, "task")} done. ${after}`,
    ...(recipient === run.owner ? [] : ["What you had of it in hand ended with it."]),
    ...(words === null ? [] : [quote(words, WORDS_MAX)]),
  ];
  return {
    text: `The onboarding of ${clientName(props)} was ${how}`,
    blocks: [section(lines.join("\n"))],
  };
}

/** Another onboarding of the same sale ended in favour of this one. */
export function runAbsorbed(props: NoticeProps): Message {
  const { run } = props;
  if (run.status === "completed") return runCompleted(props);
  if (run.status === "cancelled") return runCancelled(props);
  const by = props.by ? ` by ${mention(props.by)}` : "";
  const lines = [
    `➔ Another onboarding was merged${by} into that of *${clientName(props)}*, ${oneLine(run.title, 100)}, which goes on as it is.`,
    "What came for the other, and whatever comes for it later, is for this one.",
  ];
  return {
    text: `Another onboarding was merged into that of ${clientName(props)}`,
    blocks: [section(lines.join("\n"))],
  };
}

export function runCompleted(props: NoticeProps): Message {
  const { run } = props;
  // A run that a person started begins with no sale.
  const since = run.occurredAt < run.openedAt ? " from the sale" : "";
  const took = run.status === "completed" ? ` It took ${tookText(run)}${since}.` : "";
  return {
    text: `The onboarding of ${clientName(props)} is complete.${took}`,
    blocks: [section(`✓ The onboarding of *${clientName(props)}* is complete.${took}`)],
  };
}
