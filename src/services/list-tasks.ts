import { z } from "zod";
import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { WorkPlanSchema } from "#db/event-schemas.ts";
import type { RunId, TaskId, UserId } from "#domain/ids.ts";
import { ClientIdSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";

const OPEN = ["ready", "claimed", "running", "waiting", "blocked", "failed"] as const;
const OVER = ["pending", "done", "skipped", "waived"] as const;

export type TaskFilter = {
  /** Null: of all runs; then only what is open is listed. */
  readonly run: RunId | null;
  readonly state: (typeof OPEN)[number] | (typeof OVER)[number] | null;
  readonly role: string | null;
  readonly assignee: UserId | null;
  readonly overdue: boolean | null;
};

const RowSchema = z
  .object({
    id: TaskIdSchema,
    run_id: RunIdSchema,
    client_id: ClientIdSchema,
    client: z.string(),
    key: z.string(),
    title: z.string(),
    stage: z.string(),
    work: WorkPlanSchema,
    status: z.enum([...OPEN, ...OVER]),
    role: z.string(),
    assignee: UserIdSchema.nullable(),
    ready_at: z.date().nullable(),
    due_at: z.date().nullable(),
    overdue: z.boolean(),
  })
  .transform(({ run_id, client_id, client, ready_at, due_at, work, ...rest }) => ({
    ...rest,
    run: run_id,
    client: { id: client_id, name: client },
    kind: work.kind,
    readyAt: ready_at,
    dueAt: due_at,
  }));

/** A task in a list over many runs. */
export type TaskListed = z.output<typeof RowSchema>;

/** Whether tasks in that state are listed over all runs: only what is open is, since what is over has no end. */
export function isListedOverall(state: string): boolean {
  return OPEN.some((one) => one === state);
}

/** Tasks in the order of their ids, which stays whatever happens to them; `next` is where the page ended. */
export async function listTasks(
  ctx: Context,
  { run, state, role, assignee, overdue }: TaskFilter,
  { after, limit }: { readonly after: TaskId | null; readonly limit: number },
): Promise<{ readonly tasks: readonly TaskListed[]; readonly next: TaskId | null }> {
  const ws = ctx.workspace;
  const [rows] = await batchInWorkspace(ctx.db, ws, (tx) => {
    const isLate = tx`(t.status in ('ready', 'claimed', 'running', 'waiting') and r.status in ('active', 'blocked')
      and coalesce(t.due_at <= ${ctx.now}, false))`;
    // Written out, so that Postgres sees that it is the index's condition.
    const open = tx`t.status in ('ready', 'claimed', 'running', 'waiting', 'blocked', 'failed')`;
    return [
      tx`select t.id, t.run_id, r.client_id, c.name as client, t.key, t.title, r.stages[t.stage + 1] as stage, t.work, t.status,
          t.role, t.assignee, t.ready_at, t.due_at, ${isLate} as overdue
        from baton.tasks t
        join baton.runs r on r.workspace_id = t.workspace_id and r.id = t.run_id
        join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
        where t.workspace_id = ${ws}
          ${run ? tx`and t.run_id = ${run}` : tx`and ${open}`}
          ${state ? tx`and t.status = ${state}` : tx``}
          ${role ? tx`and t.role = ${role}` : tx``}
          ${assignee ? tx`and t.assignee = ${assignee}` : tx``}
          ${overdue === null ? tx`` : tx`and ${isLate} = ${overdue}`}
          ${after ? tx`and t.id > ${after}` : tx``}
        order by t.id limit ${limit + 1}`,
    ];
  });
  const read = z.array(RowSchema).parse(rows ?? []);
  const tasks = read.slice(0, limit);
  return { tasks, next: read.length > limit ? (tasks.at(-1)?.id ?? null) : null };
}
