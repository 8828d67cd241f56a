import type { Context } from "#src/context.ts";
import { waitsFor } from "#book/match-signal.ts";
import { batchInWorkspace } from "#db/client.ts";
import { followMergedDeal, mergedInto } from "#db/deals.ts";
import { readRun } from "#db/runs.ts";
import { markSignalled, pendingSignals, type PendingSignal } from "#db/signals.ts";
import type { DealId } from "#domain/ids.ts";
import { changeRun } from "./change-run.ts";

/**
 * Tells the open runs of a deal what came for it: each trigger once to each run. A run keeps what comes before its task
 * waits for it.
 */
export async function deliverSignals(ctx: Context, deal: DealId): Promise<void> {
  const pending = await pendingSignals(ctx.db, ctx.workspace, await whereItWent(ctx, deal));
  for (const signal of pending) await deliver(ctx, signal);
  const triggers = [...new Set(pending.map(({ trigger }) => trigger))];
  if (triggers.length > 0) await markSignalled(ctx.db, ctx.workspace, triggers, ctx.now);
}

/** The deal that it turned out to be. What came while the two were made one goes there as well. */
async function whereItWent(ctx: Context, deal: DealId): Promise<DealId> {
  const seen = new Set<DealId>();
  for (let at = deal; ;) {
    seen.add(at);
    const into = await mergedInto(ctx.db, ctx.workspace, at);
    // Two that were merged in the same moment may each be the other.
    if (!into || seen.has(into)) return at;
    const from = at;
    await batchInWorkspace(ctx.db, ctx.workspace, (tx) => followMergedDeal(tx, ctx.workspace, from, into));
    at = into;
  }
}

async function deliver(ctx: Context, { trigger, type, event, run }: PendingSignal): Promise<void> {
  const { read } = await readRun(ctx.db, ctx.workspace, run, null);
  if (!read) return;
  const { tasks, unread } = waitsFor(read.run, type, event);
  if (tasks.length === 0 && unread.length === 0) return;
  await changeRun(ctx, {
    run,
    key: `signal:${trigger}:${run}`,
    ask: { type: "receive-signal", trigger, signal: type, tasks, unread },
  });
}
