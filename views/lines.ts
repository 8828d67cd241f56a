import type { Button, KnownBlock } from "@slack/types";
import type { ExceptionId, HandoffId, RunId, TaskId, UserId } from "#domain/ids.ts";
import type { ExceptionType, Run, WaitingOn } from "#domain/run.ts";
import { isLate } from "#domain/task.ts";
import { actions, section } from "./blocks.ts";
import {
  acceptButton,
  acknowledgeButton,
  approveButton,
  assignButton,
  blockButton,
  claimButton,
  declineButton,
  doneButton,
  giveBackButton,
  handOffButton,
  openGateButton,
  rejectButton,
  settleButton,
  settleHeldButton,
  snoozeButton,
  withdrawButton,
} from "./buttons.ts";
import { exceptionName } from "./gate-words.ts";
import { openWords, type OpenFacts } from "./task-words.ts";
import { WAITED_FOR } from "./pause-words.ts";
import { titleOf } from "./title.ts";
import { link, oneLine, quote } from "./text.ts";
import { count, mention, roleName, when } from "./words.ts";

// What lists show of runs that nobody has opened: as much as a line needs, over many clients.

type Of = { readonly client: string; readonly threadLink: string | null };

/** An open task. */
export type TaskLine = Of &
  OpenFacts & {
    readonly id: TaskId;
    readonly title: string;
    readonly offer: { readonly handoff: HandoffId; readonly to: UserId } | null;
  };

/** An offer that waits for an answer; `title` null: the ownership of the run. */
export type OfferLine = Of & {
  readonly handoff: HandoffId;
  readonly title: string | null;
  readonly from: UserId;
  readonly note: string | null;
  readonly expiresAt: Date;
};

/** `client` null: it came before any run; `title` null: it is about no task. */
export type ExceptionLine = {
  readonly id: ExceptionId;
  readonly type: ExceptionType;
  readonly reason: string;
  readonly title: string | null;
  readonly owner: UserId;
  /** The role that opens its gate; null: it holds nothing up. */
  readonly gate: string | null;
  /** Whether its reader is of those who can settle it. */
  readonly mayOpen: boolean;
  readonly dueAt: Date;
  readonly client: string | null;
  readonly threadLink: string | null;
};

export type RunLine = Of & {
  readonly id: RunId;
  readonly title: string;
  readonly owner: UserId;
  /** It is part of another onboarding. */
  readonly isPart: boolean;
  readonly status: Run["status"];
  readonly done: number;
  readonly total: number;
  readonly overdueTasks: number;
  readonly gates: number;
  readonly dueAt: Date | null;
  readonly completedAt: Date | null;
  readonly cancelledAt: Date | null;
  /** Of a paused run: whom it waits for, and until when at first. */
  readonly review: { readonly on: WaitingOn; readonly at: Date } | null;
};

export type Reader = { readonly me: UserId; readonly now: Date };

/** A task with whose it is and what its reader can do about it. */
export function taskLine(task: TaskLine, reader: Reader): KnownBlock[] {
  const { me, now } = reader;
  const offered = task.offer ? ` · offered to ${mention(task.offer.to)}` : "";
  const facts = openWords({ ...task, now, you: me }) + offered;
  return row(`${titleOf(task)} for ${place(task)}\n${facts}`, buttonsOf(task, reader));
}

function buttonsOf(task: TaskLine, { me, now }: Reader): Button[] {
  const late = isLate(task, now);
  const called = task.alarm?.told.includes(me) && !task.alarm.acknowledgedBy;
  const ladder = called ? [acknowledgeButton(task), snoozeButton(task)] : [];
  if (task.work.kind === "approval") return [...ladder, approveButton(task), rejectButton(task)];
  if (task.work.kind === "wait" || task.work.kind === "client") return [...ladder, doneButton(task)];
  if (task.work.kind !== "human") return ladder;
  if (task.assignee === null) return [...ladder, claimButton(task), ...(late ? [assignButton(task)] : [])];
  if (task.assignee !== me) return late ? [...ladder, assignButton(task)] : ladder;
  const moving = task.offer ? withdrawButton(task.offer.handoff, task.title) : handOffButton(task);
  // A late one has buttons enough.
  const blocking = ladder.length > 0 ? [] : [blockButton(task)];
  return [...ladder, doneButton(task), moving, giveBackButton(task), ...blocking];
}

