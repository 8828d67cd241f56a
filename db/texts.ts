import { z } from "zod";
import { runOf, type RunId, type TaskId, type TextId, type WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

/** What somebody typed; null: it was erased. */
export async function readText(db: Db, workspace: WorkspaceId, id: TextId): Promise<string | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select body from baton.texts where workspace_id = ${workspace} and id = ${id}`,
  ]);
  return rows?.[0] ? BodySchema.parse(rows[0]).body : null;
}

/** What was sent and answered by the last attempt of a task; null: it made none, or it was erased. */
export async function lastExchange(db: Db, workspace: WorkspaceId, task: TaskId): Promise<string | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select x.body from baton.texts x where x.workspace_id = ${workspace} and x.id = (
      select e.body::jsonb #>> '{data,exchange,id}' from baton.events e
      where e.workspace_id = ${workspace} and e.run_id = ${runOf(task)} and e.type = 'task-attempted'
        and e.body::jsonb #>> '{data,task}' = ${task} order by e.seq desc limit 1)`,
  ]);
  return rows?.[0] ? BodySchema.parse(rows[0]).body : null;
}

/** Why a run was ended before its time; null: nobody wrote, or it was erased. */
export async function endNote(db: Db, workspace: WorkspaceId, run: RunId): Promise<string | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select x.body from baton.texts x where x.workspace_id = ${workspace} and x.id = (
      select e.body::jsonb #>> '{data,note,id}' from baton.events e
      where e.workspace_id = ${workspace} and e.run_id = ${run} and e.type = 'run-cancelled' order by e.seq desc limit 1)`,
  ]);
  return rows?.[0] ? BodySchema.parse(rows[0]).body : null;
}

const BodySchema = z.object({ body: z.string() });
