import type { Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import type { Sql, Statement } from "./client.ts";
import { CHAIN_START } from "./event-codec.ts";
import { runChanges } from "./run-changes.ts";

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
  readonly also?: (tx: Sql) => readonly Statement[];
};

export type TextRow = {
  readonly id: string;
  /** Null: the system. */
  readonly author: UserId | null;
  readonly salt: Buffer;
  readonly body: string;
};

/**
 * One statement with a part for each table that the decision touches: the server starts every part, whether it has rows or
 * not. The order of the parts is not defined, and none sees what another wrote: each depends on the run's alone.
 */
export function insertChanges(tx: Sql, write: RunWrite): Statement {
  const { before, after, events, effects, head, key, answer, answeredAt, texts } = write;
  const changes = runChanges(before, after, events, effects, head ?? CHAIN_START);
  const ws = after.workspace;
  const part = (rows: readonly unknown[], write: (rows: string) => Statement) =>
    rows.length > 0 ? [write(JSON.stringify(rows))] : [];
  const textRows = texts.map(({ salt, ...row }) => ({
    ...row,
    workspace_id: ws,
    salt: `\\x${salt.toString("hex")}`,
    created_at: answeredAt,
  }));
  const parts = [
    ...part(
      textRows,
      (rows) => tx`, texts as (
      insert into baton.texts select t.* from changed, jsonb_populate_recordset(null::baton.texts, ${rows}::text::jsonb) t)`,
    ),
    ...part(
      changes.events,
      (rows) => tx`, events as (
      insert into baton.events (body, previous, hash) select e.body, e.previous, e.hash
      from changed, jsonb_to_recordset(${rows}::text::jsonb) e(body text, previous bytea, hash bytea))`,
    ),
    ...part(
      changes.tasks,
      (rows) => tx`, tasks as (
      insert into baton.tasks select t.* from changed, jsonb_populate_recordset(null::baton.tasks, ${rows}::text::jsonb) t
      on conflict (workspace_id, id) do update set status = excluded.status, execution = excluded.execution, waits_for = excluded.waits_for, condition = excluded.condition, ready_at = excluded.ready_at,
        due_at = excluded.due_at, original_due_at = excluded.original_due_at, assignee = excluded.assignee,
        claimed_at = excluded.claimed_at, held_by = excluded.held_by, done_by = excluded.done_by, done_at = excluded.done_at,
        skipped_at = excluded.skipped_at, evidence_id = excluded.evidence_id, evidence_digest = excluded.evidence_digest,
        alarm = excluded.alarm, detail = excluded.detail)`,
    ),
    ...part(
      changes.handoffsMade,
      (rows) => tx`, handoffs_made as (
      insert into baton.handoffs select h.* from changed, jsonb_populate_recordset(null::baton.handoffs, ${rows}::text::jsonb) h)`,
    ),
    ...part(
      changes.handoffsResolved,
      (rows) => tx`, handoffs_resolved as (
      update baton.handoffs h set outcome = n.outcome, resolved_at = n.resolved_at, reason_id = n.reason_id,
        reason_digest = n.reason_digest
      from changed, jsonb_populate_recordset(null::baton.handoffs, ${rows}::text::jsonb) n
      where h.workspace_id = ${ws} and h.run_id = ${after.id} and h.outcome = 'offered' and h.id = n.id)`,
    ),
    ...part(
      changes.deadlinesMade,
      (rows) => tx`, deadlines_made as (
      insert into baton.deadlines select d.* from changed, jsonb_populate_recordset(null::baton.deadlines, ${rows}::text::jsonb) d)`,
    ),
    ...part(
      changes.deadlinesClosed,
      (rows) => tx`, deadlines_closed as (
      update baton.deadlines d set state = n.state, closed_at = n.closed_at
      from changed, jsonb_populate_recordset(null::baton.deadlines, ${rows}::text::jsonb) n
      where d.workspace_id = ${ws} and d.run_id = ${after.id} and d.state = 'open' and d.id = n.id)`,
    ),
    ...part(
      changes.exceptionsOpened,
      (rows) => tx`, exceptions_opened as (
      insert into baton.exceptions select e.* from changed, jsonb_populate_recordset(null::baton.exceptions, ${rows}::text::jsonb) e)`,
    ),
    ...part(
      changes.exceptionsClosed,
      (rows) => tx`, exceptions_closed as (
      update baton.exceptions e set closed_at = n.closed_at, closed_by = n.closed_by, choice = n.choice,
        rerouted_to = n.rerouted_to, cause_id = n.cause_id, cause_digest = n.cause_digest,
        prevention_id = n.prevention_id, prevention_digest = n.prevention_digest
      from changed, jsonb_populate_recordset(null::baton.exceptions, ${rows}::text::jsonb) n
      where e.workspace_id = ${ws} and e.run_id = ${after.id} and e.closed_at is null and e.id = n.id)`,
    ),
    ...part(
      changes.notices,
      (rows) => tx`, notices as (
      insert into baton.notices select n.* from changed, jsonb_populate_recordset(null::baton.notices, ${rows}::text::jsonb) n)`,
    ),
    ...part(
      changes.lanes,
      (rows) => tx`, lanes as (
      insert into baton.lanes (workspace_id, lane, next_at)
      select ${ws}, n.lane, now() from changed, jsonb_array_elements_text(${rows}::text::jsonb) n(lane)
      -- A lane that is there is not even tried: whoever serves it holds its row and waits for a message's, which we may hold.
      where not exists (select from baton.lanes l where l.workspace_id = ${ws} and l.lane = n.lane)
      -- In one order, so that two who make the same lanes never wait for each other.
      order by n.lane on conflict do nothing)`,
    ),
    ...part(
      changes.messages,
      (rows) => tx`, messages as (
      insert into baton.slack_messages
      select m.* from changed, jsonb_populate_recordset(null::baton.slack_messages, ${rows}::text::jsonb) m
      on conflict (workspace_id, run_id, kind, stage, part) where kind <> 'notice' do update set
        changed_at = case when slack_messages.shown < slack_messages.wanted then slack_messages.changed_at
          else excluded.changed_at end,
        wanted = excluded.wanted)`,
    ),
    tx`, answers as (
      insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
      select ${ws}, ${key}, ${after.id}, ${json(tx, answer)}, ${answeredAt} from changed)`,
  ];
  return tx`with changed as (${changeRun(tx, before, changes.run)}) ${parts} select id from changed`;
}

