-- The stable reporting views: UTC, seconds as double precision, no JSON. They see what the asking role may see.

create schema analytics;
--> statement-breakpoint
create view analytics.fct_runs with (security_invoker = true) as
select
  r.id as run_id, r.workspace_id, c.key as client_key, r.deal_id, r.playbook, r.release, r.status as state, r.owner,
  r.occurred_at, r.opened_at, r.due_at, r.completed_at,
  t.seconds as gross_seconds, t.seconds as net_seconds,
  r.simulated, r.backfilled
from baton.runs r
join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
-- Nothing, not zero, while it isn't finished; greatest() passes over nulls.
cross join lateral (select case when r.completed_at is not null
  then greatest(0, extract(epoch from r.completed_at - r.occurred_at))::double precision end as seconds) t;
--> statement-breakpoint
create view analytics.fct_tasks with (security_invoker = true) as
select
  t.id as task_id, t.run_id, t.workspace_id, r.stages[t.stage + 1] as stage, t.key as task, 'human'::text as kind,
  t.status as state, t.required, t.role, t.assignee, t.ready_at, t.claimed_at, t.due_at, t.original_due_at, t.done_at
from baton.tasks t join baton.runs r on r.workspace_id = t.workspace_id and r.id = t.run_id;
--> statement-breakpoint
create view analytics.fct_handoffs with (security_invoker = true) as
select
  h.id as handoff_id, h.workspace_id, h.run_id, h.task_id, c.key as client_key, h.kind, h.from_user, h.to_user,
  h.offered_at, h.resolved_at, h.outcome
from baton.handoffs h
join baton.runs r on r.workspace_id = h.workspace_id and r.id = h.run_id
join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id;
--> statement-breakpoint
grant usage on schema analytics to baton_app;
--> statement-breakpoint
grant select on all tables in schema analytics to baton_app;
