import type { Log } from "#src/log.ts";
import { inWorkspace, type Db, type Tx } from "#db/client.ts";
import { storeTriggers, type NewTrigger } from "#db/triggers.ts";
import type { TriggerId, WorkspaceId } from "#domain/ids.ts";
import { newTriggerId } from "#src/ids.ts";

/** Makes the jobs that route triggers, in the transaction that stores them. */
export type EnqueueRouting = (
  tx: Tx,
  workspace: WorkspaceId,
  triggers: readonly TriggerId[],
) => Promise<void>;

/** Stores what a source sent, once, with the job that will route it: committed before the sender hears of it. */
export async function acceptTriggers(
  { db, log, now }: { db: Db; log: Log; now: Date },
  enqueue: EnqueueRouting,
  workspace: WorkspaceId,
  source: string,
  events: readonly NewTrigger[],
): Promise<{ id: TriggerId; duplicate: boolean }[]> {
  const accepted = await inWorkspace(db, workspace, async (tx) => {
    const withIds = events.map((event) => ({ ...event, id: newTriggerId() }));
    const stored = await storeTriggers(tx, workspace, source, withIds, now);
    const fresh = stored.filter(({ duplicate }) => !duplicate).map(({ id }) => id);
    if (fresh.length > 0) await enqueue(tx, workspace, fresh);
    return stored;
  });
  log.info({ workspace, source, triggers: accepted }, "triggers accepted");
  return accepted;
}
