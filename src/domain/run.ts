import type {
  ClientId,
  ChannelId,
  DealId,
  ExceptionId,
  HandoffId,
  RunId,
  TaskId,
  TriggerId,
  UserId,
  WorkspaceId,
} from "./ids.ts";
import type { Deadline, EarlySignal, Offer, Task, TextRef, TimeLeft } from "./task.ts";

export type ExceptionType =
  | "missing_owner"
  | "data_mismatch"
  | "transient"
  | "manual"
  | "sla_breach"
  | "permanent_block";

/** Something that left the normal path, with a person who answers for it. */
export type OpenException = {
  readonly id: ExceptionId;
  readonly type: ExceptionType;
  readonly owner: UserId;
  readonly reason: string;
  /** What a person wrote about it. */
  readonly note: TextRef | null;
  /** Null: it is about the whole run. */
  readonly task: TaskId | null;
  /** The role that opens its gate; null: it holds nothing up. */
  readonly gate: string | null;
  /** By whose act it opened: they may not open its gate. Null: the system. */
  readonly openedBy: UserId | null;
  readonly runbook: string | null;
  readonly dueAt: Date;
};

/** What the approver of a gate chose. */
export type GateChoice = "resume" | "skip" | "reroute" | "cancel";

/** The task of another run that a child run fulfils. */
export type Parent = { readonly run: RunId; readonly task: TaskId; readonly execution: number };

/** Whom a paused run waits for. */
export type WaitingOn = "client" | "vendor" | "us";

/** A deadline that does not count while its run is paused. */
export type Suspended = Deadline & TimeLeft;

/** A run that rests until somebody resumes it. */
export type Pause = {
  readonly on: WaitingOn;
  readonly reason: TextRef | null;
  /** Null: the run that it is part of was paused. */
  readonly by: UserId | null;
  readonly since: Date;
  /** When somebody is to look whether it still has to rest. */
  readonly reviewAt: Date;
  readonly suspended: readonly Suspended[];
};

/** What a run is opened with. Its client and its due time may be put right later. */
export type RunPlan = {
  readonly id: RunId;
  readonly workspace: WorkspaceId;
  readonly client: ClientId;
  readonly deal: DealId;
  readonly generation: number;
  readonly trigger: TriggerId | null;
  readonly playbook: string;
  readonly title: string;
  readonly release: number;
  readonly parent: Parent | null;
  readonly channel: ChannelId;
  readonly calendar: string;
  readonly escalation: string;
  readonly stages: readonly string[];
  /** When the sale happened in the source system, which is where onboarding time is counted from. */
  readonly occurredAt: Date;
  readonly openedAt: Date;
  readonly dueAt: Date | null;
  readonly simulated: boolean;
  readonly backfilled: boolean;
};

type RunCore = RunPlan & {
  /** The sequence number of its last event. */
  readonly version: number;
  readonly owner: UserId;
  /** The change of hands by which they own it. */
  readonly ownedBy: HandoffId;
  readonly offer: Offer | null;
  readonly overdue: boolean;
  readonly tasks: readonly Task[];
  readonly deadlines: readonly Deadline[];
  readonly exceptions: readonly OpenException[];
  readonly signals: readonly EarlySignal[];
  /** How long all its pauses took that are over. */
  readonly pausedSeconds: number;
};

export type Standing =
  | { readonly status: "active" }
  /** Rests until somebody resumes it; what is open may be finished, and nothing new starts. */
  | { readonly status: "paused"; readonly pause: Pause }
  /** Behind at least one gate; work beside it goes on. */
  | { readonly status: "blocked" }
  | { readonly status: "completed"; readonly completedAt: Date }
  | {
      readonly status: "cancelled";
      readonly cancelledAt: Date;
      /** The run that goes on in its stead; null: none does. */
      readonly mergedInto: RunId | null;
    };

/** One client going through one playbook. Always one owner. */
export type Run = RunCore & Standing;

/** Under way: neither completed nor cancelled. */
export function isLive(run: Run): boolean {
  return run.status === "active" || run.status === "paused" || run.status === "blocked";
}

/** Where an offer stands: on a task, or with `task` null on the run's ownership. */
export type OpenOffer = { readonly offer: Offer; readonly task: Task | null };

export function taskOf(run: Run, id: TaskId): Task | undefined {
  return run.tasks.find((task) => task.id === id);
}

/** The task that an intent or an event names, where it is known to exist: a fault otherwise. */
export function requireTask(run: Run, id: TaskId): Task {
  const task = taskOf(run, id);
  if (!task) throw new Error(`Run ${run.id} has no task ${id}`);
  return task;
}

/** Every offer that waits for an answer: at most one a task, and one for the run's ownership. */
export function openOffers(run: Run): readonly OpenOffer[] {
  const ofTasks = run.tasks.flatMap((task) =>
    task.status === "claimed" && task.offer ? [{ offer: task.offer, task }] : [],
  );
  return run.offer ? [{ offer: run.offer, task: null }, ...ofTasks] : ofTasks;
}

/** The offer that an intent names, where it is known to be open: a fault otherwise. */
export function requireOffer(run: Run, handoff: HandoffId): OpenOffer {
  const open = openOffers(run).find(({ offer }) => offer.handoff === handoff);
  if (!open) throw new Error(`Offer ${handoff} is not open in run ${run.id}`);
  return open;
}

/** Nothing new starts: it is paused, or behind a gate as a whole. */
export function isResting(run: Run): boolean {
  return run.status === "paused" || gateOn(run, null) !== undefined;
}

/** Whether a task's times count down: not while its run is paused, unless that waits for the client, who is to do it. */
export function isCounting(run: Run, { work }: Task): boolean {
  return run.status !== "paused" || (run.pause.on === "client" && work.kind === "client");
}

/** What holds a task up until somebody opens it; of the whole run with `task` null. */
export function gateOn(run: Run, task: TaskId | null): OpenException | undefined {
  return run.exceptions.find((one) => one.gate !== null && one.task === task);
}

/** The exception that an intent names, where it is known to be open: a fault otherwise. */
export function requireException(run: Run, id: ExceptionId): OpenException {
  const open = run.exceptions.find((one) => one.id === id);
  if (!open) throw new Error(`Exception ${id} is not open in run ${run.id}`);
  return open;
}
