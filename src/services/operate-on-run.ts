import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { keepBefore, settleItem, type Operation, type OperationItem, type Settled } from "#db/operations.ts";
import { readRun } from "#db/runs.ts";
import type { TaskId, UserId } from "#domain/ids.ts";
import type { Ask, MovedDue } from "#domain/intent.ts";
import type { OperationBefore } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { asMoved, movedBy } from "#domain/restore-dues.ts";
import { taskOf, type Run } from "#domain/run.ts";
import { isOver } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { changeRun, type Made } from "./change-run.ts";

/** Does to one run what an operation is for, and counts it. Done again after it was cut short, it goes on where it was. */
export async function operateOnRun(ctx: Context, operation: Operation, item: OperationItem): Promise<void> {
  const { spec } = operation;
  switch (spec.kind) {
    case "move-due":
      return ask(ctx, operation, item, { type: "move-dues", later: spec.later }, ({ before, events }) => ({
        before: { kind: "move-due", dues: movedBy(before, events) },
      }));
    case "reassign":
      return reassign(ctx, operation, item, spec);
    case "undo":
      return undo(ctx, operation, item);
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
  if (run && !item.before && run.owner === to) return refuse(ctx, operation, item, "already-theirs");
  const before = item.before ?? (run && (await note(ctx, operation, item, whatTheyHave(run, tasks))));
  const held = before?.kind === "reassign" ? before.tasks : [];
  for (const task of held) await assignTask(ctx, operation, item, task, to);
  return ask(ctx, operation, item, { type: "assign-run", to });
}

function whatTheyHave({ owner, tasks }: Run, withTasks: boolean): OperationBefore {
  const held = tasks.flatMap((task) =>
    withTasks && task.status === "claimed" && task.assignee === owner ? [task.id] : [],
  );
  return { kind: "reassign", owner, tasks: held };
}

/** What the run was before it is again, wherever it still is as it was left. */
async function undo(ctx: Context, operation: Operation, item: OperationItem): Promise<void> {
  const { spec } = operation;
  const { before } = item;
  if (before?.kind === "move-due") return putBack(ctx, operation, item, before.dues);
  if (before?.kind === "reassign" && spec.kind === "undo" && spec.act.kind === "reassign")
    return giveBack(ctx, operation, item, { from: spec.act.to, before });
  throw new Error(`Operation ${operation.id} has nothing to undo run ${item.run} by`);
}

async function putBack(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  dues: readonly MovedDue[],
): Promise<void> {
  return ask(ctx, operation, item, { type: "restore-dues", dues }, ({ before }) => ({
    stayed: asMoved(before, dues).changed,
  }));
}

type GivenAway = {
  readonly from: UserId;
  readonly before: Extract<OperationBefore, { readonly kind: "reassign" }>;
};

async function giveBack(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  { from, before }: GivenAway,
): Promise<void> {
  const run = await runOf(ctx, item);
  if (run?.owner !== from) return refuse(ctx, operation, item, "changed-since");
  const open = before.tasks.flatMap((id) => taskOf(run, id) ?? []).filter((task) => !isOver(task));
  const isOf = (user: UserId) => (task: (typeof open)[number]) =>
    task.status === "claimed" && task.assignee === user;
  for (const { id } of open.filter(isOf(from))) await assignTask(ctx, operation, item, id, before.owner);
  const stayed = open.filter((task) => !isOf(from)(task) && !isOf(before.owner)(task)).length;
  return ask(ctx, operation, item, { type: "assign-run", to: before.owner }, () => ({ stayed }));
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

/** What is kept of a change, told by the run as it was and what happened to it. */
type Kept = (made: Made) => {
  readonly before?: OperationBefore;
  readonly stayed?: number;
};

/** Asks it of the run, and counts it in the same transaction: what it was before is known exactly when it is no longer. */
async function ask(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  asked: Ask,
  kept: Kept = () => ({}),
): Promise<void> {
  const { id } = operation;
  const { number, run } = item;
  const decision = await changeRun(ctx, {
    run,
    key: `operation:${id}:${number}`,
    ask: asked,
    isQuiet: true,
    also: (tx, made) => {
      const { concerns } = made;
      return [settleItem(tx, ctx.workspace, id, number, { state: "done", concerns, ...kept(made) })];
    },
  });
  if (!decision.ok) return refuse(ctx, operation, item, decision.refusal.code);
  // Where there was nothing to change, or a job that died had changed it, nothing else was written.
  return settle(ctx, operation, item, { state: "done" });
}

function refuse(
  ctx: Context,
  operation: Operation,
  item: OperationItem,
  refusal: Refusal["code"],
): Promise<void> {
  return settle(ctx, operation, item, { state: "refused", refusal });
}

async function settle(
  ctx: Context,
  { id }: Operation,
  { number }: OperationItem,
  settled: Settled,
): Promise<void> {
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [settleItem(tx, ctx.workspace, id, number, settled)]);
}
