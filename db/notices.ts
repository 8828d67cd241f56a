import { z } from "zod";
import type { NoticeKind } from "#domain/effects.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { OPERATORS } from "#domain/actor.ts";
import { ExceptionIdSchema, HandoffIdSchema, InstantSchema, TaskIdSchema, UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";
import { ExceptionTypeSchema } from "./event-schemas.ts";

const KINDS = [
  "run-owned",
  "tasks-ready",
  "offer",
  "offer-accepted",
  "offer-declined",
  "offer-expired",
  "assigned",
  "taken-over",
  "reminder",
  "overdue",
  "run-overdue",
  "run-completed",
  "run-cancelled",
  "run-absorbed",
  "run-to-resume",
  "approval-asked",
  "exception",
  "exception-overdue",
  "gate-opened",
  "run-paused",
  "run-resumed",
  "pause-review",
  "run-assigned",
  "run-taken-over",
  "task-skipped",
  "due-changed",
] as const satisfies readonly NoticeKind[];

const ExceptionSchema = z
  .object({
    id: ExceptionIdSchema,
    type: ExceptionTypeSchema,
    reason: z.string(),
    note: z.string().nullable(),
    task: TaskIdSchema.nullable(),
    owner: UserIdSchema,
    gate: z.string().nullable(),
    openedBy: UserIdSchema.nullable(),
    runbook: z.string().nullable(),
    dueAt: InstantSchema,
    mayOpen: z.boolean(),
    closedAt: InstantSchema.nullable(),
    closedBy: UserIdSchema.nullable(),
    choice: z.enum(["resume", "skip", "reroute", "cancel"]).nullable(),
    to: TaskIdSchema.nullable(),
    cause: z.string().nullable(),
    prevention: z.string().nullable(),
  })
  .transform(({ closedAt, closedBy, choice, to, cause, prevention, ...open }) => ({
    ...open,
    closed: closedAt && { at: closedAt, by: closedBy, choice, to, cause, prevention },
  }));

const NoticeSchema = z.object({
  recipient: z.string(),
  kind: z.enum(KINDS),
  about: z.array(z.string()),
  runbook: z.string().nullable(),
  handoff: z
    .object({
      from: UserIdSchema.nullable(),
      to: UserIdSchema.nullable(),
      outcome: z.enum(["offered", "accepted", "declined", "expired", "withdrawn", "assigned"]),
      note: z.string().nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  level: z.int().nullable(),
  by: UserIdSchema.nullable(),
  words: z.string().nullable(),
  exception: ExceptionSchema.nullable(),
});

/** A notice with what its words need besides the run: the offer or exception that it is about, which call it is, who did it and what they wrote, and what to do when something is late. */
export async function readNotice(db: Db, workspace: WorkspaceId, id: string) {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select n.recipient, n.kind, n.about,
        b.content -> 'escalations' -> r.escalation ->> 'runbook' as runbook,
        case when h.id is not null then jsonb_build_object('from', h.from_user, 'to', h.to_user, 'outcome', h.outcome,
          'note', note.body, 'reason', reason.body) end as handoff,
        case when n.kind in ('overdue', 'exception-overdue', 'pause-review') then (e.body::jsonb -> 'data' ->> 'level')::integer end as level,
        case when n.kind = 'run-absorbed' then e.body::jsonb -> 'data' ->> 'by'
          when e.body::jsonb -> 'actor' ->> 'kind' = 'person' then e.body::jsonb -> 'actor' ->> 'id' end as by,
        typed.body as words,
        case when x.id is not null then jsonb_build_object('id', x.id, 'type', x.type, 'reason', x.reason, 'note', said.body,
          'task', x.task_id, 'owner', x.owner, 'gate', x.gate, 'openedBy', x.opened_by, 'runbook', x.runbook, 'dueAt', x.due_at,
          'mayOpen', (x.gate is null and r.owner = n.recipient) or exists (select from baton.role_members m
            where m.workspace_id = x.workspace_id and m.user_id = n.recipient and m.role in (x.gate, ${OPERATORS})),
          'closedAt', x.closed_at, 'closedBy', x.closed_by, 'choice', x.choice, 'to', x.rerouted_to,
          'cause', cause.body, 'prevention', prevention.body) end as exception
      from baton.notices n
      join baton.runs r on r.workspace_id = n.workspace_id and r.id = n.run_id
      left join baton.releases b on b.workspace_id = r.workspace_id and b.number = r.release
      left join baton.handoffs h on h.workspace_id = n.workspace_id and h.id = any(n.about)
      left join baton.texts note on note.workspace_id = h.workspace_id and note.id = h.note_id
      left join baton.texts reason on reason.workspace_id = h.workspace_id and reason.id = h.reason_id
      left join baton.events e on e.workspace_id = n.workspace_id and e.run_id = n.run_id and e.seq = n.seq
      left join baton.texts typed on typed.workspace_id = n.workspace_id and typed.id = case
        when n.kind in ('run-paused', 'pause-review', 'run-to-resume') then r.pause -> 'reason' ->> 'id'
        when n.kind = 'task-skipped' then e.body::jsonb -> 'data' -> 'reason' ->> 'id'
        when n.kind = 'run-cancelled' then e.body::jsonb -> 'data' -> 'note' ->> 'id' end
      left join baton.exceptions x on x.workspace_id = n.workspace_id and x.id = any(n.about)
      left join baton.texts said on said.workspace_id = x.workspace_id and said.id = x.note_id
      left join baton.texts cause on cause.workspace_id = x.workspace_id and cause.id = x.cause_id
      left join baton.texts prevention on prevention.workspace_id = x.workspace_id and prevention.id = x.prevention_id
      where n.workspace_id = ${workspace} and n.id = ${id}`,
  ]);
  const { about, recipient, ...notice } = NoticeSchema.parse(rows?.[0]);
  return {
    ...notice,
    /** Null: it goes to a channel. */
    recipient: UserIdSchema.safeParse(recipient).data ?? null,
    tasks: about.flatMap((one) => TaskIdSchema.safeParse(one).data ?? []),
    handoffId:
      about.map((one) => HandoffIdSchema.safeParse(one).data).find((one) => one !== undefined) ?? null,
  };
}
