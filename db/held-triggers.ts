import { z } from "zod";
import { OPERATORS } from "#domain/actor.ts";
import type { ExceptionId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { TextRef } from "#domain/task.ts";
import { ExceptionIdSchema, UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";
import { ExceptionTypeSchema } from "./event-schemas.ts";
import type { TextRow } from "./run-writes.ts";

// Exceptions of triggers that no run answers for.

const HeldSchema = z
  .object({
    id: ExceptionIdSchema,
    type: ExceptionTypeSchema,
    owner: UserIdSchema,
    reason: z.string(),
    due_at: z.date(),
    closed_at: z.date().nullable(),
    closed_by: UserIdSchema.nullable(),
    cause: z.string().nullable(),
    prevention: z.string().nullable(),
    source: z.string(),
    trigger_type: z.string().nullable(),
    received_at: z.date(),
  })
  .transform(({ due_at, closed_at, closed_by, cause, prevention, trigger_type, received_at, ...rest }) => ({
    ...rest,
    dueAt: due_at,
    closed: closed_at && { at: closed_at, by: closed_by, cause, prevention },
    triggerType: trigger_type,
    receivedAt: received_at,
  }));

/** A trigger that waits for a person, or did, with why and what came of it. */
export type HeldTrigger = z.output<typeof HeldSchema>;

export async function readHeld(
  tx: Sql,
  workspace: WorkspaceId,
  id: ExceptionId,
): Promise<HeldTrigger | undefined> {
  const [row] = await tx`
    select e.id, e.type, e.owner, e.reason, e.due_at, e.closed_at, e.closed_by, c.body as cause, p.body as prevention,
      t.source, t.type as trigger_type, t.received_at
    from baton.exceptions e join baton.triggers t on t.workspace_id = e.workspace_id and t.id = e.trigger_id
    left join baton.texts c on c.workspace_id = e.workspace_id and c.id = e.cause_id
    left join baton.texts p on p.workspace_id = e.workspace_id and p.id = e.prevention_id
    where e.workspace_id = ${workspace} and e.id = ${id} and e.run_id is null`;
  return row && HeldSchema.parse(row);
}

/** Until the transaction ends nobody else settles it. */
export function holdHeld(tx: Sql, workspace: WorkspaceId, id: ExceptionId): Statement {
  return tx`select id from baton.exceptions where workspace_id = ${workspace} and id = ${id} for no key update`;
}

export type Settlement = {
  readonly by: UserId;
  readonly cause: TextRow & { readonly ref: TextRef };
  readonly prevention: Settlement["cause"];
  readonly at: Date;
};

/** The trigger is let go, with why it came to that. */
export function settleHeld(
  tx: Sql,
  workspace: WorkspaceId,
  id: ExceptionId,
  { by, cause, prevention, at }: Settlement,
): readonly Statement[] {
  return [
    ...[cause, prevention].map(
      (text) => tx`insert into baton.texts (workspace_id, id, author, salt, body, created_at)
        values (${workspace}, ${text.id}, ${text.author}, ${text.salt}, ${text.body}, ${at})`,
    ),
    tx`update baton.exceptions set closed_at = ${at}, closed_by = ${by}, choice = 'skip',
        cause_id = ${cause.id}, cause_digest = ${cause.ref.digest},
        prevention_id = ${prevention.id}, prevention_digest = ${prevention.ref.digest}
      where workspace_id = ${workspace} and id = ${id} and closed_at is null`,
  ];
}

export type Overdue = { readonly exception: ExceptionId; readonly recipients: readonly UserId[] };

const OverdueSchema = z.object({ exception: ExceptionIdSchema, recipients: z.array(UserIdSchema) });

/** Those that nobody settled in time and nobody was called about on that day, with whom to call. */
export async function overdueHeld(
  db: Db,
  workspace: WorkspaceId,
  { now, day, callsMax, atMost }: { now: Date; day: string; callsMax: number; atMost: number },
): Promise<Overdue[]> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select e.id as exception, (select json_agg(r.user_id order by r.user_id) from (
          select e.owner as user_id union select m.user_id from baton.role_members m
          join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.user_id
          where m.workspace_id = e.workspace_id and m.role = ${OPERATORS} and p.active and p.internal) r) as recipients
      from baton.exceptions e
      -- Its owner hears each call, and stays its owner.
      cross join lateral (select count(*) as calls, max(n.about[2]) as last from baton.notices n
        where n.workspace_id = e.workspace_id and n.run_id is null and n.recipient = e.owner
          and n.kind = 'held-trigger-overdue' and n.about[1] = e.id) n
      where e.workspace_id = ${workspace} and e.closed_at is null and e.run_id is null and e.due_at <= ${now}
        and n.calls < ${callsMax} and n.last is distinct from ${day}
      order by e.due_at, e.id limit ${atMost}`,
  ]);
  return (rows ?? []).map((row) => OverdueSchema.parse(row));
}
