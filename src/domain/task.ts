import type { Duration } from "./book.ts";
import type { DeadlineId, HandoffId, TaskId, TextId, UserId } from "./ids.ts";

/** What a person typed, kept outside the audit trail: the trail holds its id and a salted digest. */
export type TextRef = { readonly id: TextId; readonly digest: string };

/** What a task is, fixed when its run opened. */
export type TaskPlan = {
  readonly id: TaskId;
  readonly key: string;
  /** Index into the run's stages. */
  readonly stage: number;
  readonly title: string;
  readonly role: string;
  readonly required: boolean;
  readonly value: boolean;
  /** Keys of the tasks that must be over before it starts. */
  readonly waitsFor: readonly string[];
  readonly sla: Duration | null;
  readonly calendar: string;
  readonly success: string | null;
  /** The question that Done asks; null: it asks nothing. */
  readonly asksFor: string | null;
  readonly onFailure: "fail_open" | "fail_closed";
};

/** One person asks another to take over; until they accept, nothing changes hands. */
export type Offer = {
  readonly handoff: HandoffId;
  /** Who holds it now, and who asked: usually the same person, or the run's owner for somebody. */
  readonly from: UserId;
  readonly by: UserId | null;
  readonly to: UserId;
  readonly note: TextRef | null;
  readonly offeredAt: Date;
  readonly expiresAt: Date;
};

/** A missed deadline climbs: who has heard, and whether somebody has acknowledged. Level 0: overdue, nobody told yet. */
export type Alarm = {
  readonly level: number;
  readonly since: Date;
  readonly told: readonly UserId[];
  readonly acknowledgedBy: UserId | null;
  readonly snoozedUntil: Date | null;
};

type Due = { readonly at: Date; readonly original: Date };

/** When it could be started and when it should be done; the facts of every task that has begun. */
export type Begun = { readonly readyAt: Date; readonly due: Due | null };

export type TaskState =
  | { readonly status: "pending" }
  | ({ readonly status: "ready"; readonly alarm: Alarm | null } & Begun)
  | ({
      readonly status: "claimed";
      readonly alarm: Alarm | null;
      readonly assignee: UserId;
      readonly claimedAt: Date;
      /** The change of hands by which they hold it. */
      readonly heldBy: HandoffId;
      readonly offer: Offer | null;
    } & Begun)
  | ({
      readonly status: "done";
      readonly assignee: UserId;
      readonly claimedAt: Date;
      readonly doneBy: UserId;
      readonly doneAt: Date;
      readonly evidence: TextRef | null;
    } & Begun)
  | { readonly status: "skipped"; readonly skippedAt: Date; readonly begun: Begun | null };

export type Task = TaskPlan & TaskState;
export type TaskIn<Status extends TaskState["status"]> = Extract<Task, { readonly status: Status }>;
export type OpenTask = TaskIn<"ready" | "claimed">;

/** An instant at which something must have happened. */
export type Deadline = { readonly id: DeadlineId; readonly at: Date } & DeadlineOn;

export type DeadlineOn =
  | { readonly kind: "reminder"; readonly task: TaskId }
  | { readonly kind: "due"; readonly task: TaskId }
  /** `level` counts from 1; past the ladder's last level it is the n-th call at the end. */
  | { readonly kind: "escalation"; readonly task: TaskId; readonly level: number }
  | { readonly kind: "offer-expiry"; readonly handoff: HandoffId; readonly task: TaskId | null }
  | { readonly kind: "run-due" };

export function isOpen(task: Task): task is OpenTask {
  return task.status === "ready" || task.status === "claimed";
}

/** What is ringing about a task; null: it isn't overdue, or not open. */
export function alarmOf(task: Task): Alarm | null {
  return isOpen(task) ? task.alarm : null;
}

/** Over: nothing waits for it any longer. */
export function isOver(task: Task): boolean {
  return task.status === "done" || task.status === "skipped";
}
