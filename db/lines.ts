import type { ISql, PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { threadLink } from "#domain/thread-link.ts";
import { ExceptionIdSchema, HandoffIdSchema, RunIdSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { AlarmSchema } from "./run-rows.ts";

// Lines of lists over many runs: as much of each as a line shows, in one query a list.

/** A list longer than this is not read to its end. */
export const LINES_MAX = 100;

const placed = {
  client: z.string(),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  slack_url: z.string(),
};

const TaskLineSchema = z
  .object({
    ...placed,
    id: TaskIdSchema,
    title: z.string(),
    role: z.string(),
    assignee: UserIdSchema.nullable(),
    due_at: z.date().nullable(),
    alarm: AlarmSchema.nullable(),
    offer: HandoffIdSchema.nullable(),
    offer_to: UserIdSchema.nullable(),
  })
  .transform(({ id, title, role, assignee, due_at, alarm, offer, offer_to, ...at }) => ({
    ...linked(at),
    id,
    title,
    role,
    assignee,
    dueAt: due_at,
    alarm,
    offer: offer && offer_to && { handoff: offer, to: offer_to },
  }));
export type TaskLine = z.infer<typeof TaskLineSchema>;

const OfferLineSchema = z
  .object({
    ...placed,
    handoff: HandoffIdSchema,
    title: z.string().nullable(),
    from_user: UserIdSchema,
    note: z.string().nullable(),
    expires_at: z.date(),
  })
  .transform(({ handoff, title, from_user, note, expires_at, ...at }) => ({
    ...linked(at),
    handoff,
    title,
    from: from_user,
    note,
    expiresAt: expires_at,
  }));
export type OfferLine = z.infer<typeof OfferLineSchema>;

const ExceptionLineSchema = z
  .object({
    ...placed,
    client: z.string().nullable(),
    id: ExceptionIdSchema,
    type: z.enum(["missing_owner", "data_mismatch", "transient", "manual"]),
    reason: z.string(),
    due_at: z.date(),
  })
  .transform(({ id, type, reason, due_at, client, ...at }) => ({
    ...linked(at),
    client,
    id,
    type,
    reason,
    dueAt: due_at,
  }));
export type ExceptionLine = z.infer<typeof ExceptionLineSchema>;

const RunLineSchema = z
  .object({
    ...placed,
    id: RunIdSchema,
    title: z.string(),
    owner: UserIdSchema,
    owner_name: z.string().nullable(),
    status: z.enum(["active", "completed"]),
    due_at: z.date().nullable(),
    opened_at: z.date(),
    completed_at: z.date().nullable(),
    done: z.int(),
    total: z.int(),
    overdue_tasks: z.int(),
  })
  .transform(({ due_at, completed_at, opened_at, overdue_tasks, owner_name, ...rest }) => {
    const { channel, ts, slack_url, ...run } = rest;
    return {
      ...run,
      ownerName: owner_name,
      threadLink: threadLink(slack_url, channel, ts),
      dueAt: due_at,
      openedAt: opened_at,
      completedAt: completed_at,
      overdueTasks: overdue_tasks,
    };
  });
export type RunLine = z.infer<typeof RunLineSchema>;

type Query = PendingQuery<Row[]>;

export const toTaskLines = (rows: readonly Row[] | undefined): TaskLine[] =>
  z.array(TaskLineSchema).parse(rows ?? []);
export const toOfferLines = (rows: readonly Row[] | undefined): OfferLine[] =>
  z.array(OfferLineSchema).parse(rows ?? []);
export const toExceptionLines = (rows: readonly Row[] | undefined): ExceptionLine[] =>
  z.array(ExceptionLineSchema).parse(rows ?? []);
export const toRunLines = (rows: readonly Row[] | undefined): RunLine[] =>
  z.array(RunLineSchema).parse(rows ?? []);

/** Tasks that the person holds. */
export function heldTasks(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and t.status = 'claimed' and t.assignee = ${user}
    order by t.due_at nulls last, t.id limit ${LINES_MAX}`;
}

/** Unclaimed tasks of the roles that the person has. */
export function claimableTasks(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and t.status = 'ready' and t.role in
    (select m.role from baton.role_members m where m.workspace_id = ${workspace} and m.user_id = ${user})
    order by t.due_at nulls last, t.id limit ${LINES_MAX}`;
}

/** Overdue tasks of the open runs that the person owns, and those that they were called about while nobody acknowledged them. */
export function overdueTasks(tx: ISql, workspace: WorkspaceId, user: UserId, now: Date): Query {
  return tx`${taskLines(tx)} where r.workspace_id = ${workspace} and r.status = 'active'
    and t.status in ('ready', 'claimed') and t.due_at <= ${now}
    and (r.owner = ${user} or (t.alarm->'told' ? ${user} and t.alarm->>'acknowledgedBy' is null))
    order by t.due_at, t.id limit ${LINES_MAX}`;
}

/** Offers that wait for the person's answer. */
export function offersTo(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`select h.id as handoff, t.title, h.from_user, x.body as note, h.expires_at, ${place(tx)}
    from baton.handoffs h join baton.runs r on r.workspace_id = h.workspace_id and r.id = h.run_id ${joins(tx)}
    left join baton.tasks t on t.workspace_id = h.workspace_id and t.id = h.task_id
    left join baton.texts x on x.workspace_id = h.workspace_id and x.id = h.note_id
    where h.workspace_id = ${workspace} and h.outcome = 'offered' and h.to_user = ${user} order by h.expires_at limit ${LINES_MAX}`;
}

/** Open exceptions that the person answers for, of runs and of what came before any. */
export function exceptionsOf(tx: ISql, workspace: WorkspaceId, owner: UserId): Query {
  return tx`select e.id, e.type, e.reason, e.due_at, c.name as client, m.channel, m.ts, w.slack_url
    from baton.exceptions e join baton.workspaces w on w.id = e.workspace_id
    left join baton.runs r on r.workspace_id = e.workspace_id and r.id = e.run_id
    left join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    left join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'card'
    where e.workspace_id = ${workspace} and e.owner = ${owner} and e.closed_at is null order by e.due_at limit ${LINES_MAX}`;
}

/** Runs, each in a line; `which` narrows `r` and `c`, the run and its client, and orders them. */
export function runLines(tx: ISql, now: Date, which: Query): Query {
  return tx`select r.id, r.title, r.owner, r.status, r.due_at, r.opened_at, r.completed_at, ${place(tx)},
      n.done, n.total, n.overdue_tasks,
      (select p.name from baton.people p where p.workspace_id = r.workspace_id and p.user_id = r.owner) as owner_name
    from baton.runs r ${joins(tx)}
    cross join lateral (select
      (count(*) filter (where t.status in ('done', 'skipped')))::integer as done, count(*)::integer as total,
      (count(*) filter (where t.status in ('ready', 'claimed') and t.due_at <= ${now}))::integer as overdue_tasks
      from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) n
    ${which}`;
}

function taskLines(tx: ISql): Query {
  return tx`select t.id, t.title, t.role, t.assignee, t.due_at, t.alarm, h.id as offer, h.to_user as offer_to, ${place(tx)}
    from baton.tasks t join baton.runs r on r.workspace_id = t.workspace_id and r.id = t.run_id ${joins(tx)}
    left join baton.handoffs h on h.workspace_id = t.workspace_id and h.run_id = t.run_id and h.task_id = t.id
      and h.outcome = 'offered'`;
}

function place(tx: ISql): Query {
  return tx`c.name as client, m.channel, m.ts, w.slack_url`;
}

function joins(tx: ISql): Query {
  return tx`join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    join baton.workspaces w on w.id = r.workspace_id
    left join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'card'`;
}

function linked<
  At extends { channel: string | null; ts: string | null; slack_url: string; client?: unknown },
>(at: At) {
  const { channel, ts, slack_url, ...rest } = at;
  return { ...rest, threadLink: threadLink(slack_url, channel, ts) };
}
