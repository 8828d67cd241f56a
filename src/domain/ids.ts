/** A string that knows what it identifies, so that a channel can't be passed for a user. */
type Branded<Name extends string> = string & { readonly __id: Name };

export type WorkspaceId = Branded<"workspace">;
export type RunId = Branded<"run">;
/** `tsk_<the run's twelve characters>_<its number in the run>`: a task names its run. */
export type TaskId = Branded<"task">;
export type HandoffId = Branded<"handoff">;
export type DeadlineId = Branded<"deadline">;
export type ExceptionId = Branded<"exception">;
export type TriggerId = Branded<"trigger">;
export type ClientId = Branded<"client">;
export type DealId = Branded<"deal">;
export type TextId = Branded<"text">;
/** Somebody asked that a release become current: what approvers answer. */
export type ReleaseRequestId = Branded<"release request">;
/** A key by which another program asks in a person's name. */
export type ApiKeyId = Branded<"api key">;
/** Where another program hears of events. */
export type WebhookId = Branded<"webhook">;
/** One act on many runs. */
export type OperationId = Branded<"operation">;
/** A Slack user id: what a person is called everywhere. */
export type UserId = Branded<"user">;
/** A Slack channel id. */
export type ChannelId = Branded<"channel">;

// Ids of what belongs to a run are made from the run and the number of the event that made them. So decisions stay pure,
// replay makes the same ids again, and a button that holds a task's id also names its run.

export function taskIdOf(run: RunId, number: number): TaskId {
  return `tsk_${suffixOf(run)}_${number}` as TaskId;
}

export function handoffIdOf(run: RunId, seq: number): HandoffId {
  return `hof_${suffixOf(run)}_${seq}` as HandoffId;
}

/** `number` tells those of one kind apart that one event made. */
export function deadlineIdOf(run: RunId, seq: number, kind: string, number?: number): DeadlineId {
  return `ddl_${suffixOf(run)}_${seq}_${kind}${number === undefined ? "" : `_${number}`}` as DeadlineId;
}

export function exceptionIdOf(run: RunId, seq: number): ExceptionId {
  return `exc_${suffixOf(run)}_${seq}` as ExceptionId;
}

/** The run that a task, handoff, deadline or exception of a run belongs to. */
export function runOf(id: TaskId | HandoffId | DeadlineId | ExceptionId): RunId {
  return `run_${id.slice(4, 16)}` as RunId;
}

function suffixOf(run: RunId): string {
  return run.slice(4);
}
