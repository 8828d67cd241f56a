import { inWorkspace, type Tx } from "#db/client.ts";
import { holdHeld, readHeld, settleHeld, type HeldTrigger } from "#db/held-triggers.ts";
import { readCrew } from "#db/runs.ts";
import { showAnew } from "#db/workspace-notices.ts";
import type { Actor } from "#domain/actor.ts";
import { whyNotSettle, type SettleRefusal } from "#domain/held-trigger.ts";
import type { ExceptionId, WorkspaceId } from "#domain/ids.ts";
import type { Context } from "#src/context.ts";
import { actorOf } from "./change-run.ts";
import { newText } from "./new-text.ts";

export type Settled =
  | { readonly ok: true; readonly held: HeldTrigger }
  | { readonly ok: false; readonly refusal: SettleRefusal };

export type Settling = {
  readonly exception: ExceptionId;
  readonly cause: string | null;
  readonly prevention: string | null;
};

/**
 * Lets go of a trigger that led nowhere, with cause and prevention on record. Its owner may, and operators. Repeating what
 * one has just done answers as success.
 */
export async function settleException(ctx: Context, { exception, ...typed }: Settling): Promise<Settled> {
  const actor = actorOf(ctx, await readCrew(ctx.db, ctx.workspace));
  const settled = await inWorkspace(ctx.db, ctx.workspace, async (tx): Promise<Settled> => {
    await holdHeld(tx, ctx.workspace, exception);
    const judged = await judge(tx, ctx.workspace, actor, exception);
    if (!judged.ok || judged.held.closed || ctx.by.kind !== "person") return judged;
    const by = ctx.by.id;
    const [cause, prevention] = [newText(by, typed.cause), newText(by, typed.prevention)];
    if (!cause) return refused({ code: "words-missing", what: "cause" });
    if (!prevention) return refused({ code: "words-missing", what: "prevention" });
    await Promise.all(settleHeld(tx, ctx.workspace, exception, { by, cause, prevention, at: ctx.now }));
    await showAnew(tx, ctx.workspace, exception, { at: ctx.now, clicked: null });
    return judged;
  });
  ctx.wake();
  if (!settled.ok) ctx.log.info({ exception, refusal: settled.refusal.code }, "exception not settled");
  else if (!settled.held.closed) ctx.log.info({ exception }, "exception settled");
  return settled;
}

/** What settling it would come to now. One that is settled already was settled so by the asker. */
export async function foreseeSettling(ctx: Context, exception: ExceptionId): Promise<Settled> {
  const actor = actorOf(ctx, await readCrew(ctx.db, ctx.workspace));
  return inWorkspace(ctx.db, ctx.workspace, (tx) => judge(tx, ctx.workspace, actor, exception));
}

async function judge(tx: Tx, ws: WorkspaceId, actor: Actor, id: ExceptionId): Promise<Settled> {
  const held = await readHeld(tx, ws, id);
  if (!held) return refused({ code: "no-such-exception" });
  const refusal = whyNotSettle(held, actor);
  return refusal ? refused(refusal) : { ok: true, held };
}

function refused(refusal: SettleRefusal): Settled {
  return { ok: false, refusal };
}
