import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { clientPage } from "#db/run-list.ts";
import type { ClientId } from "#domain/ids.ts";
import { ClientIdSchema } from "#src/ids.ts";

const RowSchema = z.object({
  id: ClientIdSchema,
  key: z.string(),
  name: z.string(),
  segment: z.string().nullable(),
});

export type Client = z.output<typeof RowSchema>;

/** Clients by their keys; with a name, those whose name begins so: case, accents and signs don't matter. `next` is where the page ended. */
export async function listClients(
  ctx: Context,
  { name }: { readonly name: string | null },
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly clients: readonly Client[]; readonly next: string | null }> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    clientPage(tx, ctx.workspace, name, { after, limit: limit + 1 }),
  ]);
  const read = z.array(RowSchema).parse(rows ?? []);
  const clients = read.slice(0, limit);
  return { clients, next: read.length > limit ? (clients.at(-1)?.key ?? null) : null };
}

/** Null: there is none of that id. */
export async function readClient(ctx: Context, id: ClientId): Promise<Client | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select id, key, name, segment from baton.clients where workspace_id = ${ctx.workspace} and id = ${id}`,
  ]);
  return rows?.[0] ? RowSchema.parse(rows[0]) : null;
}
