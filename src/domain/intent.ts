import type { Actor } from "./actor.ts";
import type { Duration, Playbook } from "./book.ts";
import type {
  ChannelId,
  ClientId,
  DeadlineId,
  DealId,
  HandoffId,
  RunId,
  TaskId,
  TriggerId,
  UserId,
  WorkspaceId,
} from "./ids.ts";
import type { TextRef } from "./task.ts";

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
      readonly channel: ChannelId;
      readonly owner: UserId;
      /** The role that should have provided the owner and had nobody; the run then opens with an exception. */
      readonly missingRole: string | null;
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
  | { readonly type: "meet-deadline"; readonly deadline: DeadlineId };

export type IntentType = Ask["type"];
export type AskOf<Type extends IntentType> = Extract<Ask, { readonly type: Type }>;
