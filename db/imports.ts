import { z } from "zod";
import type { DealId, RunId, TriggerId, WorkspaceId } from "#domain/ids.ts";
import { DealIdSchema, RunIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import type { Claim } from "./faults.ts";

/** The namespace of the ids by which a spreadsheet names its onboardings, and the source of what was imported. */
export const IMPORT = "import";

const ImportedSchema = z.object({
  external_id: z.string(),
  run: RunIdSchema,
  written: z.record(z.string(), z.string()).nullable().catch(null),
});

/** The run of an outside id, and what its row said when it was imported; null: it came about otherwise. */
export type Imported = { readonly run: RunId; readonly written: Readonly<Record<string, string>> | null };

/** Which of these ids have a run, by the id. */
export async function importedRuns(
  db: Db,
  workspace: WorkspaceId,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, Imported>> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select k.external_id, r.id as run, g.event -> 'written' as written
      from baton.deal_keys k
      join lateral (select id from baton.runs r where r.workspace_id = k.workspace_id and r.deal_id = k.deal_id
        and r.parent_run_id is null order by r.generation limit 1) r on true
      left join baton.triggers g on g.workspace_id = k.workspace_id and g.source = ${IMPORT} and g.dedupe_key = k.external_id
      where k.workspace_id = ${workspace} and k.namespace = ${IMPORT} and k.external_id = any(${[...externalIds]})`,
  ]);
  return new Map(
    (rows ?? []).map((row) => {
      const { external_id, ...imported } = ImportedSchema.parse(row);
      return [external_id, imported];
    }),
  );
}

const OpenSchema = z.object({
  client: z.string(),
  run: RunIdSchema,
  title: z.string(),
  external_ids: z.array(z.string()),
});

/** A run that a client goes through now, and the ids by which it was imported, if it was. */
export type OpenOfClient = {
  readonly run: RunId;
  readonly title: string;
  readonly externalIds: readonly string[];
};

/** The open runs of these clients, by the client's key. */
export async function openRunsOfClients(
  db: Db,
  workspace: WorkspaceId,
  clientKeys: readonly string[],
): Promise<ReadonlyMap<string, readonly OpenOfClient[]>> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select c.key as client, r.id as run, r.title, (select coalesce(json_agg(k.external_id), '[]') from baton.deal_keys k
        where k.workspace_id = r.workspace_id and k.deal_id = r.deal_id and k.namespace = ${IMPORT}) as external_ids
      from baton.clients c
      join baton.runs r on r.workspace_id = c.workspace_id and r.client_id = c.id
      where c.workspace_id = ${workspace} and c.key = any(${[...clientKeys]})
        and r.status in ('active', 'paused', 'blocked') and r.parent_run_id is null order by r.opened_at, r.id`,
  ]);
  const read = (rows ?? []).map((row) => OpenSchema.parse(row));
  const byClient = Map.groupBy(read, ({ client }) => client);
  return new Map(
    [...byClient].map(([client, runs]) => [
      client,
      runs.map(({ run, title, external_ids }) => ({ run, title, externalIds: external_ids })),
    ]),
  );
}

export type DealKey = { readonly namespace: string; readonly externalId: string };

const DealSchema = z.object({
  namespace: z.string(),
  external_id: z.string(),
  deal: DealIdSchema,
  run: RunIdSchema.nullable(),
});

/** The deal that a key names, and the run that it has; null: none yet. */
export type KnownDeal = DealKey & { readonly deal: DealId; readonly run: RunId | null };

/** Which of these keys name a deal. */
export async function knownDeals(
  db: Db,
  workspace: WorkspaceId,
  keys: readonly DealKey[],
): Promise<readonly KnownDeal[]> {
  const asked = keys.map(({ namespace, externalId }) => ({ namespace, external_id: externalId }));
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select k.namespace, k.external_id, k.deal_id as deal, (select r.id from baton.runs r
        where r.workspace_id = k.workspace_id and r.deal_id = k.deal_id and r.parent_run_id is null
        order by r.generation desc limit 1) as run
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) a(namespace text, external_id text)
      join baton.deal_keys k on k.workspace_id = ${workspace} and k.namespace = a.namespace and k.external_id = a.external_id`,
  ]);
  return (rows ?? []).map((row) => {
    const { external_id, ...known } = DealSchema.parse(row);
    return { externalId: external_id, ...known };
  });
}

const NAMED: Claim = "every name of the sale means this deal";

/**
 * Lets a row's own id and these keys name the deal. The row's id may name one from a try that came to nothing; undoes the
 * transaction where a key names another deal by now.
 */
export function nameDeal(
  tx: Sql,
  workspace: WorkspaceId,
  deal: DealId,
  { externalId, deals }: { readonly externalId: string; readonly deals: readonly DealKey[] },
): Statement[] {
  const asked = deals.map((key) => ({ namespace: key.namespace, external_id: key.externalId }));
  const keys = tx`jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) a(namespace text, external_id text)`;
  return [
    tx`insert into baton.deal_keys as k (workspace_id, namespace, external_id, deal_id)
      values (${workspace}, ${IMPORT}, ${externalId}, ${deal})
      on conflict (workspace_id, namespace, external_id) do update set deal_id = excluded.deal_id
        where not exists (select from baton.runs r where r.workspace_id = k.workspace_id and r.deal_id = k.deal_id)`,
    tx`insert into baton.deal_keys (workspace_id, namespace, external_id, deal_id)
      select ${workspace}, a.namespace, a.external_id, ${deal} from ${keys}
      order by a.namespace, a.external_id on conflict do nothing`,
    tx`select baton.must(not exists (select from baton.deal_keys k
      where k.workspace_id = ${workspace} and k.deal_id <> ${deal} and ((k.namespace = ${IMPORT} and k.external_id = ${externalId})
        or (k.namespace, k.external_id) in (select a.namespace, a.external_id from ${keys}))), ${NAMED})`,
  ];
}

/** Puts on record that a row was imported. It belongs into the transaction of its run. */
export function storeImport(
  tx: Sql,
  workspace: WorkspaceId,
  { id, externalId, event, occurredAt }: NewImport,
  at: Date,
): Statement {
  return tx`insert into baton.triggers (workspace_id, id, source, dedupe_key, event, received_at, occurred_at, status)
    values (${workspace}, ${id}, ${IMPORT}, ${externalId}, ${JSON.stringify(event)}::text::jsonb, ${at}, ${occurredAt}, 'stored')`;
}

export type NewImport = {
  readonly id: TriggerId;
  readonly externalId: string;
  readonly event: unknown;
  readonly occurredAt: Date;
};
