import type { Context } from "#src/context.ts";
import { readCrew } from "#db/runs.ts";
import { mayInWorkspace, type WorkspaceAsk, type WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import { actorOf } from "./change-run.ts";

/** Why the asker may not ask that of the workspace, by the roles they have now; null: they may. */
export async function whyNotAsk(
  ctx: Pick<Context, "db" | "workspace" | "by">,
  ask: WorkspaceAsk,
): Promise<WorkspaceRefusal | null> {
  return mayInWorkspace(actorOf(ctx, await readCrew(ctx.db, ctx.workspace)), ask);
}
