import type { ISql, Row } from "postgres";
import { z } from "zod";
import { OPERATORS } from "#domain/actor.ts";
import type { RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import { threadLink } from "#domain/thread-link.ts";
import { ExceptionIdSchema, UserIdSchema } from "#src/ids.ts";
import { ExceptionTypeSchema } from "./event-schemas.ts";
import { hasJudgedWork, isWorker, LINES_MAX, placed, rolesOf, type Query } from "./lines.ts";

// Lines of lists of exceptions, with whether the reader may settle each: as src/domain/decide-gates.ts decides it.

const ExceptionLineSchema = z
  .object({
    ...placed,
    client: z.string().nullable(),
    id: ExceptionIdSchema,
    type: ExceptionTypeSchema,
    reason: z.string(),
    title: z.string().nullable(),
    owner: UserIdSchema,
    gate: z.string().nullable(),
    may_open: z.boolean(),
    due_at: z.date(),
  })
  .transform(({ due_at, may_open, client, ...rest }) => {
    const { channel, ts, slack_url, ...exception } = rest;
    return {
      ...exception,
      client,
      threadLink: threadLink(slack_url, channel, ts),
      mayOpen: may_open,
      dueAt: due_at,
    };
  });
export type ExceptionLine = z.infer<typeof ExceptionLineSchema>;

export const toExceptionLines = (rows: readonly Row[] | undefined): ExceptionLine[] =>
  z.array(ExceptionLineSchema).parse(rows ?? []);

/** Open exceptions that the person answers for, of what came before any run too, and those of the open runs that they own by now. */
export function exceptionsOf(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`${exceptionLines(tx, workspace, user)} and e.id in (
      select o.id from baton.exceptions o where o.workspace_id = ${workspace} and o.owner = ${user} and o.closed_at is null
      union
      select x.id from baton.runs own join baton.exceptions x on x.workspace_id = own.workspace_id and x.run_id = own.id
      where own.workspace_id = ${workspace} and own.owner = ${user} and own.status in ('active', 'paused', 'blocked')
        and x.closed_at is null)
    order by e.due_at, e.id limit ${LINES_MAX}`;
}

/** Closed gates of the person's roles, but for those that they closed, or behind which they work. */
export function openableGates(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  // Which they are is settled before more is read of them.
  return tx`${exceptionLines(tx, workspace, user)} and e.id in (select e.id from baton.exceptions e
      left join baton.tasks t on t.workspace_id = e.workspace_id and t.id = e.task_id
      where e.workspace_id = ${workspace} and e.closed_at is null and e.gate in ${rolesOf(tx, workspace, user)}
        and ${isNoCloser(tx, user)} order by e.due_at, e.id limit ${LINES_MAX})
    order by e.due_at, e.id`;
}

/** The closed gates of a run, and other exceptions of it that are open: the tasks' in their order. */
export function exceptionsIn(tx: ISql, workspace: WorkspaceId, run: RunId, user: UserId): Query {
  return tx`${exceptionLines(tx, workspace, user)} and e.run_id = ${run} order by t.number nulls first, e.id limit ${LINES_MAX}`;
}

function exceptionLines(tx: ISql, workspace: WorkspaceId, user: UserId): Query {
  return tx`select e.id, e.type, e.reason, e.owner, e.gate, e.due_at, t.title, c.name as client, m.channel, m.ts, w.slack_url,
      ${mayOpen(tx, user)} as may_open
    from baton.exceptions e join baton.workspaces w on w.id = e.workspace_id
    left join baton.runs r on r.workspace_id = e.workspace_id and r.id = e.run_id
    left join baton.tasks t on t.workspace_id = e.workspace_id and t.id = e.task_id
    left join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
    left join baton.slack_messages m on m.workspace_id = r.workspace_id and m.run_id = r.id and m.kind = 'card'
    where e.workspace_id = ${workspace} and e.closed_at is null`;
}

/** Whether somebody has the role that settles the exception `e`, and neither closed its gate nor has the work behind it. */
function mayOpen(tx: ISql, user: UserId): Query {
  return tx`(exists (select from baton.role_members m where m.workspace_id = e.workspace_id and m.user_id = ${user}
      and m.role in (e.gate, ${OPERATORS})) or (e.gate is null and coalesce(r.owner, e.owner) = ${user}))
    and (e.gate is null or (${isNoCloser(tx, user)}))`;
}

function isNoCloser(tx: ISql, user: UserId): Query {
  return tx`e.opened_by is distinct from ${user} and (t.id is null or not (${isWorker(tx, tx`t`, user)}
    or (t.work->>'kind' = 'approval' and (coalesce(t.detail->>'askedBy' = ${user}, false) or ${hasJudgedWork(tx, user)}))))`;
}
