import { z } from "zod";
import type { OperationId, RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { OperationBefore, OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { OperationIdSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import type { Sql, Statement } from "./client.ts";
import { DurationSchema } from "./event-schemas.ts";
import { json } from "./run-writes.ts";

// Acts on many runs: what is asked, of which runs, and how far it has come. Runs, not rows of them, are what they change.

const SpecSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reassign"), to: UserIdSchema, tasks: z.boolean() }),
  z.object({ kind: z.literal("move-due"), later: DurationSchema }),
  z.object({ kind: z.literal("undo-reassign"), of: OperationIdSchema, to: UserIdSchema }),
]) satisfies z.ZodType<OperationSpec>;

const BeforeSchema = z.object({
  owner: UserIdSchema,
  tasks: z.array(TaskIdSchema),
}) satisfies z.ZodType<OperationBefore>;

const OperationSchema = z
  .object({
    id: OperationIdSchema,
    spec: SpecSchema,
    filter: z.string(),
    by: UserIdSchema,
    total: z.int(),
    done: z.int(),
    refused: z.int(),
    state: z.enum(["running", "stopped", "done"]),
    created_at: z.date(),
    finished_at: z.date().nullable(),
  })
  .transform(({ created_at, finished_at, ...rest }) => ({
    ...rest,
    createdAt: created_at,
    finishedAt: finished_at,
  }));
export type Operation = z.output<typeof OperationSchema>;

const ItemSchema = z.object({ number: z.int(), run_id: RunIdSchema, before: BeforeSchema.nullable() });

/** A run that an operation has yet to change, or has changed. */
export type OperationItem = {
  readonly number: number;
  readonly run: RunId;
  readonly before: OperationBefore | null;
};

export type NewOperation = Pick<Operation, "id" | "spec" | "filter" | "by" | "createdAt">;
export type NewItem = { readonly run: RunId; readonly before: OperationBefore | null };

/** Makes an operation with its runs, in their order; nothing where it is there already. */
export function insertOperation(
  tx: Sql,
  ws: WorkspaceId,
  { id, spec, filter, by, createdAt }: NewOperation,
  items: readonly NewItem[],
): Statement {
  const rows = items.map((item, index) => ({ number: index + 1, run_id: item.run, before: item.before }));
  return tx`with made as (
      insert into baton.operations (workspace_id, id, spec, filter, by, total, state, created_at, finished_at)
      values (${ws}, ${id}, ${json(tx, spec)}, ${filter}, ${by}, ${items.length}, ${items.length > 0 ? "running" : "done"},
        ${createdAt}, ${items.length > 0 ? null : createdAt}) on conflict do nothing returning id),
    items as (
      insert into baton.operation_items (workspace_id, operation_id, number, run_id, state, before)
      select ${ws}, made.id, n.number, n.run_id, 'waiting', n.before
      from made, jsonb_to_recordset(${json(tx, rows)}) n(number integer, run_id text, before jsonb))
    select id from made`;
}

export function selectOperation(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select * from baton.operations where workspace_id = ${ws} and id = ${id}`;
}

/** The newest operations, of one person or of everybody. */
export function selectOperations(tx: Sql, ws: WorkspaceId, by: UserId | null, limit: number): Statement {
  return tx`select * from baton.operations where workspace_id = ${ws} ${by === null ? tx`` : tx`and by = ${by}`}
    order by created_at desc, id desc limit ${limit}`;
}

export function toOperation(row: unknown): Operation {
  return OperationSchema.parse(row);
}

/** The next runs that an operation has not come to yet. */
export function waitingItems(tx: Sql, ws: WorkspaceId, id: OperationId, limit: number): Statement {
  return tx`select number, run_id, before from baton.operation_items
    where workspace_id = ${ws} and operation_id = ${id} and state = 'waiting' order by number limit ${limit}`;
}

/** The runs that a reassignment did give away. */
export function givenAway(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select number, run_id, before from baton.operation_items
    where workspace_id = ${ws} and operation_id = ${id} and state = 'done' and before is not null order by number`;
}

export function toItems(rows: readonly unknown[] | undefined): OperationItem[] {
  return (rows ?? []).map((row) => {
    const { number, run_id: run, before } = ItemSchema.parse(row);
    return { number, run, before };
  });
}

/** Keeps what a run was before, once: what is asked again after a crash finds part of it changed. */
export function keepBefore(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  number: number,
  before: OperationBefore,
): Statement {
  return tx`update baton.operation_items set before = ${json(tx, before)}
    where workspace_id = ${ws} and operation_id = ${id} and number = ${number} and before is null and state = 'waiting'`;
}

/** A run is done with, one way or the other, and counted: once, however often it is said. */
export function settleItem(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  number: number,
  refusal: Refusal["code"] | null,
): Statement {
  const state = refusal === null ? "done" : "refused";
  return tx`with settled as (
      update baton.operation_items set state = ${state}, refusal = ${refusal}
      where workspace_id = ${ws} and operation_id = ${id} and number = ${number} and state = 'waiting' returning number)
    update baton.operations o set done = o.done + ${refusal === null ? 1 : 0}, refused = o.refused + ${refusal === null ? 0 : 1}
    from settled where o.workspace_id = ${ws} and o.id = ${id} returning o.id`;
}

/** Stops, takes up again, or ends an operation that is in that state now. */
export function moveOperation(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  from: Operation["state"],
  to: Operation["state"],
  at: Date,
): Statement {
  return tx`update baton.operations set state = ${to}, finished_at = ${to === "done" ? at : null}
    where workspace_id = ${ws} and id = ${id} and state = ${from} returning id`;
}

const RefusedSchema = z.object({
  code: z.custom<Refusal["code"]>((code) => typeof code === "string"),
  runs: z.int(),
  clients: z.array(z.string()),
});
/** Why runs were refused: how many, and some of their clients. */
export type RefusedRuns = z.output<typeof RefusedSchema>;

const NAMED_MAX = 5;

function selectRefused(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select i.refusal as code, count(*)::integer as runs,
      (array_agg(c.name order by i.number))[1:${NAMED_MAX}] as clients
    from baton.operation_items i
    join baton.runs r on r.workspace_id = i.workspace_id and r.id = i.run_id
    join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    where i.workspace_id = ${ws} and i.operation_id = ${id} and i.state = 'refused'
    group by i.refusal order by count(*) desc, i.refusal`;
}

/** Whether somebody has asked to undo it. */
function selectUndoOf(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select id from baton.operations
    where workspace_id = ${ws} and spec ->> 'kind' = 'undo-reassign' and spec ->> 'of' = ${id} limit 1`;
}

/** An operation with why runs were refused, and whether it was asked to be undone. */
export type OperationSeen = Operation & {
  readonly refusals: readonly RefusedRuns[];
  readonly isUndone: boolean;
};

/** How an operation stands; null: there is none of that id. */
export async function readOperationSeen(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
): Promise<OperationSeen | null> {
  const [[row], refused, undo] = await Promise.all([
    selectOperation(tx, ws, id),
    selectRefused(tx, ws, id),
    selectUndoOf(tx, ws, id),
  ]);
  if (!row) return null;
  const refusals = z.array(RefusedSchema).parse(refused);
  return { ...toOperation(row), refusals, isUndone: undo.length > 0 };
}
