import type postgres from "postgres";
import { z } from "zod";
import type { Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import type { Person } from "#domain/facts.ts";
import type { RunId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { UserIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db } from "./client.ts";
import { CHAIN_START } from "./event-codec.ts";
import { runChanges } from "./run-changes.ts";
import { runFrom, RunRowsSchema } from "./run-rows.ts";

const ReadSchema = RunRowsSchema.extend({
  head: z.string().transform((hex) => Buffer.from(hex.slice(2), "hex")),
  answered: z.unknown(),
});
const PersonSchema = z.object({ user_id: UserIdSchema, active: z.boolean(), internal: z.boolean() });
const CrewSchema = z.object({
  people: z.array(PersonSchema),
  members: z.array(z.object({ role: z.string(), user_id: UserIdSchema })),
  fallback_owner: UserIdSchema,
});

/** Who is here and what they do: what every decision about people starts from. */
export type Crew = {
  readonly people: ReadonlyMap<UserId, Person>;
  readonly roles: ReadonlyMap<string, readonly UserId[]>;
  readonly fallbackOwner: UserId;
};

export type RunRead = {
  readonly run: Run;
  readonly head: Buffer;
  /** What was answered to this intent's key before; undefined: it is new. */
  readonly answered: unknown;
};

/** Reads a run with all that a decision needs, in one round trip. */
export async function readRun(
  db: Db,
  workspace: WorkspaceId,
  id: RunId,
  key: string | null,
): Promise<{ read: RunRead | null; crew: Crew }> {
  const [runs, crew] = await batchInWorkspace(db, workspace, (tx) => [
    selectRun(tx, workspace, id, key),
    selectCrew(tx, workspace),
  ]);
  const [row] = runs ?? [];
  if (!row) return { read: null, crew: crewFrom(crew) };
  const { head, answered, ...rows } = ReadSchema.parse(row);
  return { read: { run: runFrom(rows), head, answered: answered ?? undefined }, crew: crewFrom(crew) };
}

/** What a decision writes besides the run itself. */
export type RunWrite = {
  readonly before: Run | null;
  readonly after: Run;
  readonly events: readonly RunEvent[];
  readonly effects: Effects;
  readonly head: Buffer | null;
  readonly key: string;
  readonly answer: unknown;
  readonly answeredAt: Date;
  readonly texts: readonly TextRow[];
  /** The message that somebody pressed a button in: it is shown anew first. */
  readonly clicked: { readonly channel: string; readonly ts: string } | null;
  /** What else belongs into the same transaction. */
  readonly also?: (tx: postgres.ISql) => readonly postgres.PendingQuery<postgres.Row[]>[];
};

export type TextRow = {
  readonly id: string;
  readonly author: UserId;
  readonly salt: Buffer;
  readonly body: string;
};

/**
 * Writes everything that follows from a decision in one statement, guarded by the version that was read.
 * False: another was faster and nothing was written. Throws on a unique violation, for the caller to tell by its constraint.
 */
export async function writeRun(db: Db, write: RunWrite): Promise<boolean> {
  const { after } = write;
  const [written] = await batchInWorkspace(db, after.workspace, (tx) => [
    insertChanges(tx, write),
    followUp(tx, write),
    ...(write.also?.(tx) ?? []),
  ]);
  return written?.length === 1;
}

/** Keeps the answer to an intent that changed nothing, and shows the pressed message anew. */
export async function writeAnswer(
  db: Db,
  run: Run,
  { key, answer, answeredAt, clicked }: Pick<RunWrite, "key" | "answer" | "answeredAt" | "clicked">,
): Promise<void> {
  await batchInWorkspace(db, run.workspace, (tx) => [
    tx`insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
      values (${run.workspace}, ${key}, ${run.id}, ${json(tx, answer)}, ${answeredAt}) on conflict do nothing`,
    ...(clicked
      ? [
          tx`update baton.slack_messages set clicked_at = ${answeredAt}, not_before = null,
            wanted = greatest(wanted, shown + 1), changed_at = ${answeredAt}
            where workspace_id = ${run.workspace} and channel = ${clicked.channel} and ts = ${clicked.ts} and run_id = ${run.id}
            and shown < ${run.version}`,
        ]
      : []),
  ]);
}

/** As json, which costs half of what jsonb does when it is only made to be sent. */
function selectRun(tx: postgres.ISql, workspace: WorkspaceId, id: RunId, key: string | null) {
  return tx`
    select row_to_json(r) as run, r.head::text as head,
      (select coalesce(json_agg(t order by t.number), '[]') from baton.tasks t
        where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
      (select coalesce(json_agg(h), '[]') from baton.handoffs h
        where h.workspace_id = r.workspace_id and h.run_id = r.id and h.outcome = 'offered') as offers,
      (select coalesce(json_agg(d order by d.at, d.id), '[]') from baton.deadlines d
        where d.workspace_id = r.workspace_id and d.run_id = r.id and d.state = 'open') as deadlines,
      (select coalesce(json_agg(e order by e.id), '[]') from baton.exceptions e
        where e.workspace_id = r.workspace_id and e.run_id = r.id and e.closed_at is null) as exceptions,
      (select i.answer from baton.intents i where i.workspace_id = r.workspace_id and i.key = ${key}) as answered
    from baton.runs r where r.workspace_id = ${workspace} and r.id = ${id}`;
}

function selectCrew(tx: postgres.ISql, workspace: WorkspaceId) {
  return tx`
    select
      (select coalesce(json_agg(p), '[]') from
        (select user_id, active, internal from baton.people where workspace_id = w.id) p) as people,
      (select coalesce(json_agg(m order by m.role, m.position), '[]') from
        (select role, user_id, position from baton.role_members where workspace_id = w.id) m) as members,
      w.fallback_owner
    from baton.workspaces w where w.id = ${workspace}`;
}

function crewFrom(rows: postgres.Row[] | undefined): Crew {
  const { people, members, fallback_owner } = CrewSchema.parse(rows?.[0]);
  const roles = new Map<string, UserId[]>();
  for (const { role, user_id } of members) roles.set(role, [...(roles.get(role) ?? []), user_id]);
  return {
    people: new Map(
      people.map(({ user_id, active, internal }) => [user_id, { id: user_id, active, internal }]),
    ),
    roles,
    fallbackOwner: fallback_owner,
  };
}

/** The order of the parts of one statement is not defined, and none sees what another wrote: each depends on the run's alone. */
function insertChanges(tx: postgres.ISql, write: RunWrite) {
  const { before, after, events, effects, head, key, answer, answeredAt, texts } = write;
  const changes = runChanges(before, after, events, effects, head ?? CHAIN_START);
  const ws = after.workspace;
  const textRows = texts.map(({ salt, ...row }) => ({
    ...row,
    workspace_id: ws,
    salt: `\\x${salt.toString("hex")}`,
    created_at: answeredAt,
  }));
  const { run } = changes;
  const changed = before
    ? tx`update baton.runs set status = ${run.status}, owner = ${run.owner}, owned_by = ${run.owned_by},
          overdue = ${run.overdue}, completed_at = ${run.completed_at}, version = ${run.version}, head = ${run.head}::text::bytea
        where workspace_id = ${ws} and id = ${run.id} and version = ${before.version} returning id`
    : tx`insert into baton.runs select n.* from jsonb_populate_record(null::baton.runs, ${json(tx, run)}) n returning id`;
  return tx`
    with changed as (${changed}),
    texts as (
      insert into baton.texts select t.* from changed, jsonb_populate_recordset(null::baton.texts, ${json(tx, textRows)}) t),
    events as (
      insert into baton.events (body, previous, hash) select e.body, e.previous, e.hash
      from changed, jsonb_to_recordset(${json(tx, changes.events)}) e(body text, previous bytea, hash bytea)),
    tasks as (
      insert into baton.tasks select t.* from changed, jsonb_populate_recordset(null::baton.tasks, ${json(tx, changes.tasks)}) t
      on conflict (workspace_id, id) do update set status = excluded.status, ready_at = excluded.ready_at,
        due_at = excluded.due_at, original_due_at = excluded.original_due_at, assignee = excluded.assignee,
        claimed_at = excluded.claimed_at, held_by = excluded.held_by, done_by = excluded.done_by, done_at = excluded.done_at,
        skipped_at = excluded.skipped_at, evidence_id = excluded.evidence_id, evidence_digest = excluded.evidence_digest,
        alarm = excluded.alarm),
    handoffs_made as (
      insert into baton.handoffs
      select h.* from changed, jsonb_populate_recordset(null::baton.handoffs, ${json(tx, changes.handoffsMade)}) h),
    handoffs_resolved as (
      update baton.handoffs h set outcome = n.outcome, resolved_at = n.resolved_at, reason_id = n.reason_id,
        reason_digest = n.reason_digest
      from changed, jsonb_populate_recordset(null::baton.handoffs, ${json(tx, changes.handoffsResolved)}) n
      where h.workspace_id = ${ws} and h.run_id = ${after.id} and h.outcome = 'offered' and h.id = n.id),
    deadlines_made as (
      insert into baton.deadlines
      select d.* from changed, jsonb_populate_recordset(null::baton.deadlines, ${json(tx, changes.deadlinesMade)}) d),
    deadlines_closed as (
      update baton.deadlines d set state = n.state, closed_at = n.closed_at
      from changed, jsonb_populate_recordset(null::baton.deadlines, ${json(tx, changes.deadlinesClosed)}) n
      where d.workspace_id = ${ws} and d.run_id = ${after.id} and d.state = 'open' and d.id = n.id),
    exceptions_opened as (
      insert into baton.exceptions
      select e.* from changed, jsonb_populate_recordset(null::baton.exceptions, ${json(tx, changes.exceptionsOpened)}) e),
    exceptions_closed as (
      update baton.exceptions e set closed_at = n.closed_at
      from changed, jsonb_populate_recordset(null::baton.exceptions, ${json(tx, changes.exceptionsClosed)}) n
      where e.workspace_id = ${ws} and e.run_id = ${after.id} and e.closed_at is null and e.id = n.id),
    notices as (
      insert into baton.notices
      select n.* from changed, jsonb_populate_recordset(null::baton.notices, ${json(tx, changes.notices)}) n),
    lanes as (
      insert into baton.lanes (workspace_id, lane, next_at)
      select ${ws}, lane, now() from changed, jsonb_array_elements_text(${json(tx, changes.lanes)}) lane on conflict do nothing),
    messages as (
      insert into baton.slack_messages
      select m.* from changed, jsonb_populate_recordset(null::baton.slack_messages, ${json(tx, changes.messages)}) m
      on conflict (workspace_id, run_id, kind, stage, part) where kind <> 'notice' do update set
        changed_at = case when slack_messages.shown < slack_messages.wanted then slack_messages.changed_at
          else excluded.changed_at end,
        wanted = excluded.wanted),
    answers as (
      insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
      select ${ws}, ${key}, ${after.id}, ${json(tx, answer)}, ${answeredAt} from changed)
    select id from changed`;
}

/**
 * Shows anew the pressed message, and the notices whose buttons follow what happened. A list of tasks to claim follows for
 * whoever acted alone: it went to a whole role, and Slack allows 50 changes a minute. Other kinds are history once sent. Each is found by an index of its own: one condition with `or` would read every message of the workspace. The kinds
 * are written out, since Postgres plans a list that it doesn't know anew each time.
 */
function followUp(tx: postgres.ISql, { after, events, effects, clicked, answeredAt }: RunWrite) {
  const by = events[0]?.actor;
  const actor = by?.kind === "person" ? by.id : null;
  const [channel, ts] = [clicked?.channel ?? null, clicked?.ts ?? null];
  const hit = tx`m.channel = ${channel} and m.ts = ${ts}`;
  return tx`
    update baton.slack_messages m set
      changed_at = case when m.shown < m.wanted then m.changed_at else ${answeredAt} end,
      wanted = ${after.version},
      clicked_at = case when ${hit} then ${answeredAt} else m.clicked_at end,
      not_before = case when ${hit} then null else m.not_before end
    where m.workspace_id = ${after.workspace} and m.run_id = ${after.id} and m.wanted <= ${after.version}
      -- Not where another was faster: a version that the run never gets would be shown anew for ever.
      and exists (select from baton.runs r where r.workspace_id = m.workspace_id and r.id = m.run_id and r.version >= ${after.version})
      and m.id in (
        select c.id from baton.slack_messages c
        where c.workspace_id = ${after.workspace} and c.channel = ${channel} and c.ts = ${ts}
        union all
        select f.id from baton.notices n
        join baton.slack_messages f on f.workspace_id = n.workspace_id and f.notice_id = n.id
        where n.workspace_id = ${after.workspace} and n.run_id = ${after.id}
          and (n.kind in ('offer', 'overdue', 'reminder', 'assigned')
            or (n.kind in ('run-owned', 'tasks-ready') and n.recipient = ${actor}))
          and n.about && ${[...effects.touched]})`;
}

/** As text, because the driver's own JSON encoding depends on what else uses the connection. */
function json(tx: postgres.ISql, value: unknown) {
  return tx`${JSON.stringify(value)}::text::jsonb`;
}

export async function readCrew(db: Db, workspace: WorkspaceId): Promise<Crew> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [selectCrew(tx, workspace)]);
  return crewFrom(rows);
}
