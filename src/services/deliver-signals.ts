import type { Context } from "#src/context.ts";
import { waitsFor } from "#book/match-signal.ts";
import { batchInWorkspace } from "#db/client.ts";
import { mergeDeals, mergedInto } from "#db/deals.ts";
import { readRun } from "#db/runs.ts";
import { markSignalled, pendingSignals, type PendingSignal } from "#db/signals.ts";
import type { DealId } from "#domain/ids.ts";
import { changeRun } from "./change-run.ts";

/**
 * Tells the open runs of a deal what came for it: each trigger once to each run. A run keeps what comes before its task
 * waits for it.
 */
export async function deliverSignals(ctx: Context, deal: DealId): Promise<void> {
  const into = await mergedInto(ctx.db, ctx.workspace, deal);
  if (into) {
    // It came while the two were made one: its evidence goes where the rest went.
    await batchInWorkspace(ctx.db, ctx.workspace, (tx) => mergeDeals(tx, ctx.workspace, deal, into));
    return deliverSignals(ctx, into);
  }
  const pending = await pendingSignals(ctx.db, ctx.workspace, deal);
  for (const signal of pending) await deliver(ctx, signal);
  const triggers = [...new Set(pending.map(({ trigger }) => trigger))];
  if (triggers.length > 0) await markSignalled(ctx.db, ctx.workspace, triggers, ctx.now);
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
