import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { lookAtAgain, mergeDeals } from "#db/deals.ts";
import { readRun } from "#db/runs.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { changeRun } from "./change-run.ts";

/** A run that was merged, and the one that goes on in its stead. */
export type Merge = {
  readonly run: RunId;
  readonly into: RunId;
  /** Who asked for it. */
  readonly by: UserId | null;
};

/**
 * What follows when a run was merged into another: its deal's keys and evidence are the other's from now on, and the other
 * hears of what came. Done again after a crash, it goes on where it was.
 */
export async function followMerge(ctx: Context, { run, into, by }: Merge): Promise<void> {
  const { read: lesser } = await readRun(ctx.db, ctx.workspace, run, null);
  const { read: other } = await readRun(ctx.db, ctx.workspace, into, null);
  if (!lesser || !other) throw new Error(`Run ${run} was merged into ${into}, and one of them is not there`);
  const from = lesser.run.deal;
  const { deal } = await whereItWent(ctx, other.run);
  if (from !== deal) {
    const told = await ctx.queue(ctx.workspace, [{ queue: "signal", deal }]);
    await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
      lookAtAgain(tx, ctx.workspace, deal, from),
      ...mergeDeals(tx, ctx.workspace, from, deal),
      ...told(tx),
    ]);
  }
  await changeRun(ctx, {
    run: into,
    key: `absorb:${run}`,
    ask: { type: "absorb-run", from: run, deal: from, mergedBy: by },
  });
}

/** The run that goes on in the end: the other may have been merged as well since. No two ever went into each other. */
async function whereItWent(ctx: Context, run: Run): Promise<Run> {
  if (run.status !== "cancelled" || run.mergedInto === null) return run;
  const { read } = await readRun(ctx.db, ctx.workspace, run.mergedInto, null);
  return read ? whereItWent(ctx, read.run) : run;
}
