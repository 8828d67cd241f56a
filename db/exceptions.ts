import type { ISql } from "postgres";
import type { TriggerId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { ExceptionType } from "#domain/run.ts";
import { newExceptionId } from "#src/ids.ts";

/** Opens an exception for a trigger that no run answers for; a trigger has one at most. */
export function openTriggerException(
  tx: ISql,
  workspace: WorkspaceId,
  exception: {
    trigger: TriggerId;
    type: ExceptionType;
    owner: UserId;
    reason: string;
    dueAt: Date;
    openedAt: Date;
  },
) {
  const { trigger, type, owner, reason, dueAt, openedAt } = exception;
  return tx`insert into baton.exceptions (workspace_id, id, trigger_id, type, owner, reason, due_at, opened_at)
    values (${workspace}, ${newExceptionId()}, ${trigger}, ${type}, ${owner}, ${reason}, ${dueAt}, ${openedAt})
    on conflict do nothing`;
}