export function offerLine({ handoff, title, from, note, expiresAt, ...of }: OfferLine): KnownBlock[] {
  const what = title === null ? `the onboarding of ${place(of)}` : `${titleOf({ title })} for ${place(of)}`;
  const lines = [
    `${mention(from)} asks you to take over ${what}`,
    ...(note === null ? [] : [quote(note, 500)]),
    `The offer stands until ${when(expiresAt)}.`,
  ];
  const about = title ?? of.client;
  return row(lines.join("\n"), [acceptButton(handoff, about), declineButton(handoff, about)]);
}

export function exceptionLine(exception: ExceptionLine, { me }: Reader): KnownBlock[] {
  const { type, reason, dueAt, client, threadLink, owner, gate, mayOpen, title } = exception;
  const what = title === null ? "*The whole onboarding*" : titleOf({ title });
  const where = client === null ? "" : ` for ${place({ client, threadLink })}`;
  const named = client === null || (title === null && gate === null) ? "*Exception*" : what;
  const whose = [
    ...(owner === me ? [] : [`${mention(owner)} answers for it`]),
    `due ${when(dueAt)}`,
    ...(gate === null || mayOpen ? [] : [`${roleName(gate)} can open the gate`]),
  ];
  return row(
    `${gate === null ? "" : "⛔ "}${named}${where}: ${oneLine(reason, 200)}\n${[exceptionName(type), ...whose].join(" · ")}`,
    mayOpen ? [settlingButton(exception)] : [],
  );
}

function settlingButton({ id, title, client, gate }: ExceptionLine): Button {
  const about = title ?? client;
  if (about === null) return settleHeldButton(id, "a trigger that led nowhere");
  return gate === null ? settleButton(id, about) : openGateButton(id, about);
}

/** A run in one line. Its owner is named to anybody but themselves. */
export function runLine(
  run: RunLine,
  { me, now }: { readonly me: UserId | null; readonly now: Date },
): string {
  const facts = run.completedAt
    ? [`✓ completed ${when(run.completedAt)}`]
    : run.cancelledAt
      ? [`✕ cancelled ${when(run.cancelledAt)}`]
      : [
          `${run.done} of ${count(run.total, "task")} done`,
          ...(run.gates > 0 ? [`⛔ *${count(run.gates, "gate")} closed*`] : []),
          ...(run.overdueTasks > 0 ? [`⚠️ *${run.overdueTasks} overdue*`] : []),
          ...dueOf(run, now),
        ];
  const part = run.isPart ? ", part of another" : "";
  return `• ${place(run)}, ${oneLine(run.title, 80)}${part}: ${[...facts, ...(run.owner === me ? [] : [mention(run.owner)])].join(" · ")}`;
}

function dueOf({ status, dueAt, review }: RunLine, now: Date): string[] {
  if (status === "paused") {
    return [
      review ? `⏸ *paused*, waiting for ${WAITED_FOR[review.on]} until ${when(review.at)}` : "⏸ *paused*",
    ];
  }
  return dueAt === null ? [] : [`${dueAt <= now ? "was due" : "due"} ${when(dueAt)}`];
}

/** The client's name, which leads to the thread where there is one. */
export function place({ client, threadLink }: Of): string {
  const name = oneLine(client, 100);
  return threadLink === null ? `*${name}*` : link(threadLink, name);
}

function row(text: string, buttons: readonly Button[]): KnownBlock[] {
  return buttons.length === 1 ? [section(text, buttons[0])] : [section(text), ...actions(buttons)];
}
