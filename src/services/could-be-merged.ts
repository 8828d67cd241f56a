import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { LINES_MAX, runLines, toRunLines, type RunLine } from "#db/lines.ts";
import type { Run } from "#domain/run.ts";

/** Open runs that another could be merged into: those of its client first, then by name. */
export async function whatCouldTakeOver(ctx: Context, { id, client }: Run): Promise<readonly RunLine[]> {
  const ws = ctx.workspace;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and r.status in ('active', 'paused', 'blocked') and r.parent_run_id is null and r.id <> ${id}
        order by r.client_id = ${client} desc, lower(c.name), r.opened_at desc limit ${LINES_MAX}`,
    ),
  ]);
  return toRunLines(rows);
}
