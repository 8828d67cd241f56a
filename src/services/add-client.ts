import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { findOrMakeClient } from "#db/deals.ts";
import type { ClientId } from "#domain/ids.ts";
import type { WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import { readClient, type Client } from "./list-clients.ts";
import { whyNotAsk } from "./may-ask.ts";

type Refused = {
  readonly ok: false;
  readonly refusal: WorkspaceRefusal | { readonly code: "no-such-client" };
};

/** The client of that name; a new one where there is none. One that was there stays as it is. */
export async function addClient(
  ctx: Context,
  client: { readonly name: string; readonly segment: string | null },
): Promise<{ readonly ok: true; readonly made: boolean; readonly client: Client } | Refused> {
  const refusal = await whyNotAsk(ctx, { type: "add-client" });
  if (refusal) return { ok: false, refusal };
  const { id, made } = await findOrMakeClient(ctx.db, ctx.workspace, client);
  if (made) ctx.log.info({ client: id }, "client added");
  const found = await readClient(ctx, id);
  return found ? { ok: true, made, client: found } : { ok: false, refusal: { code: "no-such-client" } };
}

/** Whatever is opened from now on sees the client in that segment. Runs under way keep the one they were opened under. */
export async function changeSegment(
  ctx: Context,
  id: ClientId,
  segment: string | null,
): Promise<{ readonly ok: true; readonly client: Client } | Refused> {
  const refusal = await whyNotAsk(ctx, { type: "change-segment" });
  if (refusal) return { ok: false, refusal };
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`update baton.clients set segment = ${segment} where workspace_id = ${ctx.workspace} and id = ${id}`,
  ]);
  const client = await readClient(ctx, id);
  if (!client) return { ok: false, refusal: { code: "no-such-client" } };
  ctx.log.info({ client: id }, "client's segment changed");
  return { ok: true, client };
}
