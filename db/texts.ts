import { z } from "zod";
import type { TextId, WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

/** What somebody typed; null: it was erased. */
export async function readText(db: Db, workspace: WorkspaceId, id: TextId): Promise<string | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select body from baton.texts where workspace_id = ${workspace} and id = ${id}`,
  ]);
  return rows?.[0] ? BodySchema.parse(rows[0]).body : null;
}

const BodySchema = z.object({ body: z.string() });
