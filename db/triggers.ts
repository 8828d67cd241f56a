import type { ISql } from "postgres";
import { z } from "zod";
import type { DealId, TriggerId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import { DealIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Tx } from "./client.ts";

export const SnapshotSchema: z.ZodType<Snapshot> = z.object({
  client: z.object({ externalId: z.string().nullable(), name: z.string(), segment: z.string().nullable() }),
  contract: z.object({ value: z.string().nullable(), currency: z.string().nullable() }),
  deal: z.object({ name: z.string().nullable(), stage: z.string().nullable() }),
});

const TriggerSchema = z.object({
  id: TriggerIdSchema,
  source: z.string(),
  event: z.unknown(),
  occurred_at: z.date(),
  received_at: z.date(),
  status: z.enum(["stored", "evidence", "ignored", "held", "opened"]),
  snapshot: SnapshotSchema.nullable(),
  type: z.string().nullable(),
  opens: z.boolean(),
  deal_id: DealIdSchema.nullable(),
});
export type Trigger = z.infer<typeof TriggerSchema>;

export type NewTrigger = {
  readonly dedupeKey: string;
  readonly occurredAt: Date;
  readonly event: unknown;
  /** What it means, where who sent it says so themselves; else the book does. */
  readonly means?: Meaning;
  /** Who sent it, where a person did by a program of theirs. */
  readonly sentBy?: UserId | null;
};

export type Meaning = {
  readonly type: string;
  readonly opens: boolean;
  readonly deal: DealId;
  /** Null: it opens nothing. */
  readonly snapshot: Snapshot | null;
};

/** Stores triggers once by (source, dedupe key). Answers in their order with the id of each and whether it was there. */
export async function storeTriggers(
  tx: Tx,
  workspace: WorkspaceId,
  source: string,
  triggers: readonly (NewTrigger & { id: TriggerId })[],
  receivedAt: Date,
): Promise<{ id: TriggerId; duplicate: boolean }[]> {
  const rows = triggers.map(({ id, dedupeKey, occurredAt, event, means, sentBy }) => ({
    workspace_id: workspace,
    id,
    source,
    dedupe_key: dedupeKey,
    event,
    occurred_at: occurredAt,
    type: means?.type ?? null,
    opens: means?.opens ?? false,
    deal_id: means?.deal ?? null,
    snapshot: means?.snapshot ?? null,
    sent_by: sentBy ?? null,
  }));
  const keys = triggers.map(({ dedupeKey }) => dedupeKey);
  await tx`
    insert into baton.triggers (workspace_id, id, source, dedupe_key, event, received_at, occurred_at, status, type, opens, deal_id,
      snapshot, sent_by)
    select n.workspace_id, n.id, n.source, n.dedupe_key, n.event, ${receivedAt}, n.occurred_at, 'stored', n.type, n.opens, n.deal_id,
      n.snapshot, n.sent_by
    from jsonb_populate_recordset(null::baton.triggers, ${JSON.stringify(rows)}::text::jsonb) n
    order by n.dedupe_key on conflict (workspace_id, source, dedupe_key) do nothing`;
  const stored = await tx`select id, dedupe_key from baton.triggers
    where workspace_id = ${workspace} and source = ${source} and dedupe_key = any(${keys})`;
  const idOf = new Map(stored.map((row) => [String(row["dedupe_key"]), TriggerIdSchema.parse(row["id"])]));
  const ours = new Set<string>(triggers.map(({ id }) => id));
  const seen = new Set<string>();
  return keys.map((key) => {
    const id = idOf.get(key);
    if (!id) throw new Error(`Trigger ${key} of ${source} was stored and is not there`);
    const duplicate = !ours.has(id) || seen.has(id);
    seen.add(id);
    return { id, duplicate };
  });
}

export async function findTrigger(db: Db, workspace: WorkspaceId, id: TriggerId): Promise<Trigger | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select id, source, event, occurred_at, received_at, status, snapshot, type, opens, deal_id from baton.triggers
      where workspace_id = ${workspace} and id = ${id}`,
  ]);
  return rows?.[0] ? TriggerSchema.parse(rows[0]) : null;
}

/** Freezes what was read back from the source; the first reading stays. */
export async function saveSnapshot(
  db: Db,
  workspace: WorkspaceId,
  id: TriggerId,
  snapshot: Snapshot,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.triggers set snapshot = ${JSON.stringify(snapshot)}::text::jsonb, last_error = null
      where workspace_id = ${workspace} and id = ${id} and snapshot is null`,
  ]);
}

