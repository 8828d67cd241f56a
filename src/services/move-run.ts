import type { Context } from "#src/context.ts";
import { closeNames } from "#book/suggest.ts";
import { clientNames, dealFollowsRun, findClient, type ClientFound, type ClientSought } from "#db/clients.ts";
import { findOrMakeClient } from "#db/deals.ts";
import type { RunId } from "#domain/ids.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import { newClientId } from "#src/ids.ts";
import { changeRun, type Request } from "./change-run.ts";
import { foresee } from "./foresee.ts";

export type MoveRequest = Omit<Request, "ask" | "texts" | "also"> & {
  readonly client: ClientSought;
  /** Makes the client where none is called that. */
  readonly mayMake: boolean;
};

/** `suggestions`: names of clients that come close to the one that was not found. */
export type Moved =
  | { readonly ok: true; readonly run: Run; readonly client: ClientFound }
  | { readonly ok: false; readonly refusal: Refusal; readonly suggestions: readonly string[] };

/** Gives a run to the client that it is for: it was opened for another by mistake. Its deal goes with it. */
export async function moveRun(
  ctx: Context,
  { client: sought, mayMake, ...request }: MoveRequest,
): Promise<Moved> {
  const known = await findClient(ctx.db, ctx.workspace, sought);
  const toMake = mayMake && "name" in sought ? sought.name.trim() : "";
  if (!known && toMake === "") return notFound(ctx, sought);
  const client = known ?? (await make(ctx, request.run, toMake));
  if ("refusal" in client) return { ok: false, refusal: client.refusal, suggestions: [] };
  const decision = await changeRun(ctx, {
    ...request,
    ask: { type: "move-run", client: client.id },
    also: (tx) => dealFollowsRun(tx, ctx.workspace, request.run, client.id, ctx.now),
  });
  if (!decision.ok) return { ok: false, refusal: decision.refusal, suggestions: [] };
  return { ok: true, run: decision.run, client };
}

/** Whoever may not move the run leaves no client behind. */
async function make(
  ctx: Context,
  run: RunId,
  name: string,
): Promise<ClientFound | { readonly refusal: Refusal }> {
  const seen = await foresee(ctx, run, { type: "move-run", client: newClientId() });
  if (!seen) return { refusal: { code: "not-found", entity: "run" } };
  if (seen.refusal) return { refusal: seen.refusal };
  return { ...(await findOrMakeClient(ctx.db, ctx.workspace, { name, segment: null })), name };
}

async function notFound(ctx: Context, sought: ClientSought): Promise<Moved> {
  const name = "name" in sought ? sought.name : sought.id;
  const suggestions = "name" in sought ? closeNames(name, await clientNames(ctx.db, ctx.workspace)) : [];
  return { ok: false, refusal: { code: "no-such-client", name }, suggestions };
}
