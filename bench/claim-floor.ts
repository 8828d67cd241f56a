import { batchInWorkspace, type Sql } from "#db/client.ts";
import { link } from "#db/event-codec.ts";
import { readRun } from "#db/runs.ts";
import { decide } from "#domain/decide.ts";
import { taskOf } from "#domain/run.ts";
import { actorOf } from "#services/change-run.ts";
import { factsFrom } from "#services/facts-from.ts";
import { newRowId } from "#src/ids.ts";
import type { Company } from "./company.ts";
import type { Claimable } from "./fill.ts";

// The floor: what a claim reads and writes, by hand, with the values decided and encoded ahead.

export type PreparedClaim = Awaited<ReturnType<typeof prepareClaim>>;

/** Reads, decides, encodes and hashes ahead: what is left has only to be read and written. */
export async function prepareClaim(company: Company, item: Claimable, key: string) {
  const { db, workspace, book, now } = company;
  const { read, crew } = await readRun(db, workspace, item.run, key);
  if (!read) throw new Error(`${item.run} is gone`);
  const by = actorOf(company.context({ kind: "person", id: item.by, internal: true }), crew);
  const decision = decide(
    read.run,
    { type: "claim-task", task: item.task, by, key },
    factsFrom(book, crew, now, read),
  );
  const [event, ...others] = decision.ok ? decision.events : [];
  if (event?.type !== "task-claimed" || others.length > 0)
    throw new Error(`${item.task} was not claimed in one event`);
  const [chained] = link([event], read.head);
  if (!chained) throw new Error("One event makes one link");
  return {
    ...item,
    ...chained,
    workspace,
    key,
    now,
    handoff: event.data.handoff,
    readVersion: read.run.version,
    lane: read.run.channel,
    stage: taskOf(read.run, item.task)?.stage ?? 0,
    card: newRowId("msg"),
    list: newRowId("msg"),
    answer: JSON.stringify({ ok: true, run: item.run }),
  };
}

/** As many round trips and transactions as the service makes, on the same connections. */
export async function claimByHand({ db }: Company, claim: PreparedClaim): Promise<void> {
  await batchInWorkspace(db, claim.workspace, (tx) => [readAggregate(tx, claim), readPeople(tx, claim)]);
  await batchInWorkspace(db, claim.workspace, (tx) => [write(tx, claim), showPressed(tx, claim)]);
}

type Reading = Pick<PreparedClaim, "workspace" | "run" | "key">;

/** What every change of a run reads first. */
export function readAggregate(tx: Sql, { workspace, run, key }: Reading) {
  return tx`
    select r.*,
      (select json_agg(t order by t.number) from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
      (select json_agg(h) from baton.handoffs h
        where h.workspace_id = r.workspace_id and h.run_id = r.id and h.outcome = 'offered') as offers,
      (select json_agg(d) from baton.deadlines d
        where d.workspace_id = r.workspace_id and d.run_id = r.id and d.state = 'open') as deadlines,
      (select json_agg(e) from baton.exceptions e
        where e.workspace_id = r.workspace_id and e.run_id = r.id and e.closed_at is null) as exceptions,
      (select i.answer from baton.intents i where i.workspace_id = r.workspace_id and i.key = ${key}) as answered
    from baton.runs r where r.workspace_id = ${workspace} and r.id = ${run}`;
}

export function readPeople(tx: Sql, { workspace }: Reading) {
  return tx`
    select fallback_owner,
      (select json_agg(p) from (select user_id, active, internal from baton.people where workspace_id = w.id) p) as people,
      (select json_agg(m) from (select role, user_id from baton.role_members where workspace_id = w.id order by role, position) m)
        as members
    from baton.workspaces w where id = ${workspace}`;
}

function write(tx: Sql, claim: PreparedClaim) {
  const { workspace, run, task, by, handoff, key, now, lane, body, previous, hash } = claim;
  const version = claim.readVersion + 1;
  return tx`
    with changed as (
      update baton.runs set version = ${version}, head = ${hash}
      where workspace_id = ${workspace} and id = ${run} and version = ${claim.readVersion} returning id),
    event as (
      insert into baton.events (body, previous, hash) select ${body}, ${previous}, ${hash} from changed),
    task as (
      update baton.tasks t set status = 'claimed', assignee = ${by}, claimed_at = ${now}, held_by = ${handoff}
      from changed where t.workspace_id = ${workspace} and t.id = ${task}),
    handoff as (
      insert into baton.handoffs (workspace_id, id, run_id, task_id, kind, to_user, asked_by, offered_at, resolved_at, outcome)
      select ${workspace}, ${handoff}, ${run}, ${task}, 'claim', ${by}, ${by}, ${now}, ${now}, 'assigned' from changed),
    lane as (
      insert into baton.lanes (workspace_id, lane, next_at) select ${workspace}, ${lane}, now() from changed
      on conflict do nothing),
    messages as (
      insert into baton.slack_messages (workspace_id, id, run_id, kind, stage, part, lane, wanted, state, urgent, changed_at)
      select ${workspace}, m.id, ${run}, m.kind, m.stage, 0, ${lane}, ${version}::int, 'idle', false, ${now}
      from changed, (values (${claim.card}::text, 'card', 0), (${claim.list}::text, 'stage', ${claim.stage}::int)) m(id, kind, stage)
      on conflict (workspace_id, run_id, kind, stage, part) where kind <> 'notice' do update set
        changed_at = case when slack_messages.shown < slack_messages.wanted then slack_messages.changed_at
          else excluded.changed_at end,
        wanted = excluded.wanted),
    answer as (
      insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
      select ${workspace}, ${key}, ${run}, ${claim.answer}::text::jsonb, ${now} from changed)
    select id from changed`;
}

function showPressed(tx: Sql, { workspace, run, task, handoff, now, clicked, readVersion }: PreparedClaim) {
  return tx`
    update baton.slack_messages set wanted = ${readVersion + 1}, clicked_at = ${now}, not_before = null
    where workspace_id = ${workspace} and id in (
      select id from baton.slack_messages
      where workspace_id = ${workspace} and channel = ${clicked.channel} and ts = ${clicked.ts}
      union all
      select m.id from baton.notices n join baton.slack_messages m on m.workspace_id = n.workspace_id and m.notice_id = n.id
      where n.workspace_id = ${workspace} and n.run_id = ${run}
        and n.kind in ('offer', 'overdue', 'reminder', 'assigned') and n.about && ${[task, handoff]})`;
}
