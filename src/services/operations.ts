import type { Context } from "#src/context.ts";
import { batchInWorkspace, inWorkspace } from "#db/client.ts";
import { readOperationSeen, selectUndoOf, type OperationSeen } from "#db/operation-seen.ts";
import {
  insertOperation,
  lockOperation,
  moveOperation,
  selectOperation,
  selectOperations,
  toOperation,
  type Operation,
  type OperationPlace,
} from "#db/operations.ts";
import { readCrew } from "#db/runs.ts";
import { showAnew, tell } from "#db/workspace-notices.ts";
import type { OperationId } from "#domain/ids.ts";
import { maySteer } from "#domain/may.ts";
import { undoOf, type OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { operationIdFor } from "#src/ids.ts";
import { actorOf } from "./change-run.ts";
import { judgeOperation, type Judged, type OperationForeseen } from "./foresee-operation.ts";

export type StartOperation = {
  readonly spec: OperationSpec;
  readonly filter: RunFilter;
  /** The filter as the asker said it. */
  readonly words: string;
  /** Asked again with the same key it is the same operation. */
  readonly key: string;
  /** The digest of what the asker saw foreseen; without it they take it as it comes. */
  readonly confirmed?: string | undefined;
};

export type Started =
  | { readonly ok: true; readonly id: OperationId }
  | { readonly ok: false; readonly why: "refused"; readonly refusal: Refusal }
  /** Other runs would be changed than the asker saw: nothing has begun. */
  | { readonly ok: false; readonly why: "changed"; readonly foreseen: OperationForeseen }
  /** It is under way, or undone, or nothing of it is as it left it. */
  | { readonly ok: false; readonly why: "nothing-to-undo" };

/**
 * Begins to change many runs: those that are foreseen to change now. The others are left as they are, whatever becomes of them,
 * so that nothing is changed that the asker was told would stay. The rest is work for another process, which tells the asker of it.
 */
export async function startOperation(
  ctx: Context,
  { spec, filter, words, key, confirmed }: StartOperation,
): Promise<Started> {
  if (ctx.by.kind !== "person") throw new Error("An operation is asked for by a person");
  const by = ctx.by.id;
  const id = operationIdFor(`${ctx.workspace} ${key}`);
  if (await readState(ctx, id)) return { ok: true, id };
  const seen = await judgeOperation(ctx, { spec, filter });
  if (!seen.ok) return { ...seen, why: "refused" };
  const { judged, foreseen } = seen;
  if (confirmed !== undefined && confirmed !== foreseen.digest)
    return { ok: false, why: "changed", foreseen };
  if (spec.kind === "undo" && foreseen.will.length === 0) return { ok: false, why: "nothing-to-undo" };
  const isThere = await insert(ctx, { id, spec, filter: words, by, createdAt: ctx.now }, judged);
  if (!isThere) return { ok: false, why: "nothing-to-undo" };
  ctx.log.info({ operation: id, kind: spec.kind, runs: foreseen.will.length }, "operation begun");
  ctx.wake();
  return { ok: true, id };
}

/** False: it undoes what can't be undone any more. */
async function insert(
  ctx: Context,
  operation: Parameters<typeof insertOperation>[2],
  judged: readonly Judged[],
): Promise<boolean> {
  const ws = ctx.workspace;
  const { id, spec, by } = operation;
  const items = judged.map(({ run, refusal }) => ({
    run: run.id,
    before: run.undo?.before ?? null,
    refusal,
  }));
  const queued = await ctx.queue(ws, [{ queue: "operate", operation: id, afterMs: 0 }]);
  return inWorkspace(ctx.db, ws, async (tx) => {
    if (spec.kind === "undo") {
      await lockOperation(tx, ws, spec.of);
      const undone = await readOperationSeen(tx, ws, spec.of);
      // Asked twice at once, it may have been begun with this key by now.
      if (!undone || !undoOf(undone)) return (await selectOperation(tx, ws, id)).length > 0;
    }
    const made = await insertOperation(tx, ws, operation, items);
    if (made.length === 0) return true;
    await tell(tx, ws, { kind: "operation", about: id, to: [by], at: ctx.now });
    if (spec.kind === "undo") await showAnew(tx, ws, spec.of, { at: ctx.now, clicked: null });
    for (const statement of queued(tx)) await statement;
    return true;
  });
}

/** Stops an operation after the run at hand. False: it isn't running, or isn't the asker's to stop. */
export function stopOperation(ctx: Context, id: OperationId, clicked: Clicked = null): Promise<boolean> {
  return move(ctx, id, { steer: "stop", from: "running", to: "stopped", clicked });
}

/** Takes up an operation where it was stopped. False: it isn't stopped, or is another's. */
export function continueOperation(ctx: Context, id: OperationId, clicked: Clicked = null): Promise<boolean> {
  return move(ctx, id, { steer: "continue", from: "stopped", to: "running", clicked });
}

/** How an operation stands; null: there is none of that id. */
export function readOperation(ctx: Context, id: OperationId): Promise<OperationSeen | null> {
  return inWorkspace(ctx.db, ctx.workspace, (tx) => readOperationSeen(tx, ctx.workspace, id));
}

export type OperationPage = {
  readonly operations: readonly Operation[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: OperationPlace | null;
};

/** Operations of one person or of everybody, the newest first. */
export async function listOperations(
  ctx: Context,
  filter: Parameters<typeof selectOperations>[2],
  { after, limit }: { readonly after: OperationPlace | null; readonly limit: number },
): Promise<OperationPage> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    // One more than is shown says whether there is another page.
    selectOperations(tx, ctx.workspace, filter, { after, limit: limit + 1 }),
  ]);
  const read = (rows ?? []).map(toOperation);
  const operations = read.slice(0, limit);
  const last = operations.at(-1);
  return {
    operations,
    next: read.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null,
  };
}

