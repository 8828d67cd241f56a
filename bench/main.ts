import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { slackClient } from "#slack/client.ts";
import { findByEmail } from "#slack/lookup.ts";
import { measureApi } from "./api.ts";
import { measureParts } from "./claim-parts.ts";
import { measureClaims } from "./claims.ts";
import { makeCompany } from "./company.ts";
import { startDatabase, type BenchDatabase } from "./database.ts";
import { fill, type Claimable } from "./fill.ts";
import { measureImport } from "./imports.ts";
import { measureLists } from "./lists.ts";
import { measureLongRun } from "./long-run.ts";
import { findPgbench, measurePgbench } from "./pgbench.ts";
import { measurePresses } from "./presses.ts";
import { reportOf, type Results } from "./report.ts";
import { measureRuns } from "./whole-runs.ts";
import { startSlack, type SlackHost, type SlackWorkspace } from "./slack.ts";

const RUNS = "7000";
const RESULTS = join(".baton", "bench.json");

const { values } = parseArgs({
  options: { runs: { type: "string", default: RUNS }, json: { type: "string", default: RESULTS } },
});
// The databases and folders are removed when the process exits; a signal alone would not let it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const slack = await startSlack();
const database = await startDatabase();
try {
  const results = await measure(database, slack, Number(values.runs));
  mkdirSync(join(values.json, ".."), { recursive: true });
  writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`\n${reportOf(results)}\nAlso in ${values.json}, for programs.\n`);
} finally {
  slack.stop();
  await database.remove();
}

/** Presses first: afterwards the runs that were made up have messages that Slack never had. */
async function measure({ db, url }: BenchDatabase, host: SlackHost, runs: number): Promise<Results> {
  const { team, findPerson } = await lookUp(host.baton);
  const company = await makeCompany(db, team, findPerson);
  say(`Opening ${runs} runs.`);
  const supply = supplyOf(await fill(company, runs));
  say("Pressing buttons.");
  const presses = await measurePresses(company, host);
  say("Claiming tasks.");
  const claims = await measureClaims(company, supply);
  say("Playing whole runs.");
  const wholeRuns = await measureRuns(company);
  say("Asking the API.");
  const api = await measureApi(company, supply);
  say("Importing runs.");
  const imports = await measureImport(company);
  const lists = await measureLists(team, findPerson, say);
  const [example] = supply(1);
  if (!example) throw new Error("There is no task left");
  const parts = await measureParts(company, example);
  const pgbench = findPgbench();
  say(pgbench ? `Claiming with ${pgbench}.` : "There is no pgbench.");
  const folder = mkdtempSync(join(tmpdir(), "baton-pgbench-"));
  try {
    const levels = pgbench === null ? null : await measurePgbench(pgbench, company, url, supply, folder);
    const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.version}`;
    const longRun = measureLongRun();
    return {
      machine,
      runs,
      presses,
      claims,
      wholeRuns,
      parts,
      longRun,
      api,
      lists,
      imports,
      pgbench: levels,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function lookUp({ botToken, apiUrl }: SlackWorkspace) {
  const client = slackClient({ token: botToken, slackApiUrl: apiUrl });
  const { team_id: id = "", url = "" } = await client.auth.test();
  return { team: { id, url }, findPerson: (email: string) => findByEmail(client, email, id) };
}

/** Each task is claimed once, so they must suffice. */
function supplyOf(tasks: readonly Claimable[]) {
  let taken = 0;
  return (count: number): readonly Claimable[] => {
    const given = tasks.slice(taken, taken + count);
    if (given.length < count)
      throw new Error(`${tasks.length} tasks are too few to claim: ask for more --runs`);
    taken += count;
    return given;
  };
}

function say(step: string): void {
  process.stderr.write(`${step}\n`);
}
