import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { runLines, toRunLines, type RunLine } from "#db/lines.ts";
import { chosenRuns, countRinging, RINGING_MAX, type LateBy, type RunCursor } from "#db/run-list.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { RunIdSchema } from "#src/ids.ts";

export type RunPage = {
  readonly runs: readonly RunLine[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: RunCursor | null;
};

const PAGE_MAX = 100;

/** A page of the runs that the filter lets through, the newest first. */
export async function listRunPage(
  ctx: Context,
  filter: RunFilter,
  { after, limit }: { readonly after: RunCursor | null; readonly limit: number },
): Promise<RunPage> {
  const ws = ctx.workspace;
  const size = Math.min(limit, PAGE_MAX);
  const lateBy = await howLateIsFound(ctx, filter);
  const [chosen] = await batchInWorkspace(ctx.db, ws, (tx) => [
    // One more than is shown says whether there is another page.
    chosenRuns(tx, ws, filter, { after, limit: size + 1, lateBy }),
  ]);
  const ids = (chosen ?? []).slice(0, size).map((row) => RunIdSchema.parse(row["id"]));
  if (ids.length === 0) return { runs: [], next: null };
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    runLines(
      tx,
      ctx.now,
      tx`where r.workspace_id = ${ws} and r.id = any(${ids}) order by r.opened_at desc, r.id desc`,
    ),
  ]);
  const runs = toRunLines(rows);
  const last = runs.at(-1);
  const isLast = (chosen?.length ?? 0) <= size;
  return { runs, next: isLast || !last ? null : { openedAt: last.openedAt, id: last.id } };
}

/** How runs that are late are found, if they are what is asked for. */
export async function howLateIsFound(ctx: Context, filter: RunFilter): Promise<LateBy> {
  if (!filter.overdue) return "walking";
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [countRinging(tx, ctx.workspace)]);
  return Number(rows?.[0]?.["ringing"] ?? 0) > RINGING_MAX ? "walking" : "those-late";
}
