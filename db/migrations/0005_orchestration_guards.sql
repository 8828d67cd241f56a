-- What was stored before tasks had executions: each that began was started once.
update baton.tasks set execution = 1 where ready_at is not null;
--> statement-breakpoint
grant select, insert on baton.release_log to baton_app;
--> statement-breakpoint
alter table baton.release_log enable row level security;
--> statement-breakpoint
alter table baton.release_log force row level security;
--> statement-breakpoint
create policy tenant on baton.release_log to baton_app using (workspace_id = current_setting('baton.workspace', true))
  with check (workspace_id = current_setting('baton.workspace', true));
--> statement-breakpoint
create trigger append_only before update or delete or truncate on baton.release_log
  for each statement execute function baton.refuse_change();
--> statement-breakpoint
-- A release never changes; when it first became current is written once.
grant update (published_at) on baton.releases to baton_app;
--> statement-breakpoint
-- As before, and a notice that is about no run waits for no card.
create or replace view baton.due_messages with (security_invoker = true) as
select m.workspace_id, m.id, m.lane, l.next_at, l.leased_until,
  (m.urgent and m.ts is null) or m.clicked_at is not null as pressing
from baton.slack_messages m
join baton.lanes l on l.workspace_id = m.workspace_id and l.lane = m.lane
left join baton.rate_buckets b on b.workspace_id = m.workspace_id
  and b.bucket = case when m.ts is null then 'chat.postMessage' else 'chat.update' end
where m.wanted > m.shown and m.state <> 'refused'
  and (m.not_before is null or m.not_before <= now())
  and (m.ts is not null or l.next_at <= now())
  and (b.paused_until is null or b.paused_until <= now())
  and (b.bulk_from is null or b.bulk_from <= now() or (m.urgent and m.ts is null) or m.clicked_at is not null)
  and (m.kind = 'card' or m.ts is not null or m.run_id is null or exists (select from baton.slack_messages c
    where c.workspace_id = m.workspace_id and c.run_id = m.run_id and c.kind = 'card' and c.stage = 0 and c.part = 0
      and (c.ts is not null or (m.kind = 'notice' and c.state = 'refused'))));
--> statement-breakpoint
create or replace view analytics.fct_runs with (security_invoker = true) as
select
  r.id as run_id, r.workspace_id, c.key as client_key, r.deal_id, r.playbook, r.release, r.status as state, r.owner,
  r.occurred_at, r.opened_at, r.due_at, r.completed_at,
  t.seconds as gross_seconds, t.seconds as net_seconds,
  r.simulated, r.backfilled, r.parent_run_id
from baton.runs r
join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
-- Nothing, not zero, while it isn't finished; greatest() passes over nulls.
cross join lateral (select case when r.completed_at is not null
  then greatest(0, extract(epoch from r.completed_at - r.occurred_at))::double precision end as seconds) t;
--> statement-breakpoint
create or replace view analytics.fct_tasks with (security_invoker = true) as
select
  t.id as task_id, t.run_id, t.workspace_id, r.stages[t.stage + 1] as stage, t.key as task, t.work ->> 'kind' as kind,
  t.status as state, t.required, t.role, t.assignee, t.ready_at, t.claimed_at, t.due_at, t.original_due_at, t.done_at
from baton.tasks t join baton.runs r on r.workspace_id = t.workspace_id and r.id = t.run_id;
--> statement-breakpoint
create view analytics.fct_exceptions with (security_invoker = true) as
select
  e.id as exception_id, e.workspace_id, e.run_id, e.task_id, e.trigger_id, e.type, e.owner, e.opened_at, e.due_at,
  e.closed_at, e.opened_by, e.closed_by, e.choice, e.gate is not null as gated,
  extract(epoch from e.closed_at - e.opened_at)::double precision as seconds
from baton.exceptions e;
--> statement-breakpoint
grant select on analytics.fct_exceptions to baton_app;
