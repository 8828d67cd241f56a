import { z } from "zod";
import type { ClientId, RunId, WorkspaceId } from "#domain/ids.ts";
import { ClientIdSchema, clientKeyOf } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";

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

/** A deal is of whom its newest run is for. */
export function dealFollowsRun(tx: Sql, workspace: WorkspaceId, run: RunId, client: ClientId): Statement {
  return tx`update baton.deals d set client_id = ${client} from baton.runs r
    where r.workspace_id = ${workspace} and r.id = ${run} and r.parent_run_id is null
      and d.workspace_id = r.workspace_id and d.id = r.deal_id
      and not exists (select from baton.runs later where later.workspace_id = r.workspace_id
        and later.deal_id = r.deal_id and later.parent_run_id is null and later.generation > r.generation)`;
}
