-- What the tables themselves refuse: rows of another workspace, and a record that was tampered with.
-- The roles baton_app and baton_finder belong to the whole cluster; db/roles.ts made them before this runs.

grant usage on schema baton to baton_app, baton_finder;
--> statement-breakpoint
grant select, insert, update on all tables in schema baton to baton_app;
--> statement-breakpoint
revoke update on baton.events, baton.texts, baton.releases, baton.routing_decisions from baton_app;
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
grant select (workspace_id, lane, wanted, shown, state) on baton.slack_messages to baton_finder;
--> statement-breakpoint
create policy finder on baton.workspaces for select to baton_finder using (true);
--> statement-breakpoint
create policy finder on baton.deadlines for select to baton_finder using (true);
--> statement-breakpoint
create policy finder on baton.lanes for select to baton_finder using (true);
--> statement-breakpoint
create policy finder on baton.slack_messages for select to baton_finder using (true);
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
create function baton.due_lanes(moment timestamptz, at_most integer) returns table (workspace_id text, id text)
  language sql stable security definer set search_path = pg_catalog, baton, pg_temp
begin atomic
  select l.workspace_id, l.lane from baton.lanes l
  where l.next_at <= moment and (l.leased_until is null or l.leased_until <= moment)
    and exists (select from baton.slack_messages m where m.workspace_id = l.workspace_id and m.lane = l.lane
      and m.wanted > m.shown and m.state <> 'refused')
  order by l.next_at limit at_most;
end;
--> statement-breakpoint
do $$
declare
  finder text;
begin
  foreach finder in array array['workspace_by_slug(text)', 'workspace_by_team(text)', 'every_workspace()',
    'due_deadlines(timestamptz, integer)', 'next_deadline()', 'due_lanes(timestamptz, integer)']
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
    'due_deadlines(timestamptz, integer)', 'next_deadline()', 'due_lanes(timestamptz, integer)']
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
