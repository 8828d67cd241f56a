import { CHAIN_START } from "#db/event-codec.ts";
import { readCrew, writeRun, type Crew } from "#db/runs.ts";
import { peopleByMail } from "#db/workspaces.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import type { ImportRow } from "#import/read-rows.ts";
import { readImport } from "#import/sheet-import.ts";
import { factsFrom } from "#services/facts-from.ts";
import { importKey, openingOf, subjectOf, type ImportUnder } from "#services/import-opening.ts";
import { importRows } from "#services/import-rows.ts";
import { askToOpen } from "#services/open-run.ts";
import { planImport, type ImportPlan } from "#services/plan-import.ts";
import { newClientId, newDealId, newRunId } from "#src/ids.ts";
import type { Company } from "./company.ts";
import { drive, median } from "./drive.ts";

/** A spreadsheet of onboardings under way: checked as a whole, then imported row by row beside the bare writes. */
export type ImportLevel = {
  readonly rows: number;
  readonly checkMs: number;
  readonly perSecond: number;
  readonly floorPerSecond: number;
  readonly ratio: number;
};

const ROWS = 1000;
const ROUND = 100;
const WARM_UP = 50;
const OWNER = "ps-1@acme.example";

/** Rounds of the import and of writes that were decided ahead take turns. */
export async function measureImport(company: Company): Promise<ImportLevel> {
  const under = { book: company.book, release: 1 };
  const warm = await planOf(company, under, sheetOf("warm", 2 * WARM_UP));
  await importThrough(company, under, warm.rows.slice(0, WARM_UP));
  await writeBare(company, under, warm.rows.slice(WARM_UP));

  const since = performance.now();
  const plan = await planOf(company, under, sheetOf("imported", ROWS));
  const checkMs = performance.now() - since;
  const beside = await planOf(company, under, sheetOf("beside", ROWS));
  const pairs: { service: number; floor: number }[] = [];
  for (let at = 0; at < ROWS; at += ROUND) {
    pairs.push({
      service: await importThrough(company, under, plan.rows.slice(at, at + ROUND)),
      floor: await writeBare(company, under, beside.rows.slice(at, at + ROUND)),
    });
  }
  return {
    rows: ROWS,
    checkMs,
    perSecond: median(pairs.map(({ service }) => service)),
    floorPerSecond: median(pairs.map(({ floor }) => floor)),
    ratio: median(pairs.map(({ service, floor }) => service / floor)),
  };
}

/** Half of the first stage is done, and one task of it is in somebody's hands. */
function sheetOf(name: string, rows: number): Uint8Array {
  const header = "external_id,client,playbook,owner,started,read-handover,schedule-kickoff";
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `${name}-${row},Example ${name} ${row},enterprise,${OWNER},2026-10-05,2026-10-06,csm-1@acme.example`,
  );
  return Buffer.from([header, ...lines, ""].join("\n"));
}

async function planOf(company: Company, under: ImportUnder, bytes: Uint8Array): Promise<ImportPlan> {
  const people = await peopleByMail(company.db, company.workspace, null);
  const read = readImport(bytes, ",", { book: company.book, people, now: company.now, playbook: null });
  const plan = await planImport(contextOf(company), read, { ...under, allowSecondRuns: false });
  const [problem] = plan.problems;
  if (problem) throw new Error(`The bench's sheet has a problem: ${problem.message}`);
  return plan;
}

/** Rows a second. */
async function importThrough(
  company: Company,
  under: ImportUnder,
  rows: ImportPlan["rows"],
): Promise<number> {
  const since = performance.now();
  const { imported } = await importRows(() => contextOf(company), rows, under, {
    done: () => {},
    isStopped: () => false,
  });
  if (imported !== rows.length) throw new Error(`${imported} of ${rows.length} rows were imported`);
  return (rows.length * 1000) / (performance.now() - since);
}

/** What each row writes for its run, decided ahead, its client and deal there: one transaction a row. Rows a second. */
async function writeBare(company: Company, under: ImportUnder, rows: ImportPlan["rows"]): Promise<number> {
  const crew = await readCrew(company.db, company.workspace);
  const decided = rows.map(({ row }) => decideAhead(company, crew, under, row));
  await company.db.sql`insert into baton.clients (workspace_id, id, key, name)
    select ${company.workspace}, c.id, 'floor-' || c.id, c.id from unnest(${decided.map(({ client }) => client)}::text[]) c(id)`;
  await company.db.sql`insert into baton.deals (workspace_id, id, created_at)
    select ${company.workspace}, d.id, ${company.now} from unnest(${decided.map(({ deal }) => deal)}::text[]) d(id)`;
  const { perSecond } = await drive(decided, 1, async ({ write }) => {
    if (!(await writeRun(company.db, write))) throw new Error(`${write.key} was not written`);
  });
  return perSecond;
}

function decideAhead(company: Company, crew: Crew, under: ImportUnder, row: ImportRow) {
  const { workspace, book, now } = company;
  const facts = factsFrom(book, crew, now, { subject: subjectOf(row), held: new Map() });
  const [client, deal] = [newClientId(), newDealId()];
  const opening = { ...openingOf(row, under), client, deal, trigger: null };
  const ask = askToOpen(workspace, opening, newRunId(), { owner: row.owner, missingRole: null });
  const key = importKey(row);
  const decision = decide(null, { ...ask, by: { kind: "system", name: "routing" }, key }, facts);
  if (!decision.ok) throw new Error(`${key} was refused: ${decision.refusal.code}`);
  const { events, run: after } = decision;
  const effects = effectsOf(events, after, facts);
  const answer = { ok: true, run: after.id };
  const rest = { texts: [], clicked: null, head: CHAIN_START, answeredAt: now };
  return { client, deal, write: { before: null, after, events, effects, key, answer, ...rest } };
}

function contextOf(company: Company) {
  return company.context({ kind: "person", id: company.memberOf("operators"), internal: true });
}
