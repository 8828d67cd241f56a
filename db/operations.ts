import { z } from "zod";
import type { OperationId, RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { MovedDue } from "#domain/intent.ts";
import type { Act, OperationBefore, OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { InstantSchema, OperationIdSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import type { Sql, Statement } from "./client.ts";
import { DurationSchema } from "./event-schemas.ts";
import { json } from "./run-writes.ts";

// Acts on many runs: what is asked, of which runs, and how far it has come. Runs, not rows of them, are what they change.

const REASSIGN = z.object({ kind: z.literal("reassign"), to: UserIdSchema, tasks: z.boolean() });
const MOVE_DUE = z.object({ kind: z.literal("move-due"), later: DurationSchema });
const ActSchema = z.discriminatedUnion("kind", [REASSIGN, MOVE_DUE]) satisfies z.ZodType<Act>;
const SpecSchema = z.discriminatedUnion("kind", [
  REASSIGN,
  MOVE_DUE,
  z.object({ kind: z.literal("undo"), of: OperationIdSchema, act: ActSchema }),
]) satisfies z.ZodType<OperationSpec>;

const MovedSchema = z.object({
  task: TaskIdSchema.nullable(),
  was: InstantSchema,
  now: InstantSchema,
}) satisfies z.ZodType<MovedDue>;

/** What an operation changed of a run, as it was before. */
export const BeforeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("reassign"), owner: UserIdSchema, tasks: z.array(TaskIdSchema) }),
  z.object({ kind: z.literal("move-due"), dues: z.array(MovedSchema) }),
]) satisfies z.ZodType<OperationBefore>;

const OperationSchema = z
  .object({
    id: OperationIdSchema,
    spec: SpecSchema,
    filter: z.string(),
    by: UserIdSchema,
    total: z.int(),
    done: z.int(),
    refused: z.int(),
    failed: z.int(),
    state: z.enum(["running", "stopped", "done"]),
    stopped_by: UserIdSchema.nullable(),
    created_at: z.date(),
    finished_at: z.date().nullable(),
  })
  .transform(({ stopped_by, created_at, finished_at, ...rest }) => ({
    ...rest,
    stoppedBy: stopped_by,
    createdAt: created_at,
    finishedAt: finished_at,
  }));
export type Operation = z.output<typeof OperationSchema>;

const ItemSchema = z.object({
  number: z.int(),
  run_id: RunIdSchema,
  before: BeforeSchema.nullable(),
  tries: z.int(),
});

/** A run that an operation has yet to change, or has changed. */
export type OperationItem = {
  readonly number: number;
  readonly run: RunId;
  readonly before: OperationBefore | null;
  /** How often its change broke. */
  readonly tries: number;
};

export type NewOperation = Pick<Operation, "id" | "spec" | "filter" | "by" | "createdAt">;
export type NewItem = {
  readonly run: RunId;
  readonly before: OperationBefore | null;
  /** Why it is left as it is, which is known already; null: it is to be changed. */
  readonly refusal: Refusal["code"] | null;
};

/** Makes an operation with its runs, in their order; nothing where it is there already, or undoes what is undone. */
export function insertOperation(
  tx: Sql,
  ws: WorkspaceId,
  { id, spec, filter, by, createdAt }: NewOperation,
  items: readonly NewItem[],
): Statement {
  const rows = items.map(({ run, before, refusal }, index) => ({
    number: index + 1,
    run_id: run,
    before,
    refusal,
    state: refusal === null ? "waiting" : "refused",
  }));
  const refused = items.filter(({ refusal }) => refusal !== null).length;
  const isOver = refused === items.length;
  return tx`with made as (
      insert into baton.operations (workspace_id, id, spec, filter, by, total, refused, state, undoes, created_at, finished_at)
      values (${ws}, ${id}, ${json(tx, spec)}, ${filter}, ${by}, ${items.length}, ${refused}, ${isOver ? "done" : "running"},
        ${spec.kind === "undo" ? spec.of : null}, ${createdAt}, ${isOver ? createdAt : null}) on conflict do nothing returning id),
    items as (
      insert into baton.operation_items (workspace_id, operation_id, number, run_id, state, refusal, before)
      select ${ws}, made.id, n.number, n.run_id, n.state, n.refusal, n.before
      from made, jsonb_to_recordset(${json(tx, rows)}) n(number integer, run_id text, state text, refusal text, before jsonb))
    select id from made`;
}