/** Guarded by the version that was read: where another was faster it gives no row, and nothing else is written. */
function changeRun(tx: Sql, before: Run | null, run: ReturnType<typeof runChanges>["run"]) {
  return before
    ? tx`update baton.runs set status = ${run.status}, owner = ${run.owner}, owned_by = ${run.owned_by},
        overdue = ${run.overdue}, late = ${run.late}, completed_at = ${run.completed_at}, cancelled_at = ${run.cancelled_at},
        client_id = ${run.client_id}, due_at = ${run.due_at}, pause = ${run.pause && json(tx, run.pause)},
        paused_seconds = ${run.paused_seconds}, merged_into = ${run.merged_into},
        signals = ${json(tx, run.signals)}, version = ${run.version}, head = ${run.head}::text::bytea
        where workspace_id = ${run.workspace_id} and id = ${run.id} and version = ${before.version} returning id`
    : tx`insert into baton.runs select n.* from jsonb_populate_record(null::baton.runs, ${json(tx, run)}) n returning id`;
}

/**
 * Shows anew the pressed message, and the notices whose buttons follow what happened. A list of tasks to claim follows for
 * whoever acted alone: it went to a whole role, and Slack allows 50 changes a minute. Other kinds are history once sent. Each is found by an index of its own: one condition with `or` would read every message of the workspace. The kinds
 * are written out, since Postgres plans a list that it doesn't know anew each time.
 */
export function followUp(tx: Sql, { after, events, effects, clicked, answeredAt, key }: RunWrite) {
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
      -- Not where another was faster, which is when this intent has no answer: a version that the run never gets would be
      -- shown anew for ever, and without the run's row two would wait for each other's messages.
      and exists (select from baton.intents i where i.workspace_id = ${after.workspace} and i.key = ${key})
      and m.id in (
        select c.id from baton.slack_messages c
        where c.workspace_id = ${after.workspace} and c.channel = ${channel} and c.ts = ${ts}
        union all
        select f.id from baton.notices n
        join baton.slack_messages f on f.workspace_id = n.workspace_id and f.notice_id = n.id
        where n.workspace_id = ${after.workspace} and n.run_id = ${after.id}
          and (n.kind in ('offer', 'overdue', 'reminder', 'assigned', 'approval-asked', 'exception', 'exception-overdue')
            or (n.kind in ('run-owned', 'tasks-ready') and n.recipient = ${actor}))
          and n.about && ${[...effects.touched]})`;
}

/** As text, because the driver's own JSON encoding depends on what else uses the connection. */
export function json(tx: Sql, value: unknown) {
  return tx`${JSON.stringify(value)}::text::jsonb`;
}
