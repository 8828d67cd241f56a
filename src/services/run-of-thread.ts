import type { Context } from "#src/context.ts";
import { RunIdSchema } from "#src/ids.ts";
import { batchInWorkspace } from "#db/client.ts";
import type { RunId } from "#domain/ids.ts";

/** A message in Slack: the card of a run is the first of its thread. */
export type Thread = { readonly channel: string; readonly ts: string };

/** The run whose thread that is; null: it is no run's. */
export async function runOfThread(ctx: Context, { channel, ts }: Thread): Promise<RunId | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select run_id from baton.slack_messages
      where workspace_id = ${ctx.workspace} and channel = ${channel} and ts = ${ts} and kind = 'card'`,
  ]);
  return RunIdSchema.nullable().parse(rows?.[0]?.["run_id"] ?? null);
}
