import { z } from "zod";
import type { RunEvent } from "#domain/event.ts";
import type { RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import { threadLink } from "#domain/thread-link.ts";
import { InstantSchema, UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";
import { decode } from "./event-codec.ts";
import { SnapshotSchema } from "./triggers.ts";

export type RunPlace = {
  readonly client: { readonly name: string; readonly key: string };
  readonly owner: UserId;
  readonly threadLink: string | null;
};

/** Whose run it is and where its thread is; null: there is no such run. */
export async function placeOf(db: Db, workspace: WorkspaceId, run: RunId): Promise<RunPlace | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select c.name, c.key, r.owner, m.channel, m.ts, w.slack_url from baton.runs r
      join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
      join baton.workspaces w on w.id = r.workspace_id
      left join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'card'
      where r.workspace_id = ${workspace} and r.id = ${run}`,
  ]);
  const [row] = rows ?? [];
  if (!row) return null;
  const { name, key, owner, channel, ts, slack_url } = PlaceSchema.parse(row);
  return { client: { name, key }, owner, threadLink: threadLink(slack_url, channel, ts) };
}

const PlaceSchema = z.object({
  name: z.string(),
  key: z.string(),
  owner: UserIdSchema,
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  slack_url: z.string(),
});

const RoutingSchema = z.object({
  source: z.string(),
  type: z.string().nullable(),
  by: UserIdSchema.nullable(),
  decided_at: z.date(),
  release: z.int(),
  rule: z.string().nullable(),
  playbook: z.string().nullable(),
  role: z.string().nullable(),
  owner: UserIdSchema.nullable(),
  missing_role: z.string().nullable(),
  tried: z.array(
    z.object({
      rule: z.string(),
      outcome: z.enum(["matched", "not-matched", "error"]),
      error: z.string().optional(),
    }),
  ),
  considered: z.array(z.object({ id: UserIdSchema, available: z.boolean(), openRuns: z.int() })),
  snapshot: SnapshotSchema,
  evidence: z.array(z.object({ source: z.string(), type: z.string().nullable(), receivedAt: InstantSchema })),
});
export type RoutingRecord = z.infer<typeof RoutingSchema>;

/** The decision that opened a run, with what it saw and what else came for its deal; null: no trigger opened it. */
export async function routingOf(db: Db, workspace: WorkspaceId, run: RunId): Promise<RoutingRecord | null> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select t.source, t.type, d.decided_at,
        (select e.body::jsonb -> 'actor' ->> 'id' from baton.events e
          where e.workspace_id = d.workspace_id and e.run_id = d.run_id and e.seq = 1) as by, d.release, d.rule, d.playbook, d.role, d.owner, d.missing_role, d.tried,
        d.considered, d.snapshot,
        (select coalesce(jsonb_agg(jsonb_build_object('source', e.source, 'type', e.type, 'receivedAt', e.received_at) order by e.received_at), '[]')
          from baton.triggers e where e.workspace_id = d.workspace_id and e.deal_id = d.deal_id and e.status = 'evidence') as evidence
      from baton.routing_decisions d
      join baton.triggers t on t.workspace_id = d.workspace_id and t.id = d.trigger_id
      where d.workspace_id = ${workspace} and d.run_id = ${run} and d.outcome = 'opened'`,
  ]);
  return rows?.[0] ? RoutingSchema.parse(rows[0]) : null;
}

/** The last events of a run with their hashes, the oldest first, and how many there are in all. */
export async function historyOf(db: Db, workspace: WorkspaceId, run: RunId, atMost: number) {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select body, hash, seq from baton.events where workspace_id = ${workspace} and run_id = ${run}
      order by seq desc limit ${atMost}`,
  ]);
  const events = (rows ?? []).map((row) => {
    const { body, hash } = EventRowSchema.parse(row);
    return { event: decode(body) satisfies RunEvent, hash };
  });
  return { events: events.toReversed(), total: events[0]?.event.seq ?? 0 };
}

const EventRowSchema = z.object({ body: z.string(), hash: z.instanceof(Buffer) });
