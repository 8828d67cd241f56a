import type { Run } from "#domain/run.ts";
import type { Alarm, Task } from "#domain/task.ts";
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

/** How a task stands, in one line: who has it, when it is due, what it waits for. */
export function standing(task: Task, run: Run, now: Date): string {
  switch (task.status) {
    case "pending": {
      const before = waitsFor(run, task).map(({ title }) => oneLine(title, 80));
      return before.length > 0 ? `Not started · waits for ${listed(before, 3)}` : "Not started";
    }
    case "ready":
    case "claimed":
      return [...dueWords(task, now), holder(task), ...alarmWords(task.alarm)].join(" · ");
    case "done":
      return `✓ Done by ${mention(task.doneBy)} · ${when(task.doneAt)}`;
    case "skipped":
      return "Skipped: the onboarding was completed without it";
    default:
      return unreachable(task);
  }
}

/** When an open task is due; that it is late comes with a sign and with words. */
export function dueWords(task: Task, now: Date): string[] {
  if (!isOpen(task) || !task.due) return [];
  return [isOverdue(task, now) ? `⚠️ *Overdue* since ${when(task.due.at)}` : `Due ${when(task.due.at)}`];
}

export function holder(task: Task): string {
  if (task.status === "claimed") return `${mention(task.assignee)} has it`;
  return `to claim by ${roleName(task.role)}`;
}

/** Whether somebody said that they have the late task in hand, or put the next call off. */
export function alarmWords(alarm: Alarm | null): string[] {
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