/** Whether the asker may stop it, or go on with it. */
export async function maySteerOperation(
  ctx: Context,
  steer: "stop" | "continue",
  { by }: Pick<Operation, "by">,
): Promise<boolean> {
  return maySteer(actorOf(ctx, await readCrew(ctx.db, ctx.workspace)), steer, by);
}

const TO_STOP_MAX = 3;

/** The newest operations under way that the asker may stop. */
export async function operationsToStop(ctx: Context): Promise<readonly Operation[]> {
  const running = { by: null, state: "running" } as const;
  const { operations } = await listOperations(ctx, running, { after: null, limit: TO_STOP_MAX });
  if (operations.length === 0) return [];
  const actor = actorOf(ctx, await readCrew(ctx.db, ctx.workspace));
  return operations.filter(({ by }) => maySteer(actor, "stop", by));
}

type Clicked = { readonly channel: string; readonly ts: string } | null;
type Move = {
  readonly steer: "stop" | "continue";
  readonly from: Operation["state"];
  readonly to: Operation["state"];
  readonly clicked: Clicked;
};

async function move(ctx: Context, id: OperationId, { steer, from, to, clicked }: Move): Promise<boolean> {
  const ws = ctx.workspace;
  const operation = await readState(ctx, id);
  if (!operation || !(await maySteerOperation(ctx, steer, operation))) return false;
  const by = ctx.by.kind === "person" ? ctx.by.id : null;
  const work = steer === "continue" ? [{ queue: "operate", operation: id, afterMs: 0 } as const] : [];
  const queued = await ctx.queue(ws, work);
  const moved = await inWorkspace(ctx.db, ws, async (tx) => {
    await lockOperation(tx, ws, id);
    // What was given back must not be given away again.
    if ((await selectUndoOf(tx, ws, id)).length > 0) return false;
    const rows = await moveOperation(tx, ws, id, { from, to, by, at: ctx.now });
    await showAnew(tx, ws, id, { at: ctx.now, clicked });
    if (rows.length > 0) for (const statement of queued(tx)) await statement;
    return rows.length > 0;
  });
  ctx.wake();
  return moved;
}

async function readState(ctx: Context, id: OperationId): Promise<Operation | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectOperation(tx, ctx.workspace, id),
  ]);
  return rows?.[0] ? toOperation(rows[0]) : null;
}
