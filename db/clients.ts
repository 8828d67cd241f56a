import { z } from "zod";
import type { ClientId, RunId, WorkspaceId } from "#domain/ids.ts";
import { ClientIdSchema, clientKeyOf, newDealId } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import { BY_HAND } from "./deals.ts";

/** A client by its id, or by what somebody typed: its key or its name, in any case. */
export type ClientSought = { readonly id: ClientId } | { readonly name: string };

export type ClientFound = { readonly id: ClientId; readonly key: string; readonly name: string };

const ClientSchema = z.object({ id: ClientIdSchema, key: z.string(), name: z.string() });
const NAMES_MAX = 2000;

/** The client that was meant; null: there is none. A key comes before a name, of which every key is made. */
export async function findClient(
  db: Db,
  workspace: WorkspaceId,
  sought: ClientSought,
): Promise<ClientFound | null> {
  const name = "name" in sought ? sought.name.trim() : "";
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    "id" in sought
      ? tx`select id, key, name from baton.clients where workspace_id = ${workspace} and id = ${sought.id}`
      : tx`select id, key, name from baton.clients
        where workspace_id = ${workspace} and key in (lower(${name}), ${clientKeyOf(name)})
        order by key = lower(${name}) desc, key limit 1`,
  ]);
  return rows?.[0] ? ClientSchema.parse(rows[0]) : null;
}

/** Names of clients, to suggest one that comes close. */
export async function clientNames(db: Db, workspace: WorkspaceId): Promise<readonly string[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select name from baton.clients where workspace_id = ${workspace} limit ${NAMES_MAX}`,
  ]);
  return (rows ?? []).map((row) => String(row["name"]));
}

/** In which segments these clients are, by their keys; a client that is not there is not in it. */
export async function segmentsOf(
  db: Db,
  workspace: WorkspaceId,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select key, segment from baton.clients where workspace_id = ${workspace} and key = any(${[...keys]})`,
  ]);
  const SegmentSchema = z.object({ key: z.string(), segment: z.string().nullable() });
  return new Map(
    (rows ?? []).map((row) => SegmentSchema.parse(row)).map(({ key, segment }) => [key, segment]),
  );
}

/**
 * A deal is of whom its newest run is for. So it is what their name means from now on, where that meant no deal with a run;
 * and the name of whom it was for by mistake means another deal, which has no run yet.
 */
export function dealFollowsRun(
  tx: Sql,
  workspace: WorkspaceId,
  run: RunId,
  client: ClientId,
  now: Date,
): Statement[] {
  const moved = tx`baton.runs r join baton.deals d on d.workspace_id = r.workspace_id and d.id = r.deal_id
    where r.workspace_id = ${workspace} and r.id = ${run} and r.parent_run_id is null
      and not exists (select from baton.runs later where later.workspace_id = r.workspace_id
        and later.deal_id = r.deal_id and later.parent_run_id is null and later.generation > r.generation)`;
  return [
    tx`with named as (
        select k.external_id, c.id as client_id from baton.clients c
        join baton.deal_keys k on k.workspace_id = c.workspace_id and k.namespace = ${BY_HAND} and k.external_id = c.key
        where c.workspace_id = ${workspace} and c.id <> ${client}
          and (c.id, k.deal_id) in (select d.client_id, d.id from ${moved})
      ), fresh as (
        insert into baton.deals (workspace_id, id, client_id, created_at)
        select ${workspace}, ${newDealId()}, client_id, ${now} from named returning id
      )
      update baton.deal_keys k set deal_id = fresh.id from named, fresh
      where k.workspace_id = ${workspace} and k.namespace = ${BY_HAND} and k.external_id = named.external_id`,
    tx`insert into baton.deal_keys as k (workspace_id, namespace, external_id, deal_id)
      select ${workspace}, ${BY_HAND}, c.key, (select d.id from ${moved}) from baton.clients c
      where c.workspace_id = ${workspace} and c.id = ${client} and exists (select from ${moved})
      on conflict (workspace_id, namespace, external_id) do update set deal_id = excluded.deal_id
        where not exists (select from baton.runs r where r.workspace_id = k.workspace_id and r.deal_id = k.deal_id)`,
    tx`update baton.deals set client_id = ${client}
      where workspace_id = ${workspace} and id in (select d.id from ${moved})`,
  ];
}
