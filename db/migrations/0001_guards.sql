-- What the tables themselves refuse: rows of another workspace, and a record that was tampered with.
-- The roles baton_app and baton_finder belong to the whole cluster; db/roles.ts made them before this runs.

grant usage on schema baton to baton_app, baton_finder;
--> statement-breakpoint
grant select, insert, update on all tables in schema baton to baton_app;
--> statement-breakpoint
revoke update on baton.events, baton.texts, baton.releases, baton.routing_decisions from baton_app;
--> statement-breakpoint
revoke all on baton.migrations, baton.demo_clock from baton_app;
--> statement-breakpoint
grant delete on baton.role_members, baton.intents, baton.texts to baton_app;
--> statement-breakpoint

-- Tenancy: FORCE holds the tables' owner to it as well.
do $$
declare
  tenant text;
begin
  for tenant in
    select c.table_name from information_schema.columns c
    where c.table_schema = 'baton' and c.column_name = 'workspace_id'
  loop
    execute format('alter table baton.%I enable row level security', tenant);
    execute format('alter table baton.%I force row level security', tenant);
    execute format(
      'create policy tenant on baton.%I to baton_app using (workspace_id = current_setting(''baton.workspace'', true)) '
      'with check (workspace_id = current_setting(''baton.workspace'', true))', tenant);
  end loop;
end $$;
--> statement-breakpoint
alter table baton.workspaces enable row level security;
--> statement-breakpoint
alter table baton.workspaces force row level security;
--> statement-breakpoint
create policy tenant on baton.workspaces to baton_app using (id = current_setting('baton.workspace', true))
  with check (id = current_setting('baton.workspace', true));
--> statement-breakpoint

-- What must be found before the workspace is known, or across workspaces. They return ids and nothing else.
grant select (id, slug, slack_team) on baton.workspaces to baton_finder;
--> statement-breakpoint
grant select (workspace_id, id, state, at) on baton.deadlines to baton_finder;
--> statement-breakpoint
grant select (workspace_id, lane, next_at, leased_until) on baton.lanes to baton_finder;
--> statement-breakpoint
grant select (workspace_id, id, run_id, kind, stage, part, lane, ts, wanted, shown, state, urgent, clicked_at, not_before)
  on baton.slack_messages to baton_finder;
--> statement-breakpoint
grant select (workspace_id, bucket, paused_until, bulk_from) on baton.rate_buckets to baton_finder;
--> statement-breakpoint
-- A login that is a member of baton_finder sees no more for it: only what runs as the role itself does.
create policy finder on baton.workspaces for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint
create policy finder on baton.deadlines for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint
create policy finder on baton.lanes for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint
create policy finder on baton.slack_messages for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint
create policy finder on baton.rate_buckets for select to baton_finder using (current_user = 'baton_finder');
--> statement-breakpoint

-- Messages that Slack may be told of now: by their own pace, their lane's and the budget of the method that it takes. A
-- stage goes into its card's thread, so the card comes first.
create view baton.due_messages with (security_invoker = true) as
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
  -- A checklist stands in the card's thread, and a notice links to it: both wait for the card. People are told even where
  -- Slack refuses the card.
  and (m.kind = 'card' or m.ts is not null or exists (select from baton.slack_messages c
    where c.workspace_id = m.workspace_id and c.run_id = m.run_id and c.kind = 'card' and c.stage = 0 and c.part = 0
      and (c.ts is not null or (m.kind = 'notice' and c.state = 'refused'))));
--> statement-breakpoint
grant select on baton.due_messages to baton_app, baton_finder;
--> statement-breakpoint
create function baton.workspace_by_slug(wanted text) returns text
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
  return (select id from baton.workspaces where slug = wanted);
--> statement-breakpoint
create function baton.workspace_by_team(wanted text) returns text
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
  return (select id from baton.workspaces where slack_team = wanted);
--> statement-breakpoint
create function baton.every_workspace() returns setof text
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
begin atomic
  select id from baton.workspaces order by id;
end;
--> statement-breakpoint
create function baton.due_deadlines(moment timestamptz, at_most integer) returns table (workspace_id text, id text)
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
begin atomic
  select d.workspace_id, d.id from baton.deadlines d where d.state = 'open' and d.at <= moment order by d.at limit at_most;
end;
--> statement-breakpoint
create function baton.next_deadline() returns timestamptz
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
  return (select min(d.at) from baton.deadlines d where d.state = 'open');
--> statement-breakpoint
create function baton.due_lanes(at_most integer) returns table (workspace_id text, id text)
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
begin atomic
  select m.workspace_id, m.lane from baton.due_messages m
  where m.leased_until is null or m.leased_until <= now()
  group by m.workspace_id, m.lane, m.next_at order by bool_or(m.pressing) desc, m.next_at limit at_most;
end;
--> statement-breakpoint
do $$
declare
  finder text;
begin
  foreach finder in array array['workspace_by_slug(text)', 'workspace_by_team(text)', 'every_workspace()',
    'due_deadlines(timestamptz, integer)', 'next_deadline()', 'due_lanes(integer)']
  loop
    execute format('revoke all on function baton.%s from public', finder);
    execute format('grant execute on function baton.%s to baton_app', finder);
  end loop;
end $$;
--> statement-breakpoint
grant create on schema baton to baton_finder;
--> statement-breakpoint
do $$
declare
  finder text;
begin
  foreach finder in array array['workspace_by_slug(text)', 'workspace_by_team(text)', 'every_workspace()',
    'due_deadlines(timestamptz, integer)', 'next_deadline()', 'due_lanes(integer)']
  loop
    execute format('alter function baton.%s owner to baton_finder', finder);
  end loop;
end $$;
--> statement-breakpoint
revoke create on schema baton from baton_finder;
--> statement-breakpoint

-- The audit trail: each event follows the one before it, and nothing is ever changed or taken away.
-- It compares with the event before, never with another table that the same statement writes: within one statement the
-- order of the parts is not defined.
create function baton.check_event_chain() returns trigger language plpgsql set search_path = pg_catalog, baton, pg_temp as $$
declare
  before bytea := decode(repeat('00', 32), 'hex');
begin
  if new.seq <> 1 then
    select e.hash into before from baton.events e
      where e.workspace_id = new.workspace_id and e.run_id = new.run_id and e.seq = new.seq - 1;
    if not found then
      raise exception 'event % of % follows no event', new.seq, new.run_id using errcode = 'check_violation';
    end if;
  end if;
  if new.previous <> before then
    raise exception 'event % of % does not carry the hash of the event before it', new.seq, new.run_id
      using errcode = 'check_violation';
  end if;
  if new.hash <> sha256(before || convert_to(new.body, 'UTF8')) then
    raise exception 'the hash of event % of % is not that of its body', new.seq, new.run_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger chain after insert on baton.events for each row execute function baton.check_event_chain();
--> statement-breakpoint
create function baton.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'baton.% is append-only: % is refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
--> statement-breakpoint
create trigger append_only before update or delete or truncate on baton.events
  for each statement execute function baton.refuse_change();
