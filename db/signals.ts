import { z } from "zod";
import type { DealId, TriggerId, WorkspaceId } from "#domain/ids.ts";
import { RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

const PendingSchema = z.object({
  trigger: TriggerIdSchema,
  type: z.string(),
  event: z.unknown(),
  run: RunIdSchema,
});

/** A trigger of a deal, and an open run of it that has not been told of it. */
export type PendingSignal = z.infer<typeof PendingSchema>;

/** What opened around the time of the last delivery may have missed it: processes' clocks differ, and opening takes a while. */
const OVERLAP = "1 minute";

/**
 * What the open runs of a deal have yet to hear, the oldest first. A run that was opened after a trigger came hears of it
 * too; those that begin a deal anew hear only of what came since. Some may have heard it: telling them again is harmless.
 */
export async function pendingSignals(db: Db, workspace: WorkspaceId, deal: DealId): Promise<PendingSignal[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`with recursive family as (
        select r.id, r.status, r.opened_at, r.generation, r.opened_at as begun_at from baton.runs r
        where r.workspace_id = ${workspace} and r.deal_id = ${deal} and r.parent_run_id is null
        union all
        select c.id, c.status, c.opened_at, f.generation, f.begun_at from family f
        join baton.runs c on c.workspace_id = ${workspace} and c.parent_run_id = f.id)
      select t.id as trigger, t.type, t.event, r.id as run
      from baton.triggers t
      join family r on r.status in ('active', 'paused', 'blocked')
        and (r.generation = 1 or t.received_at >= r.begun_at)
        and (t.signalled_at is null or r.opened_at > t.signalled_at - ${OVERLAP}::interval)
      where t.workspace_id = ${workspace} and t.deal_id = ${deal} and t.status = 'evidence' and t.type is not null
      order by t.received_at, t.id, r.id`,
  ]);
  return (rows ?? []).map((row) => PendingSchema.parse(row));
}

/** These triggers have reached every run that was open by then. */
export async function markSignalled(
  db: Db,
  workspace: WorkspaceId,
  triggers: readonly TriggerId[],
  now: Date,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.triggers set signalled_at = ${now}
      where workspace_id = ${workspace} and id = any(${[...triggers]}::text[])`,
  ]);
}
