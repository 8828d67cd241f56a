import type { ActorRef } from "./actor.ts";
import type { DeadlineId, ExceptionId, HandoffId, RunId, TaskId, UserId, WorkspaceId } from "./ids.ts";
import type { ExceptionType, RunPlan } from "./run.ts";
import type { TaskPlan, TextRef } from "./task.ts";

type Told = { readonly people: readonly UserId[]; readonly channels: readonly string[] };

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
      readonly data: { readonly task: TaskId; readonly dueAt: Date | null; readonly remindAt: Date | null };
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
        readonly kind: "takeover" | "reassign";
        readonly handoff: HandoffId;
      };
    }
  | {
      readonly type: "task-given-back";
      readonly data: {
        readonly task: TaskId;
        readonly from: UserId;
        readonly reason: TextRef | null;
        readonly handoff: HandoffId;
      };
    }
  | {
      readonly type: "task-done";
      readonly data: { readonly task: TaskId; readonly by: UserId; readonly evidence: TextRef | null };
    }
  | { readonly type: "task-skipped"; readonly data: { readonly task: TaskId } }
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
  | { readonly type: "handoff-accepted"; readonly data: HandoffAnswer }
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
      readonly data: {
        readonly exception: ExceptionId;
        readonly type: ExceptionType;
        readonly owner: UserId;
        readonly reason: string;
        readonly dueAt: Date;
      };
    }
  | { readonly type: "exception-closed"; readonly data: { readonly exception: ExceptionId } }
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
export const EVENT_VERSION = 1;
