import type { Duration, OnFailure, SignalSpec, Work } from "./book.ts";
import type { DeadlineId, ExceptionId, HandoffId, RunId, TaskId, TextId, TriggerId, UserId } from "./ids.ts";

/** What a person typed, or what was sent to another system and answered, kept outside the audit trail: its id and a salted digest. */
export type TextRef = { readonly id: TextId; readonly digest: string };

/** Who does a task, and how. How a call is made stands in the run's release. */
export type WorkPlan =
  | { readonly kind: "human"; readonly mode: "claim" | "auto" }
  | { readonly kind: "automation" }
  | { readonly kind: "approval"; readonly needed: number }
  | { readonly kind: "wait"; readonly signal: SignalSpec; readonly timeout: Duration | null }
  | { readonly kind: "client" }
  | { readonly kind: "run"; readonly playbook: string };

export type Kind = Work["kind"];

/** What a task is, fixed when its run opened; only what it waits for may grow, when a gate reroutes to another task. */
export type TaskPlan = {
  readonly id: TaskId;
  readonly key: string;
  /** Index into the run's stages. */
  readonly stage: number;
  readonly title: string;
  readonly work: WorkPlan;
  readonly role: string;
  readonly required: boolean;
  readonly value: boolean;
  /** Keys of the tasks that must be over before it starts. */
  readonly waitsFor: readonly string[];
  /** CEL; false when its turn comes: it is skipped. Null: always. */
  readonly when: string | null;
  readonly sla: Duration | null;
  readonly calendar: string;
  readonly success: string | null;
  /** The question that Done asks; null: it asks nothing. */
  readonly asksFor: string | null;
  readonly onFailure: OnFailure;
  /** The role that opens its gate. */
  readonly gate: string;
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

/** Somebody holds it. */
export type Hold = {
  readonly assignee: UserId;
  readonly claimedAt: Date;
  /** The change of hands by which they hold it. */
  readonly heldBy: HandoffId;
};

/** Who asked for it, and who has approved it so far. */
export type Asked = {
  /** Whose act made it ready: they may not approve it. Null: the system's. */
  readonly askedBy: UserId | null;
  readonly approvals: readonly UserId[];
};

/** What was kept of a response: what the book asked for, by name. */
export type Results = Readonly<Record<string, ResultValue>>;
export type ResultValue = string | number | boolean | null;

/** Why a task was passed over: its run ended without it, its condition did not hold, or a person said so. */
export type SkippedBecause = "completed" | "cancelled" | "condition" | "by-hand";

type Alarmed = { readonly alarm: Alarm | null } & Begun;

export type TaskState =
  /** Who asked that it be done once more; null: its turn is still to come. */
  | { readonly status: "pending"; readonly askedBy: UserId | null }
  | ({ readonly status: "ready" } & Asked & Alarmed)
  | ({ readonly status: "claimed"; readonly offer: Offer | null } & Hold & Alarmed)
  | ({
      /** A system does it: a call, or a child run. */
      readonly status: "running";
      /** The attempt under way, from 1, and when it begins; null: at once. */
      readonly attempt: number;
      readonly nextAt: Date | null;
      readonly child: RunId | null;
    } & Alarmed)
  /** For a signal, or for the client. */
  | ({ readonly status: "waiting"; readonly until: Date | null } & Alarmed)
  /** Behind a gate because a person said so; it goes on where it was. */
  | ({
      readonly status: "blocked";
      readonly exception: ExceptionId;
      readonly hold: Hold | null;
    } & Asked &
      Begun)
  /** Behind a gate because it could not be done; it begins anew. `begun` null: whether it is needed could not be worked out. */
  | {
      readonly status: "failed";
      readonly exception: ExceptionId;
      readonly failedAt: Date;
      readonly begun: Begun | null;
    }
  | ({
      readonly status: "done";
      /** Null: the system, or people none of whom held it alone. */
      readonly assignee: UserId | null;
      readonly claimedAt: Date | null;
      readonly doneBy: UserId | null;
      readonly doneAt: Date;
      readonly evidence: TextRef | null;
      readonly approvals: readonly UserId[];
      readonly results: Results;
    } & Begun)
  | {
      readonly status: "skipped";
      readonly because: SkippedBecause;
      /** Who left it out by hand. */
      readonly skippedBy: UserId | null;
      readonly skippedAt: Date;
      readonly begun: Begun | null;
      readonly left: Left | null;
    }
  | {
      readonly status: "waived";
      /** Null: the book, which lets it fail open. */
      readonly waivedBy: UserId | null;
      readonly waivedAt: Date;
      readonly begun: Begun | null;
    };

/** What a task was when it was left out by hand, so that it can be put back. Null: what ended with it can't be begun again. */
export type Left = {
  readonly was:
    | Extract<TaskState, { readonly status: "pending" | "ready" | "waiting" }>
    | ({ readonly status: "claimed" } & Hold & Alarmed);
  /** What counted down towards it, and what rested. */
  readonly deadlines: readonly Counted[];
  readonly suspended: readonly (Counted & TimeLeft)[];
  /** Since when its run was paused, and for how long it had been before: these times are of that pause, or of none. */
  readonly pausedSince: Date | null;
  readonly pausedSeconds: number;
  /** Who had asked for the approvals that were still to judge it. */
  readonly judges: readonly { readonly task: TaskId; readonly askedBy: UserId | null }[];
};

type Counted = DeadlineOn & { readonly at: Date };

/** The time that was left of a deadline that does not count: of its calendar's working time, or plain. */
export type TimeLeft = {
  readonly leftMs: number;
  readonly counts: "business" | "plain";
  /** How long after that time it was: until some hour when nobody works. Below zero: it had come already. */
  readonly spareMs: number;
};

/** `execution`: how often it was started; results name the execution that they are of. */
export type Task = TaskPlan & { readonly execution: number } & TaskState;
export type TaskIn<Status extends TaskState["status"]> = Extract<Task, { readonly status: Status }>;
export type OpenTask = TaskIn<"ready" | "claimed" | "running" | "waiting">;

/** What only its state has, as its row keeps it. */
export type TaskDetail =
  | Asked
  | { readonly attempt: number; readonly nextAt: Date | null; readonly child: RunId | null }
  | { readonly until: Date | null }
  | ({ readonly exception: ExceptionId } & Asked)
  | { readonly exception: ExceptionId; readonly failedAt: Date }
  | { readonly approvals: readonly UserId[]; readonly results: Results }
  | Pick<Asked, "askedBy">
  | { readonly because: SkippedBecause; readonly skippedBy: UserId | null; readonly left: Left | null }
  | { readonly waivedBy: UserId | null; readonly waivedAt: Date };

/** An instant at which something must have happened. */
export type Deadline = { readonly id: DeadlineId; readonly at: Date } & DeadlineOn;

export type DeadlineOn =
  | { readonly kind: "reminder"; readonly task: TaskId }
  | { readonly kind: "due"; readonly task: TaskId }
  /** `level` counts from 1; past the ladder's last level it is the n-th call at the end. */
  | { readonly kind: "escalation"; readonly task: TaskId; readonly level: number }
  /** Whether the job that carries a running task out is still there. */
  | { readonly kind: "watchdog"; readonly task: TaskId }
  | { readonly kind: "wait-timeout"; readonly task: TaskId }
  | { readonly kind: "offer-expiry"; readonly handoff: HandoffId; readonly task: TaskId | null }
  /** `level` counts the calls, from 1. */
  | { readonly kind: "exception-due"; readonly exception: ExceptionId; readonly level: number }
  /** `level` counts the calls, from 1. */
  | { readonly kind: "pause-review"; readonly level: number }
  | { readonly kind: "run-due" };

/** Something is to be done about it, by people or by a system. */
export function isOpen(task: Task): task is OpenTask {
  return (
    task.status === "ready" ||
    task.status === "claimed" ||
    task.status === "running" ||
    task.status === "waiting"
  );
}

/** What is ringing about a task; null: it isn't overdue, or not open. */
export function alarmOf(task: Task): Alarm | null {
  return isOpen(task) ? task.alarm : null;
}

/** What an open task's lateness is read from. `counts` false: its run is paused, and it does not become late meanwhile. */
export type Lateness = {
  readonly dueAt: Date | null;
  readonly counts: boolean;
  readonly alarm: Alarm | null;
};

/** Past its due time; of what doesn't count now, if it was before that began. */
export function isLate({ dueAt, counts, alarm }: Lateness, now: Date): boolean {
  return dueAt !== null && dueAt <= now && (counts || alarm !== null);
}

/** Who has it in hand. */
export function handsOn(task: Task): UserId | null {
  if (task.status === "claimed") return task.assignee;
  return task.status === "blocked" ? (task.hold?.assignee ?? null) : null;
}

/** Over: nothing is to be done about it any longer. */
export function isOver(task: Task): task is TaskIn<"done" | "skipped" | "waived"> {
  return task.status === "done" || task.status === "skipped" || task.status === "waived";
}

/** A trigger that came before its tasks waited for it. */
export type EarlySignal = { readonly trigger: TriggerId; readonly tasks: readonly TaskId[] };

/** Who did a task, or has it in hand: whoever holds it, says that it is done, approves it, leaves it out by hand, or passes it by at its gate. */
export function workersOf(task: Task): readonly UserId[] {
  const approvals = "approvals" in task ? task.approvals : [];
  const workers = [
    task.status === "claimed" || task.status === "done" ? task.assignee : null,
    task.status === "blocked" ? (task.hold?.assignee ?? null) : null,
    task.status === "done" ? task.doneBy : null,
    task.status === "skipped" ? task.skippedBy : null,
    task.status === "waived" ? task.waivedBy : null,
    ...approvals,
  ];
  return [...new Set(workers)].filter((user) => user !== null);
}
