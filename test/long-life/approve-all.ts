import { batchInWorkspace } from "#db/client.ts";
import { runOf, type TaskId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import type { Context } from "#src/context.ts";
import { TaskIdSchema } from "#src/ids.ts";

/** Somebody approves whatever is asked of them, and again after a crash: the second time it is done already. */
export async function approveAll(ctx: Context): Promise<void> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`select id from baton.tasks where workspace_id = ${ctx.workspace} and work ->> 'kind' = 'approval' and status = 'ready'`,
  ]);
  for (const row of rows ?? []) await approve(ctx, TaskIdSchema.parse(row["id"]));
}

export async function approve(ctx: Context, task: TaskId): Promise<void> {
  const ask = { type: "approve-task", task, note: null } as const;
  await changeRun(ctx, { run: runOf(task), key: `approve ${task}`, ask });
}
