import type { Run } from "#domain/run.ts";
import type { UserId } from "#domain/ids.ts";
import type { Alarm, OpenTask, Task } from "#domain/task.ts";
import { isOpen } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { waitsFor } from "#domain/progress.ts";
import { oneLine } from "./text.ts";
import { listed, mention, roleName, when } from "./words.ts";

const TITLE_MAX = 150;

/** A task's title as people meet it in a sentence or a list. */
export function titleOf({ title }: { readonly title: string }, max: number = TITLE_MAX): string {
  return `*${oneLine(title, max) || "Untitled task"}*`;
}

/** How a task stands, in one line: who has it, when it is due, what it waits for. `you` is whoever reads it alone. */
export function standing(task: Task, run: Run, now: Date, you: UserId | null = null): string {
  switch (task.status) {
    case "pending": {
      const before = waitsFor(run, task).map(({ title }) => oneLine(title, 80));
      return before.length > 0 ? `Not started · waits for ${listed(before, 3)}` : "Not started";
    }
    case "ready":
    case "claimed":
      return openWords({ ...openFacts(task), now, you });
    case "done":
      return `✓ Done by ${mention(task.doneBy)} · ${when(task.doneAt)}`;
    case "skipped":
      return "Skipped: the onboarding was completed without it";
    default:
      return unreachable(task);
  }
}

type OpenFacts = {
  readonly role: string;
  /** Null: nobody has it. */
  readonly assignee: UserId | null;
  readonly dueAt: Date | null;
  readonly alarm: Alarm | null;
};

/** An open task's holder and due time; that it is late comes first, with a sign and with words. */
export function openWords({
  role,
  assignee,
  dueAt,
  alarm,
  now,
  you,
}: OpenFacts & { now: Date; you: UserId | null }): string {
  const isLate = dueAt !== null && dueAt <= now;
  const due = dueAt === null ? [] : [isLate ? lateWords(dueAt) : `due ${when(dueAt)}`];
  const holder = holderWords(role, assignee, you, isLate);
  return [...(isLate ? [...due, holder] : [holder, ...due]), ...alarmWords(alarm)].join(" · ");
}

/** When an open task is due, alone in its line; nothing where no time is set. */
export function dueWords(task: Task, now: Date): string[] {
  if (!isOpen(task) || !task.due) return [];
  return [isOverdue(task, now) ? lateWords(task.due.at) : `Due ${when(task.due.at)}`];
}

function lateWords(dueAt: Date): string {
  return `⚠️ *Overdue* since ${when(dueAt)}`;
}

function holderWords(role: string, assignee: UserId | null, you: UserId | null, isLate: boolean): string {
  if (assignee !== null) return assignee === you ? "You have it" : `${mention(assignee)} has it`;
  return isLate ? `nobody has it yet, for ${roleName(role)}` : `Ready for ${roleName(role)}`;
}

export function openFacts(task: OpenTask): OpenFacts {
  const { role, alarm, due } = task;
  return { role, assignee: task.status === "claimed" ? task.assignee : null, dueAt: due?.at ?? null, alarm };
}

/** Whether somebody said that they have the late task in hand, or put the next call off. */
function alarmWords(alarm: Alarm | null): string[] {
  if (alarm?.acknowledgedBy) return [`acknowledged by ${mention(alarm.acknowledgedBy)}`];
  if (alarm?.snoozedUntil) return [`snoozed until ${when(alarm.snoozedUntil)}`];
  return [];
}

export function isOverdue(task: Task, now: Date): boolean {
  return isOpen(task) && task.due !== null && task.due.at <= now;
}

/** Done out of all that is to be done: what was skipped no longer counts. */
export function progressOf(tasks: readonly Task[]): { readonly done: number; readonly total: number } {
  return {
    done: tasks.filter(({ status }) => status === "done").length,
    total: tasks.filter(({ status }) => status !== "skipped").length,
  };
}
