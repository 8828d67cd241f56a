import type { Context } from "#src/context.ts";
import { placeOf } from "#db/history.ts";
import { readRun } from "#db/runs.ts";
import type { RunId } from "#domain/ids.ts";
import { may } from "#domain/may.ts";
import type { Refusal } from "#domain/refusal.ts";
import { gateOn, isLive } from "#domain/run.ts";
import { isOpen, type Task } from "#domain/task.ts";
import { actorOf } from "./change-run.ts";
import type { RunSeen } from "./read-run.ts";

/** A run with what of it the asker may block; `refusal`: why it is nothing. */
export type Blockable = RunSeen & {
  readonly tasks: readonly Task[];
  readonly whole: boolean;
  readonly refusal: Refusal | null;
};

/** What of a run somebody may put behind a gate; null: there is no such run. Changes nothing. */
export async function whatCouldBeBlocked(ctx: Context, id: RunId): Promise<Blockable | null> {
  const [{ read, crew }, place] = await Promise.all([
    readRun(ctx.db, ctx.workspace, id, null),
    placeOf(ctx.db, ctx.workspace, id),
  ]);
  if (!read || !place) return null;
  const { run } = read;
  if (!isLive(run)) return { run, ...place, tasks: [], whole: false, refusal: { code: "run-over" } };
  const actor = actorOf(ctx, crew);
  const tasks = run.tasks.filter(
    (task) =>
      isOpen(task) &&
      task.status !== "running" &&
      !gateOn(run, task.id) &&
      may(actor, { type: "block-task", task: task.id, reason: null }, run) === null,
  );
  const notAllowed = may(actor, { type: "block-run", reason: null }, run);
  const whole = notAllowed === null && !gateOn(run, null);
  const nothing: Refusal = notAllowed ?? { code: "gate-standing" };
  return { run, ...place, tasks, whole, refusal: whole || tasks.length > 0 ? null : nothing };
}
