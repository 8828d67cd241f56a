import { z } from "zod";
import type { OperationId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { RUN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { threadLink } from "#domain/thread-link.ts";
import { RunIdSchema, UserIdSchema } from "#src/ids.ts";
import type { Sql, Statement } from "./client.ts";
import { BeforeSchema, selectOperation, toOperation, type Operation } from "./operations.ts";
import { readWrittenFilter } from "./written-filter.ts";

// What came of an operation, for who asked for it; and what would come of undoing it.

const NAMED_MAX = 5;

const RefusedSchema = z.object({
  code: z.custom<Refusal["code"]>((code) => typeof code === "string"),
  runs: z.int(),
  clients: z.array(z.string()),
});
/** Why runs were refused: how many, and some of their clients. */
export type RefusedRuns = z.output<typeof RefusedSchema>;

const FailedSchema = z.object({ run: RunIdSchema, client: z.string(), reference: z.string() });
/** A run whose change broke, and by which reference the log tells of it. */
export type FailedRun = z.output<typeof FailedSchema>;

const PartlySchema = z.object({ stayed: z.int(), runs: z.int(), clients: z.array(z.string()) });
/** Of what some runs had changed in them, so much stayed, since somebody had changed it: how many runs, and some of their clients. */
export type PartlyDone = z.output<typeof PartlySchema>;

/** An operation with what came of its runs. */
export type OperationSeen = Operation & {
  readonly refusals: readonly RefusedRuns[];
  /** Some of those that failed. */
  readonly failures: readonly FailedRun[];
  /** Null: what was changed was changed wholly. */
  readonly partly: PartlyDone | null;
  /** Whether somebody has asked to undo it. */
  readonly isUndone: boolean;
  /** Who did; null: nobody. */
  readonly undoneBy: UserId | null;
  /** Which runs it is about, as its filter says. */
  readonly which: RunFilter;
  /** Some of those that it changes. */
  readonly some: readonly RunNamed[];
};

/** A client's run, and where its thread is. */
export type RunNamed = { readonly client: string; readonly threadLink: string | null };

/** What an operation did that concerns somebody who didn't ask for it, as it is now. */
export type OperationConcern = {
  readonly runs: number;
  /** In so many of these they are the owner. */
  readonly owned: number;
  readonly some: readonly RunNamed[];
};

/** How an operation stands; null: there is none of that id. */
export async function readOperationSeen(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
): Promise<OperationSeen | null> {
  const [[row], refused, failed, [partly], [undo], some] = await Promise.all([
    selectOperation(tx, ws, id),
    selectRefused(tx, ws, id),
    selectFailed(tx, ws, id),
    selectPartly(tx, ws, id),
    selectUndoOf(tx, ws, id),
    selectSome(tx, ws, id, tx`i.state <> 'refused'`),
  ]);
  if (!row) return null;
  const operation = toOperation(row);
  return {
    ...operation,
    refusals: z.array(RefusedSchema).parse(refused),
    failures: z.array(FailedSchema).parse(failed),
    partly: partly ? PartlySchema.parse(partly) : null,
    isUndone: undo !== undefined,
    undoneBy: undo ? UserIdSchema.parse(undo["by"]) : null,
    which: readWrittenFilter(operation.filter),
    some: toNamed(some),
  };
}

/** What an operation did that concerns somebody who didn't ask for it. */
export async function readOperationConcern(
  tx: Sql,
  ws: WorkspaceId,
  id: OperationId,
  person: UserId,
): Promise<OperationConcern> {
  const concerns = tx`i.concerns ? ${person}`;
  const [[counts], some] = await Promise.all([
    tx`select count(*)::integer as runs, (count(*) filter (where r.owner = ${person}))::integer as owned
      ${ofItems(tx, ws, id)} and ${concerns}`,
    selectSome(tx, ws, id, concerns),
  ]);
  return { ...CountsSchema.parse(counts), some: toNamed(some) };
}

const CountsSchema = z.object({ runs: z.int(), owned: z.int() });

/** Whom an operation concerned so far, but for who asked for it. */
export async function readConcerned(tx: Sql, ws: WorkspaceId, id: OperationId): Promise<readonly UserId[]> {
  const rows =
    await tx`select distinct jsonb_array_elements_text(concerns) as person from baton.operation_items
    where workspace_id = ${ws} and operation_id = ${id} order by 1`;
  return rows.map((row) => UserIdSchema.parse(row["person"]));
}

function selectSome(tx: Sql, ws: WorkspaceId, id: OperationId, which: Statement): Statement {
  return tx`select c.name as client, m.channel, m.ts, w.slack_url ${ofItems(
    tx,
    ws,
    id,
    tx`join baton.workspaces w on w.id = r.workspace_id
      left join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'card'`,
  )} and ${which}
    order by i.number limit ${NAMED_MAX}`;
}

const NamedSchema = z
  .object({
    client: z.string(),
    channel: z.string().nullable(),
    ts: z.string().nullable(),
    slack_url: z.string(),
  })
  .transform(({ client, channel, ts, slack_url }) => ({
    client,
    threadLink: threadLink(slack_url, channel, ts),
  }));

function toNamed(rows: readonly unknown[]): RunNamed[] {
  return z.array(NamedSchema).parse(rows);
}

function selectRefused(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select i.refusal as code, count(*)::integer as runs,
      (array_agg(c.name order by i.number))[1:${NAMED_MAX}] as clients ${ofItems(tx, ws, id)} and i.state = 'refused'
    group by i.refusal order by count(*) desc, i.refusal`;
}

function selectFailed(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select i.run_id as run, c.name as client, i.reference ${ofItems(tx, ws, id)} and i.state = 'failed'
    order by i.number limit ${NAMED_MAX}`;
}

function selectPartly(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select sum(i.stayed)::integer as stayed, count(*)::integer as runs,
      (array_agg(c.name order by i.number))[1:${NAMED_MAX}] as clients ${ofItems(tx, ws, id)} and i.stayed > 0
    having count(*) > 0`;
}

function ofItems(tx: Sql, ws: WorkspaceId, id: OperationId, beside: Statement = tx``) {
  return tx`from baton.operation_items i
    join baton.runs r on r.workspace_id = i.workspace_id and r.id = i.run_id
    join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id ${beside}
    where i.workspace_id = ${ws} and i.operation_id = ${id}`;
}

/** Whoever asks to undo what is undone already finds it here. */
export function selectUndoOf(tx: Sql, ws: WorkspaceId, id: OperationId): Statement {
  return tx`select id, by from baton.operations where workspace_id = ${ws} and undoes = ${id}`;
}

const ToUndoSchema = z.object({
  id: RunIdSchema,
  client: z.string(),
  title: z.string(),
  isPart: z.boolean(),
  owner: UserIdSchema,
  status: z.enum(RUN_STATES),
  before: BeforeSchema,
  is_as_left: z.boolean(),
  gets_late: z.boolean(),
});
/** A run that an operation changed. */
export type RunToUndo = z.output<typeof ToUndoSchema>;

/** What an operation changed, in the list's order: which of it is still as that left it, and would be late at once if it were as before. */
export function selectToUndo(
  tx: Sql,
  ws: WorkspaceId,
  { of, act }: Extract<OperationSpec, { kind: "undo" }>,
  now: Date,
): Statement {
  const isWithThem = act.kind === "reassign" ? tx`r.owner = ${act.to}` : tx`false`;
  return tx`select r.id, c.name as client, r.title, r.parent_run_id is not null as "isPart", r.owner, r.status, i.before,
      ${isWithThem} or moved.some as is_as_left, moved.late as gets_late
    from baton.operation_items i
    join baton.runs r on r.workspace_id = i.workspace_id and r.id = i.run_id
    join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    cross join lateral (
      select count(*) > 0 as some, coalesce(bool_or(d.was <= ${now}), false) as late
      from jsonb_to_recordset(i.before -> 'dues') d(task text, was timestamptz, now timestamptz)
      left join baton.tasks t on t.workspace_id = ${ws} and t.id = d.task
        and t.status in ('ready', 'claimed', 'running', 'waiting')
      where d.now = case when d.task is null then r.due_at else t.due_at end) moved
    where i.workspace_id = ${ws} and i.operation_id = ${of} and i.state = 'done' and i.before is not null
    order by r.opened_at desc, r.id desc`;
}

export function toRunsToUndo(rows: readonly unknown[] | undefined): RunToUndo[] {
  return z.array(ToUndoSchema).parse(rows ?? []);
}
