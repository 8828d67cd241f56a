import { z } from "zod";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";

const PartySchema = z.object({ key: z.string(), name: z.string(), segment: z.string().nullable() });
const SnapshotSchema = z.object({
  contract: z.object({ value: z.string().nullable(), currency: z.string().nullable() }),
  deal: z.object({ name: z.string().nullable(), stage: z.string().nullable() }),
});

/** Whom a run is for, and what it was opened by: what the expressions of its tasks may know besides the run. */
export const SubjectSchema = z.object({
  client: PartySchema,
  trigger: z.object({ type: z.string().nullable(), source: z.string(), occurred_at: z.string() }).nullable(),
  /** What was read back from the source then; empty where nothing was. */
  snapshot: SnapshotSchema.nullable().catch(null),
});
export type Subject = z.infer<typeof SubjectSchema>;

/**
 * The subject of the run `r` as JSON. A child run has its parent's trigger, and so its parent's subject. The segment is the
 * one that the run was opened under, as the rest of the snapshot is: an approval that hangs on it stays, whatever becomes of
 * the client. Only what no trigger opened follows the client.
 */
export function subjectOf(tx: Sql): Statement {
  return tx`(select json_build_object(
      'client', json_build_object('key', c.key, 'name', c.name,
        'segment', case when d.snapshot is null then c.segment
          else coalesce(d.snapshot #>> '{client,segment}', d.snapshot ->> 'segment') end),
      'trigger', case when g.id is not null
        then json_build_object('type', g.type, 'source', g.source, 'occurred_at', g.occurred_at) end,
      'snapshot', d.snapshot)
    from baton.clients c
    left join baton.triggers g on g.workspace_id = r.workspace_id and g.id = r.trigger_id
    left join baton.routing_decisions d on d.workspace_id = r.workspace_id and d.trigger_id = r.trigger_id
    where c.workspace_id = r.workspace_id and c.id = r.client_id)`;
}

export const HeldSchema = z.record(UserIdSchema, z.int());

/** How many tasks the members of some roles hold, as JSON. `roles` is a query of their names. */
export function heldIn(tx: Sql, workspace: WorkspaceId, roles: Statement): Statement {
  return tx`(select coalesce(json_object_agg(m.user_id, m.held), '{}') from (
      select p.user_id, (select count(*)::integer from baton.tasks h
        where h.workspace_id = ${workspace} and h.assignee = p.user_id and h.status = 'claimed') as held
      from (select distinct user_id from baton.role_members where workspace_id = ${workspace} and role in (${roles})) p) m)`;
}

/** How many tasks each member of these roles holds. */
export async function heldTasksOf(
  db: Db,
  workspace: WorkspaceId,
  roles: readonly string[],
): Promise<ReadonlyMap<UserId, number>> {
  if (roles.length === 0) return new Map();
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select ${heldIn(tx, workspace, tx`select unnest(${[...roles]}::text[])`)} as held`,
  ]);
  return heldFrom(HeldSchema.parse(rows?.[0]?.["held"]));
}

export function heldFrom(held: z.infer<typeof HeldSchema>): ReadonlyMap<UserId, number> {
  return new Map(Object.entries(held).map(([user, count]) => [UserIdSchema.parse(user), count]));
}
