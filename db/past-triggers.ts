import { z } from "zod";
import type { DealId, TriggerId, WorkspaceId } from "#domain/ids.ts";
import { DealIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql } from "./client.ts";
import { SnapshotSchema } from "./triggers.ts";

// Triggers about which something was decided, in the order in which they were received.

const PastSchema = z.object({
  id: TriggerIdSchema,
  source: z.string(),
  event: z.unknown(),
  type: z.string().nullable(),
  opens: z.boolean(),
  occurred_at: z.date(),
  received_at: z.date(),
  decided_at: z.date(),
  deal_id: DealIdSchema.nullable(),
  outcome: z.enum(["opened", "joined", "evidence", "ignored", "held"]),
  rule: z.string().nullable(),
  playbook: z.string().nullable(),
  role: z.string().nullable(),
  /** What the decision saw; null: it needed none. */
  seen: SnapshotSchema.nullable().catch(null),
  /** What was read back or sent, whether or not the decision needed it. */
  frozen: SnapshotSchema.nullable(),
  client: z.string().nullable(),
});
export type PastRow = z.infer<typeof PastSchema>;

/** Where in the order: after this trigger, or, without one, from this instant on. */
export type Place = { readonly receivedAt: Date; readonly id: TriggerId | "" };
/** From a place on, up to an instant. */
export type Stretch = { readonly from: Place; readonly until: Date };

export async function pastTriggers(
  db: Db,
  workspace: WorkspaceId,
  stretch: Stretch,
  atMost: number,
): Promise<PastRow[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select t.id, t.source, t.event, t.type, t.opens, t.occurred_at, t.received_at, t.deal_id, t.snapshot as frozen,
        d.decided_at, d.outcome, d.rule, d.playbook, d.role, d.snapshot as seen, c.name as client
      from baton.triggers t
      join baton.routing_decisions d on d.workspace_id = t.workspace_id and d.trigger_id = t.id
      left join baton.deals s on s.workspace_id = t.workspace_id and s.id = t.deal_id
      left join baton.clients c on c.workspace_id = s.workspace_id and c.id = s.client_id
      where ${within(tx, workspace, stretch)} order by t.received_at, t.id limit ${atMost}`,
  ]);
  return z.array(PastSchema).parse(rows ?? []);
}

const AmountSchema = z.object({
  decided: z.int(),
  waiting: z.int(),
  last: z.date().nullable(),
});
export type PastAmount = z.infer<typeof AmountSchema>;

/** How much there is: triggers that were decided, those that wait for their decision still, and when the very last one came. */
export async function countPastTriggers(
  db: Db,
  workspace: WorkspaceId,
  stretch: Stretch,
): Promise<PastAmount> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select
      (select count(*)::integer from baton.triggers t
        join baton.routing_decisions d on d.workspace_id = t.workspace_id and d.trigger_id = t.id
        where ${within(tx, workspace, stretch)}) as decided,
      (select count(*)::integer from baton.triggers t
        where ${within(tx, workspace, stretch)} and t.status = 'stored' and t.source not in ('manual', 'import')) as waiting,
      (select max(received_at) from baton.triggers where workspace_id = ${workspace}) as last`,
  ]);
  return AmountSchema.parse(rows?.[0]);
}

function within(tx: Sql, workspace: WorkspaceId, { from, until }: Stretch) {
  return tx`t.workspace_id = ${workspace} and (t.received_at, t.id) > (${from.receivedAt}, ${from.id})
    and t.received_at <= ${until}`;
}

type Key = { readonly namespace: string; readonly externalId: string };

const DealSchema = z.object({
  namespace: z.string(),
  external_id: z.string(),
  deal_id: DealIdSchema,
  opened_at: z.date().nullable(),
});

/** The deals that these keys name, each with when its first run was opened; keys that name none are left out. */
export async function dealsByKeys(
  db: Db,
  workspace: WorkspaceId,
  keys: readonly Key[],
): Promise<(Key & { readonly deal: DealId; readonly openedAt: Date | null })[]> {
  if (keys.length === 0) return [];
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select k.namespace, k.external_id, k.deal_id, r.opened_at
      from unnest(${keys.map(({ namespace }) => namespace)}::text[], ${keys.map(({ externalId }) => externalId)}::text[])
        as asked(namespace, external_id)
      join baton.deal_keys k on k.workspace_id = ${workspace} and k.namespace = asked.namespace
        and k.external_id = asked.external_id
      left join baton.runs r on r.workspace_id = k.workspace_id and r.deal_id = k.deal_id and r.generation = 1
        and r.parent_run_id is null`,
  ]);
  return (rows ?? []).map((row) => {
    const { namespace, external_id, deal_id, opened_at } = DealSchema.parse(row);
    return { namespace, externalId: external_id, deal: deal_id, openedAt: opened_at };
  });
}
