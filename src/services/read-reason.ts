import type { Context } from "#src/context.ts";
import { readText } from "#db/texts.ts";
import type { Run } from "#domain/run.ts";

/** What was written about a run's pause; null: nothing, it was erased, or it is not paused. */
export async function readReason(ctx: Context, run: Run): Promise<string | null> {
  const reason = run.status === "paused" ? run.pause.reason : null;
  return reason && readText(ctx.db, ctx.workspace, reason.id);
}
