import type { ISql, PendingQuery, Row } from "postgres";
import { z } from "zod";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { threadLink } from "#domain/thread-link.ts";
import {
  ClientIdSchema,
  HandoffIdSchema,
  InstantSchema,
  RunIdSchema,
  TaskIdSchema,
  UserIdSchema,
} from "#src/ids.ts";
import { WorkPlanSchema } from "./event-schemas.ts";
import { AlarmSchema } from "./event-schemas.ts";

// Lines of lists over many runs: as much of each as a line shows, in one query a list. What is due first comes first; of what
// is due together, what has waited longest.

/** A list longer than this is not read to its end. */
export const LINES_MAX = 100;

/** Whose run it is, and where its card stands. */
export const placed = {
  client: z.string(),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  slack_url: z.string(),
};

/** What an open task's state has besides: approvals so far, the attempt under way, or when a wait gives up. */
const DetailSchema = z.object({
  approvals: z.array(UserIdSchema).optional(),
  until: InstantSchema.nullish(),
  attempt: z.int().optional(),
  nextAt: InstantSchema.nullish(),
});

const TaskLineSchema = z
  .object({
    ...placed,
    id: TaskIdSchema,
    title: z.string(),
    role: z.string(),
    work: WorkPlanSchema,
    detail: DetailSchema.nullable(),
    assignee: UserIdSchema.nullable(),
    due_at: z.date().nullable(),
    alarm: AlarmSchema.nullable(),
    offer: HandoffIdSchema.nullable(),
    counts: z.boolean(),
    offer_to: UserIdSchema.nullable(),
  })
  .transform(
    ({ id, title, role, work, detail, assignee, due_at, counts, alarm, offer, offer_to, ...at }) => ({
      ...linked(at),
      id,
      title,
      role,
      work,
      approvals: detail?.approvals ?? [],
      until: detail?.until ?? null,
      attempt: detail?.attempt ?? 1,
      nextAt: detail?.nextAt ?? null,
      assignee,
      dueAt: due_at,
      counts,
      alarm,
      offer: offer && offer_to && { handoff: offer, to: offer_to },
    }),
  );
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

const RunLineSchema = z
  .object({
    ...placed,
    id: RunIdSchema,
    client_id: ClientIdSchema,
    client_key: z.string(),
    playbook: z.string(),
    title: z.string(),
    owner: UserIdSchema,
    owner_name: z.string().nullable(),
    is_part: z.boolean(),
    status: z.enum(["active", "paused", "blocked", "completed", "cancelled"]),
    due_at: z.date().nullable(),
    opened_at: z.date(),
    completed_at: z.date().nullable(),
    cancelled_at: z.date().nullable(),
    done: z.int(),
    total: z.int(),
    overdue_tasks: z.int(),
    gates: z.int(),
    waiting_on: z.enum(["client", "vendor", "us"]).nullable(),
    review_at: InstantSchema.nullable(),
  })
  .transform(
    ({ due_at, completed_at, cancelled_at, opened_at, overdue_tasks, owner_name, is_part, ...rest }) => {
      const { channel, ts, slack_url, waiting_on, review_at, client_id, client_key, ...run } = rest;
      return {
        ...run,
        clientId: client_id,
        clientKey: client_key,
        ownerName: owner_name,
        isPart: is_part,
        threadLink: threadLink(slack_url, channel, ts),
        dueAt: due_at,
        openedAt: opened_at,
        completedAt: completed_at,
        cancelledAt: cancelled_at,
        overdueTasks: overdue_tasks,
        review: waiting_on && review_at && { on: waiting_on, at: review_at },
      };
    },
  );
export type RunLine = z.infer<typeof RunLineSchema>;

/** A query, or a part of one. */
export type Query = PendingQuery<Row[]>;

export const toTaskLines = (rows: readonly Row[] | undefined): TaskLine[] =>
  z.array(TaskLineSchema).parse(rows ?? []);
export const toOfferLines = (rows: readonly Row[] | undefined): OfferLine[] =>
  z.array(OfferLineSchema).parse(rows ?? []);
export const toRunLines = (rows: readonly Row[] | undefined): RunLine[] =>
  z.array(RunLineSchema).parse(rows ?? []);

/** Tasks that the person holds. */
export function heldTasks(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and t.status = 'claimed' and t.assignee = ${user}
    order by t.due_at nulls last, t.ready_at, t.id limit ${LINES_MAX}`;
}

/** Unclaimed tasks of the roles that the person has. */
export function claimableTasks(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and t.status = 'ready' and t.role in ${rolesOf(tx, workspace, user)}
    and t.work->>'kind' = 'human'
    order by t.due_at nulls last, t.ready_at, t.id limit ${LINES_MAX}`;
}

