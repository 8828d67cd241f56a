import type { Context } from "#src/context.ts";
import { batchInWorkspace, inWorkspace } from "#db/client.ts";
import {
  insertOperation,
  moveOperation,
  readOperationSeen,
  selectOperations,
  toOperation,
  type Operation,
  type OperationSeen,
} from "#db/operations.ts";
import { readCrew } from "#db/runs.ts";
import { showAnew, tell } from "#db/workspace-notices.ts";
import type { OperationId, UserId } from "#domain/ids.ts";
import type { OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { operationIdFor } from "#src/ids.ts";
import { chooseRuns } from "./choose-runs.ts";
import { refusedAltogether } from "./foresee-operation.ts";

export type StartOperation = {
  readonly spec: OperationSpec;
  readonly filter: RunFilter;
  /** The filter as the asker said it. */
  readonly words: string;
  /** Asked again with the same key it is the same operation. */
  readonly key: string;
};

/** Begins to change many runs: those that the filter shows now. The rest is work for another process, which tells the asker of it. */
export async function startOperation(
  ctx: Context,
  { spec, filter, words, key }: StartOperation,
): Promise<{ ok: true; id: OperationId } | { ok: false; refusal: Refusal }> {
  if (ctx.by.kind !== "person") throw new Error("An operation is asked for by a person");
  const by = ctx.by.id;
  const refusal = refusedAltogether(ctx, spec, await readCrew(ctx.db, ctx.workspace));
  if (refusal) return { ok: false, refusal };
  const { runs } = await chooseRuns(ctx, spec, filter);
  const id = operationIdFor(`${ctx.workspace} ${key}`);
  const items = runs.map((run) => ({ run: run.id, before: run.before }));
  const queued = await ctx.queue(ctx.workspace, [{ queue: "operate", operation: id }]);
  await inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const made = await insertOperation(
      tx,
      ctx.workspace,
      { id, spec, filter: words, by, createdAt: ctx.now },
      items,
    );
    if (made.length === 0) return;
    await tell(tx, ctx.workspace, { kind: "operation", about: id, to: [by], at: ctx.now });
    if (spec.kind === "undo-reassign")
      await showAnew(tx, ctx.workspace, spec.of, { at: ctx.now, clicked: null });
    for (const statement of queued(tx)) await statement;
  });
  ctx.log.info({ operation: id, kind: spec.kind, runs: items.length }, "operation begun");
  ctx.wake();
  return { ok: true, id };
}

/** Stops an operation after the run at hand. False: it isn't running, or is another's and the asker no operator. */
export function stopOperation(ctx: Context, id: OperationId, clicked: Clicked = null): Promise<boolean> {
  return move(ctx, id, { from: "running", to: "stopped", clicked });
}

/** Takes up an operation where it was stopped. False: it isn't stopped, or is another's. */
export function continueOperation(ctx: Context, id: OperationId, clicked: Clicked = null): Promise<boolean> {
  return move(ctx, id, { from: "stopped", to: "running", clicked });
}

/** How an operation stands; null: there is none of that id. */
export function readOperation(ctx: Context, id: OperationId): Promise<OperationSeen | null> {
  return inWorkspace(ctx.db, ctx.workspace, (tx) => readOperationSeen(tx, ctx.workspace, id));
}

const LISTED_MAX = 100;

/** The newest operations, of one person or of everybody. */
export async function listOperations(ctx: Context, by: UserId | null): Promise<readonly Operation[]> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectOperations(tx, ctx.workspace, by, LISTED_MAX),
  ]);
  return (rows ?? []).map(toOperation);
}

type Clicked = { readonly channel: string; readonly ts: string } | null;
type Move = {
  readonly from: Operation["state"];
  readonly to: Operation["state"];
  readonly clicked: Clicked;
};

/** Each run of it is decided in the asker's name, so that it is the asker's to steer. */
async function move(ctx: Context, id: OperationId, { from, to, clicked }: Move): Promise<boolean> {
  const operation = await readOperation(ctx, id);
  if (!operation || ctx.by.kind !== "person" || operation.by !== ctx.by.id) return false;
  // What was given back must not be given away again.
  if (operation.isUndone) return false;
  const queued =
    to === "running" ? await ctx.queue(ctx.workspace, [{ queue: "operate", operation: id }]) : null;
  const moved = await inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const rows = await moveOperation(tx, ctx.workspace, id, from, to, ctx.now);
    await showAnew(tx, ctx.workspace, id, { at: ctx.now, clicked });
    if (rows.length > 0) for (const statement of queued?.(tx) ?? []) await statement;
    return rows.length > 0;
  });
  ctx.wake();
  return moved;
}
