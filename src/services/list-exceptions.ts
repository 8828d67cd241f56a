import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace, type Sql } from "#db/client.ts";
import { ExceptionTypeSchema } from "#db/event-schemas.ts";
import type { ExceptionId, RunId } from "#domain/ids.ts";
import { ExceptionIdSchema, RunIdSchema, TaskIdSchema, TriggerIdSchema, UserIdSchema } from "#src/ids.ts";

export type ExceptionFilter = {
  /** Whether it still waits for somebody; null: either. */
  readonly open: boolean | null;
  readonly run: RunId | null;
};

const RowSchema = z.object({
  id: ExceptionIdSchema,
  run_id: RunIdSchema.nullable(),
  trigger_id: TriggerIdSchema.nullable(),
  task_id: TaskIdSchema.nullable(),
  type: ExceptionTypeSchema,
  owner: UserIdSchema,
  reason: z.string(),
  note: z.string().nullable(),
  gate: z.string().nullable(),
  runbook: z.string().nullable(),
  opened_by: UserIdSchema.nullable(),
  opened_at: z.date(),
  due_at: z.date(),
  closed_at: z.date().nullable(),
  closed_by: UserIdSchema.nullable(),
  choice: z.enum(["resume", "skip", "reroute", "cancel"]).nullable(),
  rerouted_to: TaskIdSchema.nullable(),
  cause: z.string().nullable(),
  prevention: z.string().nullable(),
});
export type ExceptionListed = z.output<typeof RowSchema>;

export type ExceptionPlace = { readonly openedAt: Date; readonly id: ExceptionId };

/** Exceptions of runs and of triggers, the last opened first; `next` is where the page ended. */
export async function listExceptions(
  ctx: Context,
  { open, run }: ExceptionFilter,
  { after, limit }: { readonly after: ExceptionPlace | null; readonly limit: number },
): Promise<{ readonly exceptions: readonly ExceptionListed[]; readonly next: ExceptionPlace | null }> {
  const ws = ctx.workspace;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => [
    tx`${selected(tx)} where e.workspace_id = ${ws} ${run ? tx`and e.run_id = ${run}` : tx``}
      ${open === null ? tx`` : open ? tx`and e.closed_at is null` : tx`and e.closed_at is not null`}
      ${after ? tx`and (e.opened_at, e.id) < (${after.openedAt}, ${after.id})` : tx``}
      order by e.opened_at desc, e.id desc limit ${limit + 1}`,
  ]);
  const read = z.array(RowSchema).parse(rows ?? []);
  const exceptions = read.slice(0, limit);
  const last = exceptions.at(-1);
  return {
    exceptions,
    next: read.length > limit && last ? { openedAt: last.opened_at, id: last.id } : null,
  };
}

/** Null: there is none of that id. */
export async function readException(ctx: Context, id: ExceptionId): Promise<ExceptionListed | null> {
  const [rows] = await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    tx`${selected(tx)} where e.workspace_id = ${ctx.workspace} and e.id = ${id}`,
  ]);
  return rows?.[0] ? RowSchema.parse(rows[0]) : null;
}

function selected(tx: Sql) {
  return tx`select e.id, e.run_id, e.trigger_id, e.task_id, e.type, e.owner, e.reason, e.gate,
      e.runbook, e.opened_by, e.opened_at, e.due_at, e.closed_at, e.closed_by, e.choice, e.rerouted_to,
      n.body as note, c.body as cause, p.body as prevention
    from baton.exceptions e
    left join baton.texts n on n.workspace_id = e.workspace_id and n.id = e.note_id
    left join baton.texts c on c.workspace_id = e.workspace_id and c.id = e.cause_id
    left join baton.texts p on p.workspace_id = e.workspace_id and p.id = e.prevention_id`;
}
