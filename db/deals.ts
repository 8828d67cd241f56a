import { z } from "zod";
import type { ClientId, DealId, RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import {
  ClientIdSchema,
  DealIdSchema,
  RunIdSchema,
  UserIdSchema,
  clientKeyOf,
  newClientId,
  newDealId,
} from "#src/ids.ts";
import { batchInWorkspace, inWorkspace, type Db, type Sql, type Statement } from "./client.ts";

/** The namespace of a client's own key: the deal that is meant where somebody starts that client by hand. */
export const BY_HAND = "manual";

/** The deal that an outside id names; a new one when nobody has named it before. */
export function findOrMakeDeal(
  db: Db,
  workspace: WorkspaceId,
  key: { namespace: string; externalId: string },
  now: Date,
): Promise<DealId> {
  return inWorkspace(db, workspace, async (tx) => {
    const { namespace, externalId } = key;
    const find = () => tx`select deal_id from baton.deal_keys
      where workspace_id = ${workspace} and namespace = ${namespace} and external_id = ${externalId}`;
    const [known] = await find();
    if (known) return DealIdSchema.parse(known["deal_id"]);
    const id = newDealId();
    await tx`insert into baton.deals (workspace_id, id, created_at) values (${workspace}, ${id}, ${now})`;
    await tx`insert into baton.deal_keys (workspace_id, namespace, external_id, deal_id)
      values (${workspace}, ${namespace}, ${externalId}, ${id}) on conflict do nothing`;
    // Where two came at once, the one that was first names it; the other's deal stays without keys and is never used.
    const [named] = await find();
    return DealIdSchema.parse(named?.["deal_id"]);
  });
}

/** The client of that name; a new one, with a unique key made of the name, when there is none. */
export function findOrMakeClient(
  db: Db,
  workspace: WorkspaceId,
  client: { name: string; segment: string | null },
): Promise<{ id: ClientId; key: string; made: boolean }> {
  const key = clientKeyOf(client.name);
  return inWorkspace(db, workspace, async (tx) => {
    const made = await tx`insert into baton.clients (workspace_id, id, key, name, segment)
      values (${workspace}, ${newClientId()}, ${key}, ${client.name}, ${client.segment}) on conflict (workspace_id, key) do nothing
      returning id`;
    const [row] =
      await tx`select id, key from baton.clients where workspace_id = ${workspace} and key = ${key}`;
    return { id: ClientIdSchema.parse(row?.["id"]), key, made: made.length > 0 };
  });
}

/** The deal's root run of the first generation, which automation opens once; null: there is none yet. */
export async function firstRunOf(db: Db, workspace: WorkspaceId, deal: DealId): Promise<RunId | null> {
  const rows = await inWorkspace(
    db,
    workspace,
    (tx) => tx`select id from baton.runs
    where workspace_id = ${workspace} and deal_id = ${deal} and generation = 1 and parent_run_id is null`,
  );
  return rows[0] ? RunIdSchema.parse(rows[0]["id"]) : null;
}

/** How many open runs each of these people owns; who owns none is not in it. */
export async function openRunsOf(
  db: Db,
  workspace: WorkspaceId,
  people: readonly UserId[],
): Promise<ReadonlyMap<UserId, number>> {
  const rows = await inWorkspace(
    db,
    workspace,
    (tx) => tx`select owner, count(*)::integer as runs from baton.runs
    where workspace_id = ${workspace} and status in ('active', 'paused', 'blocked') and owner = any(${[...people]}) group by owner`,
  );
  const CountSchema = z.object({ owner: UserIdSchema, runs: z.int() });
  return new Map(rows.map((row) => CountSchema.parse(row)).map(({ owner, runs }) => [owner, runs]));
}

/**
 * The newest run of a client that is still open, else the one of a deal, whoever that is for by now; and the newest generation
 * of the deal. Null and 0 where there is none.
 */
export async function runsOfClient(
  db: Db,
  workspace: WorkspaceId,
  client: ClientId,
  deal: DealId,
): Promise<{ open: RunId | null; generation: number }> {
  const rows = await inWorkspace(
    db,
    workspace,
    (tx) => tx`select coalesce(
      (select id from baton.runs where workspace_id = ${workspace} and client_id = ${client} and status in ('active', 'paused', 'blocked')
        and parent_run_id is null order by opened_at desc limit 1),
      (select id from baton.runs where workspace_id = ${workspace} and deal_id = ${deal} and status in ('active', 'paused', 'blocked')
        and parent_run_id is null)) as open,
    (select coalesce(max(generation), 0) from baton.runs where workspace_id = ${workspace} and deal_id = ${deal}) as generation`,
  );
  return z.object({ open: RunIdSchema.nullable(), generation: z.int() }).parse(rows[0]);
}

/** The run that the intent of that key opened; null: there is none. */
export async function runOpenedBy(db: Db, workspace: WorkspaceId, key: string): Promise<RunId | null> {
  const [row] = await inWorkspace(
    db,
    workspace,
    (tx) => tx`select run_id from baton.intents where workspace_id = ${workspace} and key = ${key}`,
  );
  return row ? RunIdSchema.parse(row["run_id"]) : null;
}

/** Makes one deal of two: the keys and the evidence of the one are the other's, which is told of them anew. */
export function mergeDeals(tx: Sql, workspace: WorkspaceId, from: DealId, into: DealId): Statement[] {
  return [
    tx`update baton.deal_keys set deal_id = ${into} where workspace_id = ${workspace} and deal_id = ${from}`,
    tx`update baton.triggers set deal_id = ${into}, signalled_at = null
      where workspace_id = ${workspace} and deal_id = ${from}`,
    tx`update baton.deals set merged_into = ${into} where workspace_id = ${workspace} and id = ${from}`,
  ];
}

/**
 * For the transaction that merges `from` into it: a deal that was merged into that one before, by whatever way, is the one to
 * look at again. Two deals that are each the other would be followed for ever.
 */
export function lookAtAgain(tx: Sql, workspace: WorkspaceId, into: DealId, from: DealId): Statement {
  return tx`with recursive followed(id) as (
      select merged_into from baton.deals where workspace_id = ${workspace} and id = ${into} and merged_into is not null
      union
      select d.merged_into from followed f join baton.deals d on d.workspace_id = ${workspace} and d.id = f.id
      where d.merged_into is not null)
    update baton.deals set merged_into = null
    where workspace_id = ${workspace} and id = ${into} and ${from} in (select id from followed)`;
}

/**
 * What came for a deal after it was merged goes where the rest went, as long as it is merged: that may be changed in the same
 * moment, and is not written here.
 */
export function followMergedDeal(tx: Sql, workspace: WorkspaceId, from: DealId, into: DealId): Statement[] {
  const isStill = tx`exists (select from baton.deals d
    where d.workspace_id = ${workspace} and d.id = ${from} and d.merged_into = ${into})`;
  return [
    tx`update baton.deal_keys set deal_id = ${into}
      where workspace_id = ${workspace} and deal_id = ${from} and ${isStill}`,
    tx`update baton.triggers set deal_id = ${into}, signalled_at = null
      where workspace_id = ${workspace} and deal_id = ${from} and ${isStill}`,
  ];
}

/** The deal that one turned out to be; null: it is one by itself. */
export async function mergedInto(db: Db, workspace: WorkspaceId, deal: DealId): Promise<DealId | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select merged_into from baton.deals where workspace_id = ${workspace} and id = ${deal}`,
  ]);
  return DealIdSchema.nullable().parse(rows?.[0]?.["merged_into"] ?? null);
}

/** Null: there is no such run. */
export async function dealOfRun(db: Db, workspace: WorkspaceId, run: RunId): Promise<DealId | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select deal_id from baton.runs where workspace_id = ${workspace} and id = ${run}`,
  ]);
  return rows?.[0] ? DealIdSchema.parse(rows[0]["deal_id"]) : null;
}
