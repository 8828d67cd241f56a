import type { Context } from "#src/context.ts";
import { batchInWorkspace, inWorkspace, type Sql } from "#db/client.ts";
import {
  keepBefore,
  moveOperation,
  selectOperation,
  settleItem,
  toItems,
  toOperation,
  waitingItems,
  type Operation,
  type OperationItem,
} from "#db/operations.ts";
import { readCrew, readRun } from "#db/runs.ts";
import { showAnew, tell } from "#db/workspace-notices.ts";
import type { OperationId, TaskId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { OperationBefore } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun } from "./change-run.ts";

/** As many runs as one job changes; the next job goes on. */
const RUNS_A_JOB = 100;
/** How often its message is shown anew, from beginning to end. */
const STEPS = 20;

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
    await changeOne(await inTheNameOf(ctx, operation.by), operation, item);
    const step = Math.ceil(operation.total / STEPS);
    if ((operation.done + operation.refused + 1) % step === 0) await show(ctx, id);
  }
  await end(ctx, id);
}

async function readState(ctx: Context, id: OperationId): Promise<Operation | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    selectOperation(tx, ctx.workspace, id),
  ]);
  return rows?.[0] ? toOperation(rows[0]) : null;
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
  const queued = await ctx.queue(ws, [{ queue: "operate", operation: id }]);
  await inWorkspace(ctx.db, ws, async (tx) => {
    const waits = (await waitingItems(tx, ws, id, 1)).length > 0;
    const [row] = waits ? [] : await moveOperation(tx, ws, id, "running", "done", ctx.now);
    const [now] = await selectOperation(tx, ws, id);
    const operation = now && toOperation(now);
    if (row && operation) await tellOwner(tx, ctx, operation);
    if (waits && operation?.state === "running") for (const statement of queued(tx)) await statement;
    await showAnew(tx, ws, id, { at: ctx.now, clicked: null });
    if (row)
      ctx.log.info({ operation: id, done: operation?.done, refused: operation?.refused }, "operation done");
  });
  ctx.wake();
}

/** Once, instead of run by run. */
async function tellOwner(tx: Sql, ctx: Context, { id, spec, by, done }: Operation): Promise<void> {
  if (spec.kind !== "reassign" || spec.to === by || done === 0) return;
  await tell(tx, ctx.workspace, { kind: "operation-received", about: id, to: [spec.to], at: ctx.now });
}

async function show(ctx: Context, id: OperationId): Promise<void> {
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    showAnew(tx, ctx.workspace, id, { at: ctx.now, clicked: null }),
  ]);
  ctx.wake();
}

async function changeOne(ctx: Context, operation: Operation, item: OperationItem): Promise<void> {
  const { spec } = operation;
  switch (spec.kind) {
    case "move-due":
      return ask(ctx, operation, item, { type: "move-dues", later: spec.later });
    case "reassign":
      return reassign(ctx, operation, item, spec);
    case "undo-reassign":
      return giveBack(ctx, operation, item, spec.to);
    default:
      return unreachable(spec);
  }
}

async function reassign(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  { to, tasks }: { readonly to: UserId; readonly tasks: boolean },
): Promise<void> {
  const run = await runOf(ctx, item);
  if (run && !item.before && run.owner === to) return settle(ctx, operation, item, "already-theirs");
  const before = item.before ?? (run && (await note(ctx, operation, item, whatTheyHave(run, tasks))));
  for (const task of before?.tasks ?? []) await assignTask(ctx, operation, item, task, to);
  return ask(ctx, operation, item, { type: "assign-run", to });
}

function whatTheyHave({ owner, tasks }: Run, withTasks: boolean): OperationBefore {
  const held = tasks.flatMap((task) =>
    withTasks && task.status === "claimed" && task.assignee === owner ? [task.id] : [],
  );
  return { owner, tasks: held };
}

/** What was given away goes back to whom it was taken from, where it still is where it went. */
async function giveBack(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  from: UserId,
): Promise<void> {
  const { before } = item;
  const run = await runOf(ctx, item);
  if (!before || run?.owner !== from) return settle(ctx, operation, item, "version-changed");
  for (const id of before.tasks) {
    const task = taskOf(run, id);
    if (task?.status === "claimed" && task.assignee === from)
      await assignTask(ctx, operation, item, id, before.owner);
  }
  return ask(ctx, operation, item, { type: "assign-run", to: before.owner });
}

async function runOf(ctx: Context, { run }: OperationItem): Promise<Run | null> {
  const { read } = await readRun(ctx.db, ctx.workspace, run, null);
  return read?.run ?? null;
}

async function note(
  ctx: Context,
  { id }: Operation,
  { number }: OperationItem,
  before: OperationBefore,
): Promise<OperationBefore> {
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [keepBefore(tx, ctx.workspace, id, number, before)]);
  return before;
}

/** Of a task that was done or handed on in between, nothing is left to give: the run itself says whether it may. */
async function assignTask(
  ctx: Context,
  { id }: Operation,
  { number, run }: OperationItem,
  task: TaskId,
  to: UserId,
): Promise<void> {
  const key = `operation:${id}:${number}:${task}`;
  await changeRun(ctx, { run, key, ask: { type: "assign-task", task, to }, isQuiet: true });
}

/** Asks it of the run, and counts it in the same transaction. */
async function ask(ctx: Context, operation: Operation, item: OperationItem, asked: Ask): Promise<void> {
  const { id } = operation;
  const { number, run } = item;
  const decision = await changeRun(ctx, {
    run,
    key: `operation:${id}:${number}`,
    ask: asked,
    isQuiet: true,
    also: (tx) => [settleItem(tx, ctx.workspace, id, number, null)],
  });
  if (!decision.ok) return settle(ctx, operation, item, decision.refusal.code);
  // Where there was nothing to change, or a job that died had changed it, nothing else was written.
  return settle(ctx, operation, item, null);
}

async function settle(
  ctx: Context,
  { id }: Operation,
  { number }: OperationItem,
  refusal: Refusal["code"] | null,
): Promise<void> {
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [settleItem(tx, ctx.workspace, id, number, refusal)]);
}
