import { z } from "zod";
import type { RunId, WorkspaceId } from "#domain/ids.ts";
import { RunIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";

const BytesSchema = z.string().transform((hex) => Buffer.from(hex, "hex"));
const EventRowSchema = z.object({
  seq: z.int(),
  body: z.string(),
  previous: BytesSchema,
  hash: BytesSchema,
});
export type EventRow = z.infer<typeof EventRowSchema>;

/** The runs after one, by their rows or by their events, in the order of their ids: a page at a time, however many there are. */
export async function runsAfter(
  db: Db,
  workspace: WorkspaceId,
  after: RunId | "",
  atMost: number,
): Promise<RunId[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`(select id from baton.runs where workspace_id = ${workspace} and id > ${after} order by id limit ${atMost})
      union (select distinct run_id from baton.events where workspace_id = ${workspace} and run_id > ${after}
        order by run_id limit ${atMost})
      order by id limit ${atMost}`,
  ]);
  return (rows ?? []).map((row) => RunIdSchema.parse(row["id"]));
}

/**
 * Everything stored of a run, by table, as of one moment: its events, the rows that they must give, and the digests of the
 * texts that are still there, by their ids. Null: it has no row.
 */
export async function storedRun(db: Db, workspace: WorkspaceId, run: RunId) {
  // One statement, since each sees the moment at which it began, and people go on working meanwhile.
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select to_jsonb(r) as run,
        (select coalesce(jsonb_agg(jsonb_build_object('seq', e.seq, 'body', e.body,
            'previous', encode(e.previous, 'hex'), 'hash', encode(e.hash, 'hex')) order by e.seq), '[]')
          from baton.events e where e.workspace_id = r.workspace_id and e.run_id = r.id) as events,
        (select coalesce(jsonb_agg(t), '[]') from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
        (select coalesce(jsonb_agg(h), '[]') from baton.handoffs h
          where h.workspace_id = r.workspace_id and h.run_id = r.id) as handoffs,
        (select coalesce(jsonb_agg(d), '[]') from baton.deadlines d
          where d.workspace_id = r.workspace_id and d.run_id = r.id and d.state = 'open') as deadlines,
        (select coalesce(jsonb_agg(e), '[]') from baton.exceptions e
          where e.workspace_id = r.workspace_id and e.run_id = r.id) as exceptions,
        (select coalesce(jsonb_object_agg(x.id, encode(sha256(x.salt || convert_to(x.body, 'UTF8')), 'hex')), '{}')
          from baton.texts x where x.workspace_id = r.workspace_id and x.id in (
            select unnest(array[h.note_id, h.reason_id]) from baton.handoffs h
              where h.workspace_id = r.workspace_id and h.run_id = r.id
            union select t.evidence_id from baton.tasks t
              where t.workspace_id = r.workspace_id and t.run_id = r.id)) as texts
      from baton.runs r where r.workspace_id = ${workspace} and r.id = ${run}`,
  ]);
  if (!rows?.[0]) return null;
  const { events, texts, ...stored } = StoredSchema.extend(BesideSchema.shape).parse(rows[0]);
  return { events, texts, rows: stored };
}

const RowsSchema = z.array(z.record(z.string(), z.unknown()));
const StoredSchema = z.object({
  run: z.record(z.string(), z.unknown()),
  tasks: RowsSchema,
  handoffs: RowsSchema,
  deadlines: RowsSchema,
  exceptions: RowsSchema,
});
const BesideSchema = z.object({ events: z.array(EventRowSchema), texts: z.record(z.string(), z.string()) });
export type StoredRows = z.infer<typeof StoredSchema>;
