import type { Actor } from "./actor.ts";
import type { Duration, Playbook } from "./book.ts";
import type {
  ChannelId,
  ClientId,
  DeadlineId,
  DealId,
  ExceptionId,
  HandoffId,
  RunId,
  TaskId,
  TriggerId,
  UserId,
  WorkspaceId,
} from "./ids.ts";
import type { ExceptionType, GateChoice, Parent, WaitingOn } from "./run.ts";
import type { Results, TextRef } from "./task.ts";

/** What a person, a signal or a clock asks of a run. `key` makes it idempotent and is kept as the cause of what follows. */
export type Intent = { readonly by: Actor; readonly key: string } & Ask;

export type Ask =
  | {
      readonly type: "open-run";
      readonly run: RunId;
      readonly workspace: WorkspaceId;
      readonly client: ClientId;
      readonly deal: DealId;
      readonly generation: number;
      readonly trigger: TriggerId | null;
      readonly occurredAt: Date;
      readonly playbook: Playbook;
      readonly release: number;
      readonly parent: Parent | null;
      readonly channel: ChannelId;
      readonly owner: UserId;
      /** The role that should have provided the owner and had nobody; the run then opens with an exception. */
      readonly missingRole: string | null;
      /** A rehearsal: nothing of it happens outside. */
      readonly simulated: boolean;
      /** What had happened before Baton knew of it; null: it begins now. */
      readonly history: History | null;
    }
  | { readonly type: "claim-task"; readonly task: TaskId }
  | { readonly type: "complete-task"; readonly task: TaskId; readonly evidence: TextRef | null }
  | { readonly type: "give-back-task"; readonly task: TaskId; readonly reason: TextRef | null }
  | {
      readonly type: "hand-off-task";
      readonly task: TaskId;
      readonly to: UserId;
      readonly note: TextRef | null;
    }
  | { readonly type: "hand-off-run"; readonly to: UserId; readonly note: TextRef | null }
  | { readonly type: "accept-handoff"; readonly handoff: HandoffId }
  | { readonly type: "decline-handoff"; readonly handoff: HandoffId; readonly reason: TextRef | null }
  | { readonly type: "withdraw-handoff"; readonly handoff: HandoffId }
  | { readonly type: "assign-task"; readonly task: TaskId; readonly to: UserId }
  | { readonly type: "acknowledge-task"; readonly task: TaskId }
  | { readonly type: "snooze-task"; readonly task: TaskId; readonly duration: Duration }
  | { readonly type: "approve-task"; readonly task: TaskId; readonly note: TextRef | null }
  | { readonly type: "reject-task"; readonly task: TaskId; readonly reason: TextRef | null }
  | { readonly type: "block-task"; readonly task: TaskId; readonly reason: TextRef | null }
  | { readonly type: "block-run"; readonly reason: TextRef | null }
  | {
      readonly type: "open-gate";
      readonly exception: ExceptionId;
      readonly choice: GateChoice;
      /** The task that is done in its stead, for `reroute`. */
      readonly to: TaskId | null;
      readonly cause: TextRef | null;
      readonly prevention: TextRef | null;
    }
  | ({
      /** What came of a call. */
      readonly type: "report-attempt";
      readonly task: TaskId;
      readonly execution: number;
      readonly attempt: number;
      readonly status: number | null;
      readonly tookMs: number;
      readonly exchange: TextRef | null;
    } & (
      | { readonly ok: true; readonly results: Results }
      | {
          readonly ok: false;
          readonly problem: string;
          /** What the exception is called should this be the last attempt. */
          readonly failure: Exclude<ExceptionType, "missing_owner" | "manual" | "sla_breach">;
          /** Another attempt could change nothing. */
          readonly permanent: boolean;
          readonly retryAfterMs: number | null;
          /** 0 to 1: spreads the attempts of many tasks that failed together. */
          readonly jitter: number;
        }
    ))
  | {
      /** How a child run stands. */
      readonly type: "report-child";
      readonly task: TaskId;
      readonly execution: number;
      readonly child: RunId;
      readonly state: "open" | "completed" | "cancelled";
    }
  | {
      readonly type: "receive-signal";
      readonly trigger: TriggerId;
      readonly signal: string;
      /** Tasks that wait for such a trigger, now or later. */
      readonly tasks: readonly TaskId[];
      /** Tasks whose condition could not be worked out on it. */
      readonly unread: readonly { readonly task: TaskId; readonly error: string }[];
    }
  | {
      readonly type: "pause-run";
      readonly on: WaitingOn;
      readonly reviewAt: Date;
      readonly reason: TextRef | null;
    }
  | { readonly type: "resume-run" }
  /** `reason` is Baton's own word for it, `note` what a person wrote. */
  | { readonly type: "cancel-run"; readonly reason: string; readonly note: TextRef | null }
  | {
      readonly type: "merge-run";
      readonly into: MergeTarget;
      readonly note: TextRef | null;
    }
  /** Another run was merged into this one, and its deal with it. */
  | {
      readonly type: "absorb-run";
      readonly from: RunId;
      readonly deal: DealId;
      /** Who asked for the merge. */
      readonly mergedBy: UserId | null;
    }
  | { readonly type: "move-run"; readonly client: ClientId }
  | { readonly type: "assign-run"; readonly to: UserId }
  | {
      readonly type: "add-task";
      readonly title: string;
      /** Index into the run's stages. */
      readonly stage: number;
      readonly role: string;
      readonly sla: Duration | null;
      readonly required: boolean;
    }
  | { readonly type: "skip-task"; readonly task: TaskId; readonly reason: TextRef | null }
  /** Undoes that. */
  | { readonly type: "unskip-task"; readonly task: TaskId }
  | { readonly type: "reopen-task"; readonly task: TaskId; readonly reason: TextRef | null }
  | { readonly type: "change-due"; readonly task: TaskId; readonly dueAt: Date }
  | { readonly type: "change-run-due"; readonly dueAt: Date }
  /** Everything that is open in the run is due later by so much. */
  | { readonly type: "move-dues"; readonly later: Duration }
  /** What was moved is due again when it was before. */
  | { readonly type: "restore-dues"; readonly dues: readonly MovedDue[] }
  | { readonly type: "meet-deadline"; readonly deadline: DeadlineId };

/** The run that goes on in another's stead, as it stood when that was asked. */
export type MergeTarget = {
  readonly run: RunId;
  /** Null: there is no such run. */
  readonly owner: UserId | null;
  readonly isLive: boolean;
  readonly isPart: boolean;
};

/** When something was due, and to when that was moved. `task` null: the run as a whole. */
export type MovedDue = { readonly task: TaskId | null; readonly was: Date; readonly now: Date };

/** How far a run had come: when it should be over, and what was done, left out or in somebody's hands. */
export type History = {
  /** Null: as the playbook says, counted from its start. */
  readonly dueAt: Date | null;
  readonly tasks: readonly PastTask[];
};

export type PastTask = { readonly task: string } & (
  | { readonly state: "done" | "skipped"; readonly at: Date }
  | { readonly state: "held"; readonly by: UserId }
);

export type IntentType = Ask["type"];
export type AskOf<Type extends IntentType> = Extract<Ask, { readonly type: Type }>;
