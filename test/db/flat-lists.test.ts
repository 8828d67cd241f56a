import type { PendingQuery, Row } from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { fillForLists } from "#bench/fill-lists.ts";
import { batchInWorkspace, type Sql } from "#db/client.ts";
import { openRuns } from "#db/release-log.ts";
import { chosenRuns, clientPage } from "#db/run-list.ts";
import { OPEN_STATES, RUN_STATES, type RunFilter } from "#domain/run-filter.ts";
import { TUESDAY, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// What a page costs depends on the page, never on how many runs and clients there are: no step of a plan reads more.

const RUNS = 6000;
const LIMIT = 21;
/** Each state of a list is walked by itself, and each takes a page. */
const READ_MAX = LIMIT * RUN_STATES.length;
const OWNER = "csm-1@acme.example";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
  const nobody = () => {
    throw new Error("Nobody asks");
  };
  const { db, id: workspace, book } = at;
  await fillForLists({ db, workspace, book, now: TUESDAY, memberOf: nobody, context: nobody }, RUNS);
  const owner = at.user(OWNER);
  await at.rows.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update baton.runs set playbook = 'enterprise' where owner = ${owner} and playbook = 'guided'`;
    await tx`update baton.runs set late = false where owner = ${owner} or playbook = 'enterprise'`;
  });
  await at.rows`vacuum analyze baton.runs`;
}, 120_000);
afterAll(() => at.drop());

const PlanSchema = z.looseObject({
  "Node Type": z.string(),
  "Actual Rows": z.number(),
  "Actual Loops": z.number(),
  "Rows Removed by Filter": z.number().default(0),
  get Plans() {
    return z.array(PlanSchema).default([]);
  },
});
type Plan = z.infer<typeof PlanSchema>;

/** How many rows the step of a plan that reads most has read, in all its turns. */
function mostRead(plan: Plan): number {
  const read = (plan["Actual Rows"] + plan["Rows Removed by Filter"]) * plan["Actual Loops"];
  return Math.max(read, ...plan.Plans.map(mostRead));
}

async function readBy(query: (tx: Sql) => PendingQuery<Row[]>): Promise<number> {
  const [rows] = await batchInWorkspace(at.db, at.id, (tx) => [
    tx`explain (analyze, format json) ${query(tx)}`,
  ]);
  const [{ Plan: plan }] = z.tuple([z.object({ Plan: PlanSchema })]).parse(rows?.[0]?.["QUERY PLAN"]);
  return mostRead(plan);
}

test.for([
  { name: null },
  { name: "Example Client 1" },
  { name: "EXAMPLE" },
  { name: "Nobody" },
  { name: "%" },
])("a page of clients whose name begins with $name reads no more than a page", async ({ name }) => {
  const read = await readBy((tx) => clientPage(tx, at.id, name, { after: null, limit: LIMIT }));
  expect(read).toBeLessThanOrEqual(LIMIT);
});

test.for<{ what: string; filter: (owner: RunFilter["owner"]) => Partial<RunFilter> }>([
  { what: "open", filter: () => ({}) },
  { what: "of an owner", filter: (owner) => ({ owner }) },
  { what: "of an owner and a playbook", filter: (owner) => ({ owner, playbook: "enterprise" }) },
  {
    what: "of an owner and a playbook that they have none of",
    filter: (owner) => ({ owner, playbook: "guided" }),
  },
  { what: "of a playbook that there is none of", filter: () => ({ playbook: "nothing" }) },
  { what: "late", filter: () => ({ overdue: true }) },
  { what: "late of an owner who has none", filter: (owner) => ({ owner, overdue: true }) },
  { what: "late of a playbook that has none", filter: () => ({ playbook: "enterprise", overdue: true }) },
])("a page of the runs that are $what reads no more than a page of each state", async ({ filter }) => {
  for (const states of [OPEN_STATES, RUN_STATES]) {
    const chosen = { states, ...filter(at.user(OWNER)) };
    const read = await readBy((tx) => chosenRuns(tx, at.id, chosen, { after: null, limit: LIMIT }));
    expect(read).toBeLessThanOrEqual(READ_MAX);
  }
});

test("the open runs of each version are counted no further than they are told", async () => {
  const [rows] = await batchInWorkspace(at.db, at.id, (tx) => [
    tx`select count(*)::integer as pairs from (select distinct playbook, release from baton.runs
      where workspace_id = ${at.id} and status in ('active', 'paused', 'blocked')) p`,
  ]);
  const pairs = Number(rows?.[0]?.["pairs"]);
  expect(pairs).toBeGreaterThan(1);
  expect(await readBy((tx) => openRuns(tx, at.id, 100))).toBeLessThanOrEqual(pairs * 101);
});