/** What the roles that the person has are to approve, but for what they asked for, did themselves or have approved already. */
export function approvableTasks(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and t.status = 'ready' and t.role in ${rolesOf(tx, workspace, user)}
    and t.work->>'kind' = 'approval'
    and t.detail->>'askedBy' is distinct from ${user} and not coalesce(t.detail->'approvals' ? ${user}, false)
    and not ${hasJudgedWork(tx, user)}
    order by t.due_at nulls last, t.ready_at, t.id limit ${LINES_MAX}`;
}

/**
 * Overdue tasks of the open runs that the person owns, and those that they were called about while nobody acknowledged them.
 * Each is found by an index of its own: one condition with `or` would read every open task of the workspace.
 */
export function overdueTasks(tx: ISql, workspace: WorkspaceId, user: UserId, now: Date): Query {
  return tx`${taskLines(tx)} where t.workspace_id = ${workspace} and r.status in ('active', 'blocked')
    and t.status in ('ready', 'claimed', 'running', 'waiting') and t.due_at <= ${now} and t.id in (
      select o.id from baton.runs own join baton.tasks o on o.workspace_id = own.workspace_id and o.run_id = own.id
      where own.workspace_id = ${workspace} and own.owner = ${user} and own.status in ('active', 'blocked')
        and o.due_at <= ${now}
      union
      select l.id from baton.tasks l where l.workspace_id = ${workspace} and l.alarm is not null
        and l.alarm->'told' ? ${user} and l.alarm->>'acknowledgedBy' is null)
    order by t.due_at, t.ready_at, t.id limit ${LINES_MAX}`;
}

/** Offers that wait for the person's answer. */
export function offersTo(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`select h.id as handoff, t.title, h.from_user, x.body as note, h.expires_at, ${place(tx)}
    from baton.handoffs h join baton.runs r on r.workspace_id = h.workspace_id and r.id = h.run_id ${joins(tx)}
    left join baton.tasks t on t.workspace_id = h.workspace_id and t.id = h.task_id
    left join baton.texts x on x.workspace_id = h.workspace_id and x.id = h.note_id
    where h.workspace_id = ${workspace} and h.outcome = 'offered' and h.to_user = ${user} order by h.expires_at limit ${LINES_MAX}`;
}

/** Whether somebody did work that the approval `t` judges, left it out, or passed it by at its gate. */
export function hasJudgedWork(tx: ISql, user: UserId): Query {
  return tx`exists (select from baton.tasks w where w.workspace_id = t.workspace_id and w.run_id = t.run_id
      and w.key = any(t.waits_for) and w.status in ('done', 'skipped', 'waived') and ${isWorker(tx, tx`w`, user)})`;
}

/** Whether somebody did a task, has it in hand, left it out, or passed it by at its gate: as `workersOf` has it. */
export function isWorker(tx: ISql, task: Query, user: UserId): Query {
  return tx`(coalesce(${task}.assignee = ${user}, false) or coalesce(${task}.done_by = ${user}, false)
    or coalesce(${task}.detail->'approvals' ? ${user}, false) or coalesce(${task}.detail->>'skippedBy' = ${user}, false)
    or coalesce(${task}.detail->>'waivedBy' = ${user}, false))`;
}

/** The roles that somebody has. */
export function rolesOf(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`(select m.role from baton.role_members m where m.workspace_id = ${workspace} and m.user_id = ${user})`;
}

/** Runs, each in a line; `which` narrows `r` and `c`, the run and its client, and orders them. */
export function runLines(tx: ISql, now: Date, which: Query): Query {
  return tx`select r.id, c.id as client_id, c.key as client_key, r.playbook, r.title, r.owner, r.status, r.due_at, r.opened_at,
      r.completed_at, r.cancelled_at, r.parent_run_id is not null as is_part, ${place(tx)},
      n.done, n.total, n.overdue_tasks, g.gates, r.pause->>'on' as waiting_on, r.pause->>'reviewAt' as review_at,
      (select p.name from baton.people p where p.workspace_id = r.workspace_id and p.user_id = r.owner) as owner_name
    from baton.runs r ${joins(tx)}
    cross join lateral (select
      (count(*) filter (where t.status = 'done'))::integer as done,
      (count(*) filter (where t.status not in ('skipped', 'waived')))::integer as total,
      (count(*) filter (where t.status in ('ready', 'claimed', 'running', 'waiting') and t.due_at <= ${now} and r.status <> 'paused'))::integer as overdue_tasks
      from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) n
    cross join lateral (select count(*)::integer as gates from baton.exceptions e
      where e.workspace_id = r.workspace_id and e.run_id = r.id and e.closed_at is null and e.gate is not null) g
    ${which}`;
}

/** An open run before one that is over, one by itself before those that are part of another, the newest first. */
export function byRank(tx: ISql): Query {
  return tx`r.status in ('completed', 'cancelled'), r.parent_run_id is not null, r.opened_at desc`;
}

function taskLines(tx: ISql): Query {
  return tx`select t.id, t.title, t.role, t.work, t.detail, t.assignee, t.due_at, t.alarm,
      (r.status <> 'paused' or (r.pause->>'on' = 'client' and t.work->>'kind' = 'client')) as counts, h.id as offer, h.to_user as offer_to, ${place(tx)}
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
