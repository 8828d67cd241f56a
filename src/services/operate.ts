import { randomUUID } from "node:crypto";
import type { Context } from "#src/context.ts";
import { batchInWorkspace, inWorkspace, type Sql } from "#db/client.ts";
import {
  moveOperation,
  selectOperation,
  stumbledItem,
  toItems,
  toOperation,
  waitingItems,
  type Operation,
  type OperationItem,
} from "#db/operations.ts";
import { readCrew } from "#db/runs.ts";
import { readConcerned } from "#db/operation-seen.ts";
import { showAnew, tell } from "#db/workspace-notices.ts";
import type { OperationId, UserId } from "#domain/ids.ts";
import { operateOnRun } from "./operate-on-run.ts";

/** As many runs as one job changes; the next job goes on. */
const RUNS_A_JOB = 100;
/** How often its message is shown anew, from beginning to end. */
const STEPS = 20;
/** How often a run whose change breaks is tried, and how long it waits before each further try. */
const TRIES_MAX = 3;
const TRY_AGAIN_AFTER_MS = [1000, 5000] as const;

/**
 * Goes on with an operation: run after run, each in the asker's name and under a key of its own. So it may begin twice, stop
 * half way or be killed, and each run is changed once.
 */
export async function operate(ctx: Context, id: OperationId): Promise<void> {
  const [waiting] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    waitingItems(tx, ctx.workspace, id, RUNS_A_JOB),
  ]);
  for (const item of toItems(waiting)) {
    const operation = await readState(ctx, id);
    if (operation?.state !== "running") return end(ctx, id);
    await attempt(ctx, operation, item);
    const step = Math.ceil(operation.total / STEPS);
    if ((operation.done + operation.refused + operation.failed + 1) % step === 0) await show(ctx, id);
  }
  await end(ctx, id);
}

async function readState(ctx: Context, id: OperationId): Promise<Operation | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectOperation(tx, ctx.workspace, id),
  ]);
  return rows?.[0] ? toOperation(rows[0]) : null;
}

/** One run whose change breaks does not hold up the others: it comes after them once more, and is given up in the end. */
async function attempt(ctx: Context, operation: Operation, item: OperationItem): Promise<void> {
  const as = await inTheNameOf(ctx, operation.by);
  try {
    await operateOnRun(as, operation, item);
  } catch (error) {
    const reference = randomUUID().slice(0, 8);
    // Where it is the store that can't be reached, this breaks too: then no run is to blame, and the job is tried again.
    await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
      stumbledItem(tx, ctx.workspace, operation.id, item.number, { triesMax: TRIES_MAX, reference }),
    ]);
    const facts = { operation: operation.id, run: item.run, tries: item.tries + 1, reference };
    ctx.log.error({ err: error, ...facts }, "run of an operation broke");
  }
}

/** Whoever left since, or became a stranger, changes nothing more. */
async function inTheNameOf(ctx: Context, id: UserId): Promise<Context> {
  const { people } = await readCrew(ctx.db, ctx.workspace);
  const person = people.get(id);
  return {
    ...ctx,
    by: { kind: "person", id, internal: person?.internal === true && person.active },
  };
}

/** Nothing waits: it is done. Otherwise another job goes on, unless somebody stopped it. */
async function end(ctx: Context, id: OperationId): Promise<void> {
  const ws = ctx.workspace;
  const next = await readNext(ctx, id);
  const afterMs = (next && TRY_AGAIN_AFTER_MS[next.tries - 1]) ?? 0;
  const queued = await ctx.queue(ws, [{ queue: "operate", operation: id, afterMs }]);
  await inWorkspace(ctx.db, ws, async (tx) => {
    const waits = (await waitingItems(tx, ws, id, 1)).length > 0;
    const step = { from: "running", to: "done", by: null, at: ctx.now } as const;
    const [row] = waits ? [] : await moveOperation(tx, ws, id, step);
    const [now] = await selectOperation(tx, ws, id);
    const operation = now && toOperation(now);
    if (operation && operation.state !== "running") await tellConcerned(tx, ctx, operation);
    if (waits && operation?.state === "running") for (const statement of queued(tx)) await statement;
    await showAnew(tx, ws, id, { at: ctx.now, clicked: null });
    if (operation?.spec.kind === "undo")
      await showAnew(tx, ws, operation.spec.of, { at: ctx.now, clicked: null });
    if (!row || !operation) return;
    const { done, refused, failed } = operation;
    ctx.log.info({ operation: id, done, refused, failed }, "operation done");
  });
  ctx.wake();
}

/** The run that comes next; null: none does. */
async function readNext(ctx: Context, id: OperationId): Promise<OperationItem | null> {
  const [waiting] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    waitingItems(tx, ctx.workspace, id, 1),
  ]);
  return toItems(waiting)[0] ?? null;
}

/** Once, instead of run by run; stopped and taken up again, their message says how much it has become. */
async function tellConcerned(tx: Sql, ctx: Context, { id, spec }: Operation): Promise<void> {
  const ws = ctx.workspace;
  const concerned = await readConcerned(tx, ws, id);
  const isNewOwner = (person: UserId) => spec.kind === "reassign" && spec.to === person;
  const about = { about: id, at: ctx.now };
  await tell(tx, ws, { kind: "operation-received", to: concerned.filter(isNewOwner), ...about });
  await tell(tx, ws, {
    kind: "operation-concerns",
    to: concerned.filter((person) => !isNewOwner(person)),
    ...about,
  });
}

async function show(ctx: Context, id: OperationId): Promise<void> {
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    showAnew(tx, ctx.workspace, id, { at: ctx.now, clicked: null }),
  ]);
  ctx.wake();
}
