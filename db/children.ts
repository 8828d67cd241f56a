import type { RunId, TaskId, WorkspaceId } from "#domain/ids.ts";
import { RunIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

/** The child run that fulfils an execution of a task; null: it was not opened yet. */
export async function childOf(
  db: Db,
  workspace: WorkspaceId,
  { task, execution }: { task: TaskId; execution: number },
): Promise<RunId | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select id from baton.runs
      where workspace_id = ${workspace} and parent_task_id = ${task} and parent_execution = ${execution}`,
  ]);
  return rows?.[0] ? RunIdSchema.parse(rows[0]["id"]) : null;
}
