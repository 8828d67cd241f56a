import type { ActorRef } from "./actor.ts";
import type {
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
import type { GateChoice, OpenException, RunPlan, Suspended, WaitingOn } from "./run.ts";
import type { DeadlineOn, Left, Results, SkippedBecause, TaskPlan, TextRef } from "./task.ts";

export type Told = { readonly people: readonly UserId[]; readonly channels: readonly string[] };

/** When a task is due and when its people are reminded. */
export type Dues = { readonly dueAt: Date | null; readonly remindAt: Date | null };

/** The rung that an overdue task's ladder goes on with after it changed hands; null: it goes on as it would have. */
type Rung = { readonly at: Date; readonly level: number };

/** A result names the task, which of its executions, and which attempt of that. */
type OfAttempt = { readonly task: TaskId; readonly execution: number; readonly attempt: number };

/** What happened. It carries every value that was computed, so that folding it needs nothing else. */
export type Happening =
  | {
      readonly type: "run-opened";
      readonly data: Omit<RunPlan, "id" | "workspace" | "openedAt"> & {
        readonly owner: UserId;
        readonly handoff: HandoffId;
        readonly tasks: readonly TaskPlan[];
      };
    }
  | {
      readonly type: "task-ready";
      readonly data: {
        readonly task: TaskId;
        readonly execution: number;
        /** The person whose act made it ready; null: the system's. */
        readonly askedBy: UserId | null;
        /** When a wait gives up, and when somebody looks whether a running task's job is still there. */
        readonly until: Date | null;
        readonly watchAt: Date | null;
      } & Dues;
    }
  | {
      readonly type: "task-claimed";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly handoff: HandoffId };
    }
  | {
      readonly type: "task-assigned";
      readonly data: {
        readonly task: TaskId;
        readonly from: UserId | null;
        readonly to: UserId;
        readonly kind: "takeover" | "reassign" | "routing";
        /** Among whom routing chose, with how many tasks each held; empty when a person chose. */
        readonly considered: readonly { readonly user: UserId; readonly held: number }[];
        readonly handoff: HandoffId;
        readonly rung: Rung | null;
      };
    }
  | {
      readonly type: "task-given-back";
      readonly data: {
        readonly task: TaskId;
        readonly from: UserId;
        readonly reason: TextRef | null;
        readonly handoff: HandoffId;
        readonly rung: Rung | null;
      };
    }
  | {
      readonly type: "task-done";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly evidence: TextRef | null };
    }
  | {
      readonly type: "task-approved";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly note: TextRef | null };
    }
  | {
      readonly type: "task-rejected";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly reason: TextRef };
    }
  | {
      /** One call, and what came of it. */
      readonly type: "task-attempted";
      readonly data: OfAttempt & {
        readonly ok: boolean;
        /** The HTTP status; null: there was no answer. */
        readonly status: number | null;
        readonly problem: string | null;
        readonly tookMs: number;
        /** What was sent and answered, redacted. */
        readonly exchange: TextRef | null;
        readonly retryAt: Date | null;
        readonly watchAt: Date | null;
      };
    }
  | {
      /** It came for an execution or attempt that is over: kept as evidence, and nothing changes. */
      readonly type: "late-result-kept";
      readonly data: OfAttempt & { readonly ok: boolean; readonly exchange: TextRef | null };
    }
  | {
      /** Its job is put back, should it have been lost. */
      readonly type: "task-watched";
      readonly data: {
        readonly task: TaskId;
        readonly execution: number;
        readonly deadline: DeadlineId;
        readonly nextAt: Date;
      };
    }
  | {
      readonly type: "child-opened";
      readonly data: { readonly task: TaskId; readonly execution: number; readonly child: RunId };
    }
  | {
      /** A trigger that tasks wait for, or will. */
      readonly type: "signal-received";
      readonly data: {
        readonly trigger: TriggerId;
        readonly signal: string;
        readonly tasks: readonly TaskId[];
      };
    }
  | {
      /** Done by a system, a child run or a signal. */
      readonly type: "task-succeeded";
      readonly data: {
        readonly task: TaskId;
        readonly execution: number;
        readonly results: Results;
        readonly signal: TriggerId | null;
      };
    }
  | {
      readonly type: "task-skipped";
      readonly data: {
        readonly task: TaskId;
        readonly because: SkippedBecause;
        /** Who had it in hand, and why a person left it out; null: nobody, and nothing was written. */
        readonly from: UserId | null;
        readonly reason: TextRef | null;
        readonly left: Left | null;
      };
    }
  | {
      /** It is put back to what it was before it was left out by hand; who had it in hand gets it again, by that change of hands. */
      readonly type: "task-unskipped";
      readonly data: {
        readonly task: TaskId;
        readonly hold: { readonly to: UserId; readonly handoff: HandoffId } | null;
      } & Pick<Left, "deadlines" | "suspended">;
    }
  | {
      /** What it judges is open again: it waits for its turn once more, and may be needed or not. */
      readonly type: "approval-recalled";
      readonly data: { readonly task: TaskId; readonly askedBy: UserId | null };
    }
  | {
      readonly type: "task-waived";
      readonly data: {
        readonly task: TaskId;
        /** Null: the book, which lets it fail open. */
        readonly by: UserId | null;
        readonly exception: ExceptionId | null;
        /** The task that is done in its stead: what waited for the one now waits for the other as well. */
        readonly instead: TaskId | null;
        readonly reason: string;
      };
    }
  | {
      readonly type: "task-failed";
      readonly data: { readonly task: TaskId; readonly exception: ExceptionId };
    }
  | {
      readonly type: "task-blocked";
      readonly data: { readonly task: TaskId; readonly exception: ExceptionId };
    }
  | {
      /** It goes on where it was, with a new due time. */
      readonly type: "task-unblocked";
      readonly data: { readonly task: TaskId; readonly until: Date | null } & Dues;
    }
  | {
      /** A late task gets a new due time, and nothing rings about it any longer. */
      readonly type: "task-extended";
      readonly data: { readonly task: TaskId } & Dues;
    }
  | {
      /** `task` null: the ownership of the run. */
      readonly type: "handoff-offered";
      readonly data: {
        readonly handoff: HandoffId;
        readonly task: TaskId | null;
        readonly from: UserId;
        readonly to: UserId;
        readonly note: TextRef | null;
        readonly expiresAt: Date;
      };
    }
  | { readonly type: "handoff-accepted"; readonly data: HandoffAnswer & { readonly rung: Rung | null } }
  | { readonly type: "handoff-declined"; readonly data: HandoffAnswer & { readonly reason: TextRef | null } }
  | { readonly type: "handoff-withdrawn"; readonly data: HandoffAnswer }
  | { readonly type: "handoff-expired"; readonly data: HandoffAnswer & { readonly deadline: DeadlineId } }
  | {
      readonly type: "task-reminded";
      readonly data: { readonly task: TaskId; readonly deadline: DeadlineId; readonly told: Told };
    }
  | {
      readonly type: "task-overdue";
      readonly data: { readonly task: TaskId; readonly deadline: DeadlineId; readonly nextAt: Date | null };
    }
  | {
      readonly type: "task-escalated";
      readonly data: {
        readonly task: TaskId;
        /** Null: the first level came with the due time itself. */
        readonly deadline: DeadlineId | null;
        readonly level: number;
        readonly told: Told;
        readonly nextAt: Date | null;
      };
    }
  | {
      readonly type: "task-acknowledged";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly level: number };
    }
  | {
      readonly type: "task-snoozed";
      readonly data: {
        readonly task: TaskId;
        readonly by: UserId;
        readonly until: Date;
        readonly level: number;
      };
    }
  | { readonly type: "run-overdue"; readonly data: { readonly deadline: DeadlineId; readonly told: Told } }
  | {
      readonly type: "exception-opened";
      readonly data: Omit<OpenException, "id"> & { readonly exception: ExceptionId };
    }
  | {
      readonly type: "exception-overdue";
      readonly data: {
        readonly exception: ExceptionId;
        readonly deadline: DeadlineId;
        readonly level: number;
        readonly told: Told;
        readonly nextAt: Date | null;
      };
    }
  | {
      readonly type: "exception-closed";
      readonly data: {
        readonly exception: ExceptionId;
        /** What it was about; null: the whole run. */
        readonly task: TaskId | null;
        /** Null: what it was about is settled without anybody. */
        readonly by: UserId | null;
        readonly choice: GateChoice | null;
        readonly to: TaskId | null;
        readonly cause: TextRef | null;
        readonly prevention: TextRef | null;
      };
    }
  | {
      /** It rests. What counts down stops with the events that follow. */
      readonly type: "run-paused";
      readonly data: { readonly on: WaitingOn; readonly reason: TextRef | null; readonly reviewAt: Date };
    }
  | {
      readonly type: "deadlines-suspended";
      readonly data: {
        readonly suspended: readonly ({ readonly deadline: DeadlineId } & Pick<
          Suspended,
          "leftMs" | "counts" | "spareMs"
        >)[];
      };
    }
  | {
      readonly type: "run-resumed";
      readonly data: {
        readonly pausedSeconds: number;
        /** What counts down again, and until when. */
        readonly deadlines: readonly (DeadlineOn & { readonly at: Date })[];
      };
    }
  | {
      readonly type: "pause-review-due";
      readonly data: {
        readonly deadline: DeadlineId;
        readonly level: number;
        readonly told: Told;
        readonly nextAt: Date | null;
      };
    }
  | {
      /** Another owner, without asking them. */
      readonly type: "run-assigned";
      readonly data: {
        readonly from: UserId;
        readonly to: UserId;
        readonly kind: "takeover" | "reassign";
        readonly handoff: HandoffId;
      };
    }
  | { readonly type: "run-moved"; readonly data: { readonly from: ClientId; readonly to: ClientId } }
  | {
      readonly type: "run-absorbed";
      /** `by`: who asked for the merge; null: Baton itself. */
      readonly data: { readonly from: RunId; readonly deal: DealId; readonly by: UserId | null };
    }
  | { readonly type: "run-due-changed"; readonly data: { readonly dueAt: Date } }
  | { readonly type: "due-changed"; readonly data: { readonly task: TaskId } & Dues }
  | {
      readonly type: "task-added";
      /** `holdsUp`: tasks that wait for it as well from now on. */
      readonly data: { readonly plan: TaskPlan; readonly holdsUp: readonly TaskId[] };
    }
  | {
      /** It is to be done once more, whatever its condition says. */
      readonly type: "task-reopened";
      readonly data: { readonly task: TaskId; readonly reason: TextRef | null };
    }
  | {
      /** It had happened before Baton knew of the run. */
      readonly type: "task-recorded";
      readonly data: { readonly task: TaskId; readonly state: "done" | "skipped"; readonly on: Date };
    }
  | {
      readonly type: "run-cancelled";
      readonly data: {
        readonly reason: string;
        readonly note: TextRef | null;
        /** The run that goes on in its stead. */
        readonly mergedInto: RunId | null;
      };
    }
  | { readonly type: "run-completed"; readonly data: { readonly grossSeconds: number } };

type HandoffAnswer = {
  readonly handoff: HandoffId;
  readonly task: TaskId | null;
  readonly from: UserId;
  readonly to: UserId;
  /** Who made the offer, as the holder or for them. */
  readonly askedBy: UserId | null;
};

export type HappeningOf<Type extends Happening["type"]> = Extract<Happening, { readonly type: Type }>;

/** A happening with its place in the run's history. `version` is the shape of `data`; `cause` the key of the intent. */
export type RunEvent = Happening & {
  readonly workspace: WorkspaceId;
  readonly run: RunId;
  readonly seq: number;
  readonly version: number;
  readonly at: Date;
  readonly actor: ActorRef;
  readonly cause: string;
};

/** The shape in which every event type is written today; older ones are upcast when they are read. */
export const EVENT_VERSION = 4;