/** Keeps why a trigger still waits, for whoever looks. */
export async function saveTriggerError(
  db: Db,
  workspace: WorkspaceId,
  id: TriggerId,
  problem: string,
): Promise<void> {
  await batchInWorkspace(db, workspace, (tx) => [
    tx`update baton.triggers set last_error = ${problem} where workspace_id = ${workspace} and id = ${id}`,
  ]);
}

/** What became of a trigger, with everything the decision saw. Written once: who comes second changes nothing. */
export type RoutingRow = {
  readonly outcome: "opened" | "joined" | "evidence" | "ignored" | "held";
  readonly type: string | null;
  readonly release: number;
  readonly rule: string | null;
  readonly playbook: string | null;
  readonly role: string | null;
  readonly owner: string | null;
  readonly missingRole: string | null;
  readonly tried: readonly unknown[];
  readonly considered: readonly unknown[];
  readonly snapshot: unknown;
  readonly dealId: DealId | null;
  readonly runId: string | null;
  /** When somebody is to hear of it, should its deal have no run by then. */
  readonly chaseAt: Date | null;
};

const STATUS_OF = {
  opened: "opened",
  joined: "evidence",
  evidence: "evidence",
  ignored: "ignored",
  held: "held",
} as const;

/** The statements that put a routing decision on record; they belong into the transaction of what was decided. */
export function routingStatements(
  tx: ISql,
  workspace: WorkspaceId,
  trigger: TriggerId,
  row: RoutingRow,
  decidedAt: Date,
) {
  const json = (value: unknown) => JSON.stringify(value);
  return [
    tx`update baton.triggers set status = ${STATUS_OF[row.outcome]}, type = ${row.type}, deal_id = ${row.dealId},
        opens = ${row.outcome === "opened" || row.outcome === "joined" || row.outcome === "held"}, last_error = null,
        chase_at = ${row.chaseAt}
      where workspace_id = ${workspace} and id = ${trigger} and status = 'stored'`,
    tx`insert into baton.routing_decisions (workspace_id, trigger_id, decided_at, release, outcome, rule, playbook, role, owner,
        missing_role, tried, considered, snapshot, deal_id, run_id)
      values (${workspace}, ${trigger}, ${decidedAt}, ${row.release}, ${row.outcome}, ${row.rule}, ${row.playbook}, ${row.role},
        ${row.owner}, ${row.missingRole}, ${json(row.tried)}::text::jsonb, ${json(row.considered)}::text::jsonb,
        ${json(row.snapshot)}::text::jsonb, ${row.dealId}, ${row.runId})
      on conflict (workspace_id, trigger_id) do nothing`,
  ];
}

const WaitingSchema = z.object({
  id: TriggerIdSchema,
  source: z.string(),
  type: z.string(),
  deal_id: DealIdSchema,
  namespace: z.string(),
  external_id: z.string(),
});
export type Waiting = z.infer<typeof WaitingSchema>;

/** Evidence whose time to wait for its deal's run is over. */
export async function evidenceToChase(
  db: Db,
  workspace: WorkspaceId,
  now: Date,
  atMost: number,
): Promise<Waiting[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select t.id, t.source, t.type, t.deal_id, k.namespace, k.external_id from baton.triggers t
      join lateral (select namespace, external_id from baton.deal_keys k
        where k.workspace_id = t.workspace_id and k.deal_id = t.deal_id order by namespace, external_id limit 1) k on true
      where t.workspace_id = ${workspace} and t.chase_at <= ${now} order by t.chase_at limit ${atMost}`,
  ]);
  return (rows ?? []).map((row) => WaitingSchema.parse(row));
}
