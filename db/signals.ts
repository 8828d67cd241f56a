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

/**
 * What the open runs of a deal have yet to hear, the oldest first. A run that was opened after a trigger came hears of it
 * too; one that begins a deal anew hears only of what came since.
 */
export async function pendingSignals(db: Db, workspace: WorkspaceId, deal: DealId): Promise<PendingSignal[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select t.id as trigger, t.type, t.event, r.id as run
      from baton.triggers t
      join baton.runs r on r.workspace_id = t.workspace_id and r.deal_id = t.deal_id
        and r.status in ('active', 'blocked')
        and (r.generation = 1 or t.received_at >= r.opened_at)
        and (t.signalled_at is null or r.opened_at > t.signalled_at)
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
