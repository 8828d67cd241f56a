import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { prepareClaim } from "./claim-floor.ts";
import { LEVELS, type Supply } from "./claims.ts";
import type { Company } from "./company.ts";
import { spreadOf, type Spread } from "./drive.ts";

/** The floor's claims as pgbench makes them: no Node at all, only Postgres and a driver in C. */
export type PgbenchLevel = { readonly callers: number; readonly perSecond: number; readonly ms: Spread };

const DEBIAN = "/usr/lib/postgresql";

/** The newest pgbench where Debian puts it; null: there is none. */
export function findPgbench(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  const found = versions
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, "bin", "pgbench"));
  return found.find((path) => existsSync(path)) ?? null;
}

/** The same reads and writes in two pipelined transactions, from rows prepared ahead. `folder`: for its script and its logs. */
export async function measurePgbench(
  pgbench: string,
  company: Company,
  databaseUrl: string,
  supply: Supply,
  folder: string,
): Promise<PgbenchLevel[]> {
  const script = join(folder, "claim.sql");
  writeFileSync(script, claimScript(company.workspace));
  const levels: PgbenchLevel[] = [];
  for (const { callers, claims } of LEVELS) {
    const each = Math.ceil(claims / callers);
    await prepareTable(company, supply, callers * each);
    const log = join(folder, `log-${callers}`);
    const { hostname, port, username, password, pathname } = new URL(databaseUrl);
    const { stdout } = await promisify(execFile)(
      pgbench,
      // prettier-ignore
      ["-n", "-M", "prepared", "-f", script, "-c", String(callers), "-j", "2", "-t", String(each),
        "-D", "i=0", "-D", `callers=${callers}`, "-l", "--log-prefix", log,
        "-h", hostname, "-p", port, "-U", username, pathname.slice(1)],
      { env: { ...process.env, PGPASSWORD: decodeURIComponent(password) } },
    );
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    levels.push({ callers, perSecond, ms: spreadOf(latenciesIn(folder, `log-${callers}.`)) });
  }
  return levels;
}

async function prepareTable(company: Company, supply: Supply, count: number): Promise<void> {
  const { db } = company;
  const items = supply(count);
  const prepared = await Promise.all(items.map((item) => prepareClaim(company, item, `bench ${item.task}`)));
  const rows = prepared.map(({ clicked, previous, hash, ...claim }, n) => ({
    ...claim,
    ...clicked,
    n,
    previous: previous.toString("hex"),
    hash: hash.toString("hex"),
  }));
  await db.sql`create schema if not exists bench`;
  await db.sql`drop table if exists bench.claims`;
  await db.sql`create table bench.claims as
    select n, run, task, by, handoff, key, now, lane, stage, card, list, answer, channel, ts, body, "readVersion" as read_version,
      decode(previous, 'hex') as previous, decode(hash, 'hex') as hash
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as claim(n int, run text, task text, by text, handoff text,
      key text, now timestamptz, lane text, stage int, card text, list text, answer jsonb, channel text, ts text, body text,
      "readVersion" int, previous text, hash text)`;
  await db.sql`alter table bench.claims add primary key (n)`;
  await db.sql`grant usage on schema bench to baton_app`;
  await db.sql`grant select on bench.claims to baton_app`;
  await db.sql`analyze bench.claims`;
}

function claimScript(workspace: string): string {
  const enter = `select set_config('role', 'baton_app', true), set_config('baton.workspace', '${workspace}', true);`;
  const claim = "(select * from bench.claims where n = :n)";
  return `\\set n :client_id + :i * :callers
\\set i :i + 1
\\startpipeline
begin;
${enter}
select r.*,
  (select json_agg(t order by t.number) from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
  (select json_agg(h) from baton.handoffs h
    where h.workspace_id = r.workspace_id and h.run_id = r.id and h.outcome = 'offered') as offers,
  (select json_agg(d) from baton.deadlines d
    where d.workspace_id = r.workspace_id and d.run_id = r.id and d.state = 'open') as deadlines,
  (select json_agg(e) from baton.exceptions e
    where e.workspace_id = r.workspace_id and e.run_id = r.id and e.closed_at is null) as exceptions,
  (select i.answer from baton.intents i where i.workspace_id = r.workspace_id and i.key = c.key) as answered
from ${claim} c join baton.runs r on r.workspace_id = '${workspace}' and r.id = c.run;
select fallback_owner,
  (select json_agg(p) from (select user_id, active, internal from baton.people where workspace_id = w.id) p) as people,
  (select json_agg(m) from (select role, user_id from baton.role_members where workspace_id = w.id order by role, position) m)
    as members
from baton.workspaces w where id = '${workspace}';
commit;
\\endpipeline
\\startpipeline
begin;
${enter}
with c as materialized ${claim},
changed as (
  update baton.runs r set version = c.read_version + 1, head = c.hash from c
  where r.workspace_id = '${workspace}' and r.id = c.run and r.version = c.read_version returning r.id),
event as (insert into baton.events (body, previous, hash) select c.body, c.previous, c.hash from changed, c),
task as (
  update baton.tasks t set status = 'claimed', assignee = c.by, claimed_at = c.now, held_by = c.handoff
  from changed, c where t.workspace_id = '${workspace}' and t.id = c.task),
handoff as (
  insert into baton.handoffs (workspace_id, id, run_id, task_id, kind, to_user, asked_by, offered_at, resolved_at, outcome)
  select '${workspace}', c.handoff, c.run, c.task, 'claim', c.by, c.by, c.now, c.now, 'assigned' from changed, c),
lane as (
  insert into baton.lanes (workspace_id, lane, next_at) select '${workspace}', c.lane, now() from changed, c on conflict do nothing),
messages as (
  insert into baton.slack_messages (workspace_id, id, run_id, kind, stage, part, lane, wanted, state, urgent, changed_at)
  select '${workspace}', m.id, c.run, m.kind, m.stage, 0, c.lane, c.read_version + 1, 'idle', false, c.now
  from changed, c, lateral (values (c.card, 'card', 0), (c.list, 'stage', c.stage)) m(id, kind, stage)
  on conflict (workspace_id, run_id, kind, stage, part) where kind <> 'notice' do update set
    changed_at = case when slack_messages.shown < slack_messages.wanted then slack_messages.changed_at
      else excluded.changed_at end,
    wanted = excluded.wanted),
answer as (
  insert into baton.intents (workspace_id, key, run_id, answer, answered_at)
  select '${workspace}', c.key, c.run, c.answer, c.now from changed, c)
select id from changed;
update baton.slack_messages s set wanted = c.read_version + 1, clicked_at = c.now, not_before = null
from ${claim} c, lateral (
  select id from baton.slack_messages where workspace_id = '${workspace}' and channel = c.channel and ts = c.ts
  union all
  select m.id from baton.notices n join baton.slack_messages m on m.workspace_id = n.workspace_id and m.notice_id = n.id
  where n.workspace_id = '${workspace}' and n.run_id = c.run
    and n.kind in ('offer', 'overdue', 'reminder', 'assigned') and n.about && array[c.task, c.handoff]) pressed
where s.workspace_id = '${workspace}' and s.id = pressed.id;
commit;
\\endpipeline
`;
}

/** Each line of a log is one transaction; its third number is how long it took, in microseconds. */
function latenciesIn(folder: string, prefix: string): number[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => readFileSync(join(folder, name), "utf8").trim().split("\n"))
    .map((line) => Number(line.split(" ")[2]) / 1000);
}
