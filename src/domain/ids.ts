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
/** A Slack user id: what a person is called everywhere. */
export type UserId = Branded<"user">;
/** A Slack channel id. */
export type ChannelId = Branded<"channel">;
