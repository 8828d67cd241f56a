import { link } from "#db/event-codec.ts";
import { runFrom, RunRowsSchema } from "#db/run-rows.ts";
import { insertChanges } from "#db/run-writes.ts";
import { readRun } from "#db/runs.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import { actorOf } from "#services/change-run.ts";
import { factsFrom } from "#services/facts-from.ts";
import type { Company } from "./company.ts";
import type { Claimable } from "./fill.ts";

/** What a part of a claim costs Node, alone and warm. */
export type ClaimPart = { readonly part: string; readonly cpuMs: number };

const TIMES = 2000;

/** Where the service's own time goes, besides the driver's and the database's. Nothing is written. */
export async function measureParts(
  company: Company,
  { run, task, by, clicked }: Claimable,
): Promise<ClaimPart[]> {
  const { db, workspace, book, now } = company;
  const ctx = company.context({ kind: "person", id: by, internal: true });
  const { read, crew } = await readRun(db, workspace, run, null);
  if (!read) throw new Error(`${run} is gone`);
  const rows = await rowsOf(company, run);
  const text = JSON.stringify(rows);
  const parsed = RunRowsSchema.parse(rows);
  const claim = () => {
    const facts = factsFrom(book, crew, now, read);
    const key = "bench parts";
    const decision = decide(read.run, { type: "claim-task", task, by: actorOf(ctx, crew), key }, facts);
    if (!decision.ok) throw new Error(`${task} was not claimed`);
    return { ...decision, effects: effectsOf(decision.events, decision.run, facts) };
  };
  const { events, run: after, effects } = claim();
  const answer = { ok: true, run };
  const write = {
    before: read.run,
    after,
    events,
    effects,
    head: read.head,
    key: "bench parts",
    answer,
    answeredAt: now,
  };
  return [
    { part: "parse the rows' JSON", cpuMs: timed(() => JSON.parse(text)) },
    { part: "check them with zod", cpuMs: timed(() => RunRowsSchema.parse(rows)) },
    { part: "make the run of them", cpuMs: timed(() => runFrom(parsed)) },
    { part: "decide, and say what follows", cpuMs: timed(claim) },
    { part: "canonical JSON and hash of the event", cpuMs: timed(() => link(events, read.head)) },
    {
      part: "all rows as JSON, in one statement",
      cpuMs: timed(() => insertChanges(db.sql, { ...write, texts: [], clicked })),
    },
  ];
}

/** As `readRun` gets them. */
async function rowsOf({ db, workspace }: Company, run: string): Promise<unknown> {
  const [rows] = await db.sql`
    select row_to_json(r) as run, '[]'::json as offers, '[]'::json as exceptions,
      (select json_agg(t order by t.number) from baton.tasks t where t.workspace_id = r.workspace_id and t.run_id = r.id) as tasks,
      (select json_agg(d) from baton.deadlines d where d.workspace_id = r.workspace_id and d.run_id = r.id) as deadlines
    from baton.runs r where r.workspace_id = ${workspace} and r.id = ${run}`;
  return rows;
}

function timed(work: () => unknown): number {
  for (let time = 0; time < TIMES; time++) work();
  const since = process.cpuUsage();
  for (let time = 0; time < TIMES; time++) work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000 / TIMES;
}
