grant select, insert, update on baton.api_keys, baton.api_requests, baton.webhooks, baton.operations, baton.operation_items
  to baton_app;
--> statement-breakpoint
grant delete on baton.api_requests, baton.webhooks to baton_app;
--> statement-breakpoint
do $$
declare
  tenant text;
begin
  foreach tenant in array array['api_keys', 'api_requests', 'webhooks', 'operations', 'operation_items']
  loop
    execute format('alter table baton.%I enable row level security', tenant);
    execute format('alter table baton.%I force row level security', tenant);
    execute format(
      'create policy tenant on baton.%I to baton_app using (workspace_id = current_setting(''baton.workspace'', true)) '
      'with check (workspace_id = current_setting(''baton.workspace'', true))', tenant);
  end loop;
end $$;
--> statement-breakpoint
-- Whose key it is must be found before the workspace is known. What it may is read in there.
grant select (workspace_id, id, hash) on baton.api_keys to baton_finder;
--> statement-breakpoint
create policy finder on baton.api_keys for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint
create function baton.api_key_by_hash(wanted bytea) returns table (workspace_id text, id text)
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
begin atomic
  select k.workspace_id, k.id from baton.api_keys k where k.hash = wanted;
end;
--> statement-breakpoint
revoke all on function baton.api_key_by_hash(bytea) from public;
--> statement-breakpoint
grant execute on function baton.api_key_by_hash(bytea) to baton_app;
--> statement-breakpoint
grant create on schema baton to baton_finder;
--> statement-breakpoint
alter function baton.api_key_by_hash(bytea) owner to baton_finder;
--> statement-breakpoint
revoke create on schema baton from baton_finder;
--> statement-breakpoint
-- As before, and net of the time that it rested.
create or replace view analytics.fct_runs with (security_invoker = true) as
select
  r.id as run_id, r.workspace_id, c.key as client_key, r.deal_id, r.playbook, r.release, r.status as state, r.owner,
  r.occurred_at, r.opened_at, r.due_at, r.completed_at,
  t.seconds as gross_seconds, case when t.seconds is not null then greatest(0, t.seconds - r.paused_seconds) end as net_seconds,
  r.simulated, r.backfilled, r.parent_run_id, r.merged_into
from baton.runs r
join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
-- Nothing, not zero, while it isn't finished; greatest() passes over nulls.
cross join lateral (select case when r.completed_at is not null
  then greatest(0, extract(epoch from r.completed_at - r.occurred_at))::double precision end as seconds) t;
--> statement-breakpoint
-- What is late already. The policies hold the owner too, and none of them is the owner's.
alter table baton.runs no force row level security;
--> statement-breakpoint
alter table baton.tasks no force row level security;
--> statement-breakpoint
update baton.runs r set late = true where r.status in ('active', 'blocked') and (r.overdue or exists (
  select from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id and t.alarm is not null
    and t.status in ('ready', 'claimed', 'running', 'waiting')));
--> statement-breakpoint
-- What is under way went by its client's segment, which is looked for with its decision from now on. Where nobody had said one by
-- then, it is kept beside what the rules saw.
alter table baton.clients no force row level security;
--> statement-breakpoint
alter table baton.routing_decisions no force row level security;
--> statement-breakpoint
update baton.routing_decisions d set snapshot = d.snapshot || jsonb_build_object('segment', c.segment)
from baton.runs r
join baton.clients c on c.workspace_id = r.workspace_id and c.id = r.client_id
where d.workspace_id = r.workspace_id and d.trigger_id = r.trigger_id and r.parent_run_id is null
  and r.status in ('active', 'paused', 'blocked') and c.segment is not null
  and d.snapshot #>> '{client,segment}' is null and d.snapshot ? 'client';
--> statement-breakpoint
alter table baton.routing_decisions force row level security;
--> statement-breakpoint
alter table baton.clients force row level security;
--> statement-breakpoint
alter table baton.runs force row level security;
--> statement-breakpoint
alter table baton.tasks force row level security;
--> statement-breakpoint
-- Undoes the transaction where what a statement holds it to is not so.
create function baton.must(holds boolean, claim text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not holds then
    raise exception '%', claim using errcode = 'BT001';
  end if;
end $$;
