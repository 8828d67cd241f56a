import type { WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

const JOB = "expire-answers";

/** Deletes answers to intents and to requests of before an instant, by whoever claims the period first. Answers with how many. */
export async function deleteAnswers(
  db: Db,
  workspace: WorkspaceId,
  { period, answeredBefore, now }: { period: string; answeredBefore: Date; now: Date },
): Promise<number> {
  const [deleted] = await batchInWorkspace(db, workspace, (tx) => [
    // Claimed in the same statement: where the work fails, so does the claim.
    tx`with claimed as (
        insert into baton.occurrences (workspace_id, job, period, claimed_at) values (${workspace}, ${JOB}, ${period}, ${now})
        on conflict do nothing returning job),
      requests as (
        delete from baton.api_requests r using claimed
        where r.workspace_id = ${workspace} and r.created_at < ${answeredBefore} returning r.key),
      intents as (
        delete from baton.intents i using claimed
        where i.workspace_id = ${workspace} and i.answered_at < ${answeredBefore} returning i.key)
      select key from requests union all select key from intents`,
  ]);
  return deleted?.length ?? 0;
}
