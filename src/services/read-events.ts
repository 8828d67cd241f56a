import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { decode } from "#db/event-codec.ts";
import type { RunEvent } from "#domain/event.ts";
import type { RunId } from "#domain/ids.ts";

export type EventPage = {
  readonly events: readonly { readonly event: RunEvent; readonly hash: Buffer }[];
  /** The number of the last event, where more follow. */
  readonly next: number | null;
};

const RowSchema = z.object({ body: z.string(), hash: z.instanceof(Buffer) });

/** What happened in a run, from its beginning on; null: there is no such run. */
export async function readEvents(
  ctx: Context,
  run: RunId,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<EventPage | null> {
  const ws = ctx.workspace;
  const [there, rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`select from baton.runs where workspace_id = ${ws} and id = ${run}`,
    tx`select body, hash from baton.events where workspace_id = ${ws} and run_id = ${run} and seq > ${after}
      order by seq limit ${limit + 1}`,
  ]);
  if (there?.length !== 1) return null;
  const read = z.array(RowSchema).parse(rows ?? []);
  const events = read.slice(0, limit).map(({ body, hash }) => ({ event: decode(body), hash }));
  return { events, next: read.length > limit ? (events.at(-1)?.event.seq ?? null) : null };
}
