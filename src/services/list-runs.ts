import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { runLines, toRunLines, type RunLine } from "#db/lines.ts";
import { chosenRuns, type RunCursor } from "#db/run-list.ts";
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
  const [chosen] = await batchInWorkspace(ctx.db, ws, (tx) => [
    // One more than is shown says whether there is another page.
    chosenRuns(tx, ws, filter, { after, limit: size + 1 }),
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

/** How many are counted before it is enough to say that there are more. */
const COUNT_MAX = 1000;

/** How many runs a filter lets through; `isMore`: at least so many. */
export type RunCount = { readonly runs: number; readonly isMore: boolean };

export async function countRuns(ctx: Context, filter: RunFilter): Promise<RunCount> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select count(*)::integer as runs
      from (${chosenRuns(tx, ctx.workspace, filter, { after: null, limit: COUNT_MAX + 1 })}) r`,
  ]);
  const runs = Number(rows?.[0]?.["runs"] ?? 0);
  return { runs: Math.min(runs, COUNT_MAX), isMore: runs > COUNT_MAX };
}
