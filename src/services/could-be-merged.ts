import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { LINES_MAX, runLines, toRunLines, type RunLine } from "#db/lines.ts";
import { OPERATORS } from "#domain/actor.ts";
import type { Run } from "#domain/run.ts";

/**
 * Open runs that whoever asks may merge another into: those of its owner, for operators everybody's; those of its client
 * first, then by name.
 */
export async function whatCouldTakeOver(ctx: Context, run: Run): Promise<readonly RunLine[]> {
  const { id, client, owner } = run;
  const ws = ctx.workspace;
  const asker = ctx.by.kind === "person" ? ctx.by.id : null;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and r.status in ('active', 'paused', 'blocked') and r.parent_run_id is null and r.id <> ${id}
        and (r.owner = ${owner} or exists (select from baton.role_members m
          where m.workspace_id = ${ws} and m.user_id = ${asker} and m.role = ${OPERATORS}))
        order by r.client_id = ${client} desc, lower(c.name), r.opened_at desc limit ${LINES_MAX}`,
    ),
  ]);
  return toRunLines(rows);
}
