import type { SignalSpec } from "#domain/book.ts";
import type { UserId } from "#domain/ids.ts";
import { isCounting, type Run } from "#domain/run.ts";
import type { Alarm, OpenTask, Task, WorkPlan } from "#domain/task.ts";
import { isLate, isOpen } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { oneLine } from "./text.ts";
import { listed, mention, roleName, when } from "./words.ts";

/** What is known of an open task wherever it is shown. */
export type OpenFacts = {
  readonly work: WorkPlan;
  readonly role: string;
  /** Null: nobody has it. */
  readonly assignee: UserId | null;
  readonly approvals: readonly UserId[];
  /** When a wait gives up. */
  readonly until: Date | null;
  /** The attempt of a call that is under way, and when it begins; null: at once. */
  readonly attempt: number;
  readonly nextAt: Date | null;
  readonly dueAt: Date | null;
  /** False: its run is paused, and it isn't late before somebody resumes that. */
  readonly counts: boolean;
  readonly alarm: Alarm | null;
};

/** Who or what an open task is with, and its due time; that it is late comes first, with a sign and with words. */
export function openWords(facts: OpenFacts & { now: Date; you: UserId | null }): string {
  const { dueAt, counts, alarm } = facts;
  const late = isLate(facts, facts.now);
  const due = dueAt === null || !counts ? [] : [`due ${when(dueAt)}`];
  const holder = holderWords(facts, late);
  return [
    ...(late && dueAt !== null ? [lateWords(dueAt), holder] : [holder, ...due]),
    ...alarmWords(alarm),
    ...(counts ? [] : ["⏸ paused"]),
  ].join(" · ");
}

export function openFacts(task: OpenTask, run: Run): OpenFacts {
  const { work, role, alarm, due } = task;
  return {
    work,
    role,
    alarm,
    dueAt: due?.at ?? null,
    counts: isCounting(run, task),
    assignee: task.status === "claimed" ? task.assignee : null,
    approvals: task.status === "ready" ? task.approvals : [],
    until: task.status === "waiting" ? task.until : null,
    attempt: task.status === "running" ? task.attempt : 1,
    nextAt: task.status === "running" ? task.nextAt : null,
  };
}

/** When an open task is due, alone in its line; nothing where no time is set. */
export function dueWords(task: Task, run: Run, now: Date): string[] {
  if (!isOpen(task) || !task.due) return [];
  if (isOverdue(task, run, now)) return [lateWords(task.due.at)];
  return [isCounting(run, task) ? `Due ${when(task.due.at)}` : "⏸ Paused: no due time counts meanwhile"];
}

export function isOverdue(task: Task, run: Run, now: Date): boolean {
  return isOpen(task) && isLate(openFacts(task, run), now);
}

/** Under way, or behind its gate. */
export function isBegun(task: Task): boolean {
  return isOpen(task) || task.status === "blocked" || task.status === "failed";
}

/** Done out of all that is to be done: what was passed over no longer counts, unless the run was cancelled before it. */
export function progressOf(tasks: readonly Task[]): { readonly done: number; readonly total: number } {
  return {
    done: tasks.filter(({ status }) => status === "done").length,
    total: tasks.filter((task) => !isPassedOver(task)).length,
  };
}

function isPassedOver(task: Task): boolean {
  return task.status === "waived" || (task.status === "skipped" && task.because !== "cancelled");
}

/** What has to come, as people say it: a canonical type, or the book's own under `x.`. */
export function signalWords({ type }: SignalSpec): string {
  return SIGNALS[type] ?? `“${oneLine(type.replace(/^x\./, "").replaceAll(/[-_.]/g, " "), 60)}”`;
}

const SIGNALS: Readonly<Record<string, string>> = {
  "deal.won": "the won deal",
  "deal.changed": "a change of the deal",
  "contract.signed": "the signed contract",
  "payment.received": "a payment",
  "payment.refunded": "a refund",
  "form.submitted": "a submitted form",
  "product.milestone": "a milestone in the product",
  "client.replied": "a reply of the client",
  "manual.start": "a start by hand",
};

/** A playbook by its key, where its title isn't known. */
export function playbookName(key: string): string {
  return oneLine(key.replaceAll("-", " "), 60);
}

function lateWords(dueAt: Date): string {
  return `⚠️ *Overdue* since ${when(dueAt)}`;
}

function holderWords(facts: OpenFacts & { now: Date; you: UserId | null }, isLate: boolean): string {
  const { work, role, assignee, until, you } = facts;
  const who = roleName(role);
  if (assignee !== null) return assignee === you ? "You have it" : `${mention(assignee)} has it`;
  switch (work.kind) {
    case "human":
      return isLate ? `nobody has it yet, for ${who}` : `Ready for ${who}`;
    case "approval":
      return approvalWords(facts, work.needed, isLate);
    case "automation":
      return `⚙️ Baton is doing it${attemptWords(facts)}`;
    case "run":
      return `⚙️ Runs as an onboarding of its own: ${playbookName(work.playbook)}`;
    case "wait": {
      const end = until === null ? "" : `, until ${when(until)}`;
      return `⏳ Waits for ${signalWords(work.signal)}${end} · looked after by ${who}`;
    }
    case "client":
      return `⏳ Waits for the client · looked after by ${who}`;
    default:
      return unreachable(work);
  }
}

function approvalWords({ role, approvals }: OpenFacts, needed: number, isLate: boolean): string {
  const who = roleName(role);
  if (approvals.length > 0) {
    return `${approvals.length} of ${needed} approved, by ${listed(approvals.map(mention), 5)} · another of ${who} is to answer`;
  }
  const both = needed > 1 ? `${needed} of ${who}` : who;
  return isLate ? `nobody has answered yet, for ${both} to approve` : `For ${both} to approve`;
}

function attemptWords({ attempt, nextAt, now }: OpenFacts & { now: Date }): string {
  if (attempt === 1) return "";
  return nextAt !== null && nextAt > now ? ` · try ${attempt} begins ${when(nextAt)}` : ` · try ${attempt}`;
}

/** Whether somebody said that they have the late task in hand, or put the next call off. */
function alarmWords(alarm: Alarm | null): string[] {
  if (alarm?.acknowledgedBy) return [`acknowledged by ${mention(alarm.acknowledgedBy)}`];
  if (alarm?.snoozedUntil) return [`snoozed until ${when(alarm.snoozedUntil)}`];
  return [];
}