export function selectOperation(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select * from baton.operations where workspace_id = ${ws} and id = ${id}`;
}

/** So that it doesn't move while somebody decides by how it stands. */
export function lockOperation(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select id from baton.operations where workspace_id = ${ws} and id = ${id} for update`;
}

export type OperationPlace = { readonly createdAt: Date; readonly id: OperationId };

/** Operations of one person or of everybody, in one state or any, the newest first. */
export function selectOperations(
  tx: Sql,
  ws: WorkspaceId,
  { by, state }: { readonly by: UserId | null; readonly state: Operation["state"] | null },
  { after, limit }: { readonly after: OperationPlace | null; readonly limit: number },
): Statement {
  return tx`select * from baton.operations where workspace_id = ${ws} ${by === null ? tx`` : tx`and by = ${by}`}
    ${state === null ? tx`` : tx`and state = ${state}`}
    ${after === null ? tx`` : tx`and (created_at, id) < (${after.createdAt}, ${after.id})`}
    order by created_at desc, id desc limit ${limit}`;
}

export function toOperation(row: unknown): Operation {
  return OperationSchema.parse(row);
}

/** The next runs that an operation has not done with yet: those whose change broke come after the others. */
export function waitingItems(tx: Sql, ws: WorkspaceId, id: OperationId, limit: number): Statement {
  return tx`select number, run_id, before, tries from baton.operation_items
    where workspace_id = ${ws} and operation_id = ${id} and state = 'waiting' order by tries, number limit ${limit}`;
}

export function toItems(rows: readonly unknown[] | undefined): OperationItem[] {
  return (rows ?? []).map((row) => {
    const { run_id: run, ...rest } = ItemSchema.parse(row);
    return { run, ...rest };
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

/** What came of a run. */
export type Settled =
  | {
      readonly state: "done";
      /** What it was before, where that was not kept already. */
      readonly before?: OperationBefore;
      /** How much of it somebody had changed, which stayed. */
      readonly stayed?: number;
      /** Whom it concerned. */
      readonly concerns?: readonly UserId[];
    }
  | { readonly state: "refused"; readonly refusal: Refusal["code"] };

/** A run is done with, one way or the other, and counted: once, however often it is said. */
export function settleItem(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  number: number,
  settled: Settled,
): Statement {
  const isDone = settled.state === "done";
  const before = isDone && settled.before ? json(tx, settled.before) : tx`before`;
  const concerns = (isDone && settled.concerns) || [];
  return tx`with settled as (
      update baton.operation_items set state = ${settled.state}, refusal = ${isDone ? null : settled.refusal},
        stayed = ${isDone ? (settled.stayed ?? 0) : 0}, before = ${before}, concerns = ${json(tx, concerns)}
      where workspace_id = ${ws} and operation_id = ${id} and number = ${number} and state = 'waiting' returning number)
    update baton.operations o set done = o.done + ${isDone ? 1 : 0}, refused = o.refused + ${isDone ? 0 : 1}
    from settled where o.workspace_id = ${ws} and o.id = ${id} returning o.id`;
}

/** The change of a run broke. After so many tries it is given up, and counted as failed. */
export function stumbledItem(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  number: number,
  { triesMax, reference }: { readonly triesMax: number; readonly reference: string },
): Statement {
  return tx`with stumbled as (
      update baton.operation_items set tries = tries + 1,
        state = case when tries + 1 < ${triesMax} then state else 'failed' end,
        reference = case when tries + 1 < ${triesMax} then null else ${reference}::text end
      where workspace_id = ${ws} and operation_id = ${id} and number = ${number} and state = 'waiting' returning state)
    update baton.operations o set failed = o.failed + 1
    from stumbled where stumbled.state = 'failed' and o.workspace_id = ${ws} and o.id = ${id}`;
}

/** Stops, takes up again, or ends an operation that is in that state now. */
export function moveOperation(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  {
    from,
    to,
    by,
    at,
  }: {
    readonly from: Operation["state"];
    readonly to: Operation["state"];
    /** Who stops it. */
    readonly by: UserId | null;
    readonly at: Date;
  },
): Statement {
  return tx`update baton.operations set state = ${to}, stopped_by = ${to === "stopped" ? by : null},
      finished_at = ${to === "done" ? at : null}
    where workspace_id = ${ws} and id = ${id} and state = ${from} returning id`;
}
