import type { Company } from "./company.ts";

/** When the newest of them was opened; each is a few minutes older than the one before. */
const APART = "7 minutes";
const TASKS = 8;

/**
 * Runs as lists see them, made up by the database: of every state, owner and playbook, some of the open ones late.
 * They have no events: nothing but lists may read them.
 */
export async function fillForLists({ db, workspace, now, book }: Company, count: number): Promise<void> {
  const playbooks = Object.keys(book.playbooks);
  const id = (prefix: string, of: string) => `'${prefix}_' || lpad(${of}::text, 12, '0')`;
  await db.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`create temporary table owners on commit drop as
      select (row_number() over (order by user_id) - 1)::integer as n, user_id from baton.people where workspace_id = ${workspace}`;
    await tx.unsafe(
      `insert into baton.clients (workspace_id, id, key, name)
      select $1, ${id("cli", "i")}, 'example-client-' || i, 'Example Client ' || i from generate_series(1, $2::integer) i`,
      [workspace, count],
    );
    await tx.unsafe(
      `insert into baton.deals (workspace_id, id, client_id, created_at)
      select $1, ${id("dea", "i")}, ${id("cli", "i")}, $3::timestamptz from generate_series(1, $2::integer) i`,
      [workspace, count, now.toISOString()],
    );
    await tx.unsafe(
      `insert into baton.runs (workspace_id, id, client_id, deal_id, generation, playbook, title, release, channel, calendar, escalation,
        stages, occurred_at, opened_at, due_at, completed_at, cancelled_at, status, pause, owner, owned_by, overdue, late, simulated, backfilled, version, head)
      select $1, ${id("run", "i")}, ${id("cli", "i")}, ${id("dea", "i")}, 1, ($4::text[])[1 + i % cardinality($4::text[])], 'Onboarding', 1,
        'C0000000001', 'emea', 'standard', array['Kickoff'], at, at, at + interval '40 days',
        case when state = 'completed' then at + interval '20 days' end, case when state = 'cancelled' then at end, state,
        case when state = 'paused' then '{}'::jsonb end, o.user_id, 'hof_' || lpad(i::text, 12, '0') || '_1',
        state = 'active' and i % 10 = 3, state = 'active' and i % 10 = 3, false, false, 1, ''::bytea
      from (select i, $3::timestamptz - i * interval '${APART}' as at,
          (array['active', 'completed', 'active', 'blocked', 'completed', 'paused', 'cancelled', 'active', 'completed', 'active'])[1 + (i * 7 + i / 10) % 10] as state
        from generate_series(1, $2::integer) i) r
      join owners o on o.n = (r.i * 31 + r.i / 7) % (select count(*) from owners)`,
      [workspace, count, now.toISOString(), playbooks],
    );
    await tx.unsafe(
      `insert into baton.tasks (workspace_id, id, run_id, number, key, stage, title, role, required, value, waits_for, calendar, on_failure,
        status, ready_at, due_at, done_at, alarm)
      select r.workspace_id, 'tsk_' || substr(r.id, 5) || '_' || n, r.id, n, 'task-' || n, 0, 'Task ' || n, 'support', true, false, '{}', 'emea', 'fail_open',
        case when n < 4 then 'done' when n = 4 and r.completed_at is null then 'ready' else 'pending' end,
        r.opened_at, case when n <= 4 then r.opened_at + interval '10 days' end, case when n < 4 then r.opened_at end,
        case when n = 4 and r.overdue then '{"level": 1, "since": "2026-11-20T09:00:00.000Z", "told": [], "acknowledgedBy": null, "snoozedUntil": null}'::jsonb end
      from baton.runs r cross join generate_series(1, ${TASKS}) n where r.workspace_id = $1`,
      [workspace],
    );
    await tx.unsafe(
      `insert into baton.slack_messages (workspace_id, id, run_id, kind, stage, part, lane, channel, ts, wanted, shown, state, urgent, changed_at)
      select r.workspace_id, 'msg' || substr(r.id, 4), r.id, 'card', 0, 0, r.channel, r.channel, '17' || substr(r.id, 5) || '.000000', 1, 1, 'idle', false, r.opened_at
      from baton.runs r where r.workspace_id = $1`,
      [workspace],
    );
  });
  await db.sql`vacuum analyze`;
}
