import type { WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

const JOB = "expire-answers";

/** Deletes answers given before an instant, by whoever claims the period first. Answers with how many. */
export async function deleteAnswers(
  db: Db,
  workspace: WorkspaceId,
  { period, answeredBefore, now }: { period: string; answeredBefore: Date; now: Date },
): Promise<number> {
  const [deleted] = await batchInWorkspace(db, workspace, (tx) => [
    // Claimed in the same statement: where the work fails, so does the claim.
    tx`with claimed as (
        insert into baton.occurrences (workspace_id, job, period, claimed_at) values (${workspace}, ${JOB}, ${period}, ${now})
        on conflict do nothing returning job)
      delete from baton.intents i using claimed
      where i.workspace_id = ${workspace} and i.answered_at < ${answeredBefore} returning i.key`,
  ]);
  return deleted?.length ?? 0;
}
