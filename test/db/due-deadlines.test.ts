import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { dueDeadlines, nextDeadline } from "#db/deadlines.ts";
import { openedRun } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const DEADLINES = 100_000;
const BATCH = 200;

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
  const run = await openedRun(at);
  await at.rows`delete from baton.deadlines`;
  // Half of them are over already; of the others one in a hundred is due.
  await at.rows`insert into baton.deadlines (workspace_id, id, run_id, kind, at, state)
    select ${at.id}, 'ddl_' || lpad(n::text, 12, '0') || '_1_due', ${run}, 'due',
      ${TUESDAY}::timestamptz + make_interval(secs => case when n % 200 = 0 then -n else n end),
      case n % 2 when 0 then 'open' else 'met' end
    from generate_series(1, ${DEADLINES}::integer) n`;
  await at.rows`analyze baton.deadlines`;
});
afterAll(() => at.drop());

test("what is due is found among 100,000 deadlines by its index, and the oldest come first", async () => {
  const due = await dueDeadlines(at.db, TUESDAY, BATCH);
  expect(due).toHaveLength(BATCH);
  expect(due[0]).toEqual({ workspace: at.id, id: "ddl_000000100000_1_due" });
  expect(await dueDeadlines(at.db, TUESDAY, DEADLINES)).toHaveLength(DEADLINES / 200);
});

test.for([
  ["due_deadlines", `select * from baton.due_deadlines('${TUESDAY.toISOString()}', ${BATCH})`, 2 * BATCH],
  ["next_deadline", "select baton.next_deadline()", 20],
] as const)("%s reads what is due, not what is open", async ([, statement, pagesMax]) => {
  const pages = await at.rows`select relpages from pg_class where oid = 'baton.deadlines'::regclass`;
  expect(pages[0]?.["relpages"]).toBeGreaterThan(3 * pagesMax);
  const [explained] = await at.rows.begin(async (tx) => {
    // The first time, a connection reads the catalogue as well.
    await tx.unsafe(statement);
    return tx.unsafe(`explain (analyze, buffers, format json) ${statement}`);
  });
  const [{ Plan: plan }] = PlanSchema.parse(explained?.["QUERY PLAN"]);
  expect(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]).toBeLessThan(pagesMax);
});

const PlanSchema = z.tuple([
  z.object({ Plan: z.object({ "Shared Hit Blocks": z.int(), "Shared Read Blocks": z.int() }) }),
]);

test("the next deadline is the earliest that is open", async () => {
  expect(await nextDeadline(at.db)).toEqual(new Date(TUESDAY.getTime() - DEADLINES * 1000));
});
