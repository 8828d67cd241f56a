import type { ISql } from "postgres";
import type { DealId, TriggerId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { ExceptionType } from "#domain/run.ts";
import { newExceptionId } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";
import { tellOwners } from "./workspace-notices.ts";

export type TriggerException = {
  readonly trigger: TriggerId;
  readonly type: ExceptionType;
  readonly owner: UserId;
  readonly reason: string;
  readonly dueAt: Date;
  readonly openedAt: Date;
};

/** Opens an exception for a trigger that no run answers for, and tells its owner; a trigger has one at most. */
export function openTriggerException(tx: ISql, workspace: WorkspaceId, exception: TriggerException) {
  const { trigger, type, owner, reason, dueAt, openedAt } = exception;
  return tx`with opened as (
      insert into baton.exceptions (workspace_id, id, trigger_id, type, owner, reason, due_at, opened_at)
      values (${workspace}, ${newExceptionId()}, ${trigger}, ${type}, ${owner}, ${reason}, ${dueAt}, ${openedAt})
      on conflict do nothing returning id, owner)
    ${tellOwners(tx, workspace, openedAt)}`;
}

/** Opens an exception for evidence, unless its deal has a run by now; either way nobody has to ask again. True: it was opened. */
export async function openEvidenceException(
  db: Db,
  workspace: WorkspaceId,
  deal: DealId,
  exception: TriggerException,
): Promise<boolean> {
  const { trigger, type, owner, reason, dueAt, openedAt } = exception;
  const [, opened] = await batchInWorkspace(db, workspace, (tx) => [
    // Who opens the deal's run holds this row as well: either we see the run, or they see the exception.
    tx`select id from baton.deals where workspace_id = ${workspace} and id = ${deal} for update`,
    tx`with chased as (update baton.triggers set chase_at = null
        where workspace_id = ${workspace} and id = ${trigger} and chase_at is not null returning id),
      opened as (insert into baton.exceptions (workspace_id, id, trigger_id, type, owner, reason, due_at, opened_at)
      select ${workspace}, ${newExceptionId()}, chased.id, ${type}, ${owner}, ${reason}, ${dueAt}, ${openedAt}::timestamptz from chased
      where not exists (select from baton.runs r where r.workspace_id = ${workspace} and r.deal_id = ${deal})
      on conflict do nothing returning id, owner)
      ${tellOwners(tx, workspace, openedAt)}`,
  ]);
  return opened?.length === 1;
}

/** The deal has a run: what came too early for it is settled, and who was told sees that. */
export function closeEvidenceExceptions(tx: ISql, workspace: WorkspaceId, deal: DealId, now: Date) {
  return tx`with closed as (
      update baton.exceptions e set closed_at = ${now} from baton.triggers t
      where t.workspace_id = ${workspace} and t.deal_id = ${deal} and t.status = 'evidence'
        and e.workspace_id = t.workspace_id and e.trigger_id = t.id and e.closed_at is null returning e.id)
    update baton.slack_messages m set wanted = m.wanted + 1,
      changed_at = case when m.shown < m.wanted then m.changed_at else ${now} end
    from closed, baton.notices n
    where n.workspace_id = ${workspace} and n.run_id is null and n.about[1] = closed.id
      and m.workspace_id = n.workspace_id and m.notice_id = n.id`;
}
