import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExceptionId } from "#domain/ids.ts";
import { chaseExceptions } from "#services/chase-exceptions.ts";
import { settleException } from "#services/settle-exception.ts";
import { heldTrigger, withTwoOperators } from "#test/support/held.ts";
import { openedRun } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// Held on Tuesday at four in the morning in New York, and to be looked at within a day. The last rule's playbook works there
// from nine; Thursday is Thanksgiving.
const DUE = new Date("2026-11-25T09:00:00Z");
const WEDNESDAY = new Date("2026-11-25T14:00:00Z");
const THURSDAY = new Date("2026-11-26T16:00:00Z");
const FRIDAY = new Date("2026-11-27T14:00:00Z");
const SATURDAY = new Date("2026-11-28T16:00:00Z");
const DAY_MS = 86_400_000;
const [OPS, FOUNDER] = ["ops@acme.example", "founder@acme.example"];

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace(withTwoOperators);
});
afterAll(() => at.drop());

test("who answers for it and the operators are called when nobody has settled it in time: each working day once", async () => {
  const exception = await heldTrigger(at.context("system"));
  expect(await chase(new Date(DUE.getTime() - 1))).toBe(0);
  // Due in the night, it is called about when work begins.
  expect(await chase(DUE)).toBe(0);
  await Promise.all([chase(WEDNESDAY), chase(WEDNESDAY), chase(WEDNESDAY)]);
  expect(await chase(new Date(WEDNESDAY.getTime() + 3_600_000))).toBe(0);
  const both = [at.user(OPS), at.user(FOUNDER)].toSorted();
  expect(await calls(exception)).toEqual([{ day: "2026-11-25", who: both, urgent: true }]);

  expect([await chase(THURSDAY), await chase(FRIDAY), await chase(SATURDAY)]).toEqual([0, 1, 0]);
  expect((await calls(exception)).map(({ day }) => day)).toEqual(["2026-11-25", "2026-11-27"]);
  await settle(exception);
});

test("after ten calls it is left, and waits in the lists", async () => {
  const exception = await heldTrigger(at.context("system"));
  for (let day = 0; day < 30; day++) await chase(new Date(WEDNESDAY.getTime() + day * DAY_MS));
  const days = (await calls(exception)).map(({ day }) => day);
  expect(days).toHaveLength(10);
  expect(days.at(-1)).toBe("2026-12-09");
  await settle(exception);
});

test("one that is settled calls nobody, nor does a run's own exception", async () => {
  await settle(await heldTrigger(at.context("system")));
  const empty = await testWorkspace((book) => ({
    ...book,
    roles: { ...book.roles, "professional-services": { members: [] } },
  }));
  await openedRun(empty);
  expect(await chaseExceptions(empty.context("system", new Date(WEDNESDAY.getTime() + 20 * DAY_MS)))).toBe(0);
  await empty.drop();
  expect(await chase(WEDNESDAY)).toBe(0);
});

function chase(now: Date): Promise<number> {
  return chaseExceptions(at.context("system", now));
}

function settle(exception: ExceptionId) {
  return settleException(at.context(OPS), { exception, cause: "A test", prevention: "None" });
}

/** The calls about an exception by day, and whom each reached. */
async function calls(exception: ExceptionId) {
  const rows =
    await at.rows`select n.about[2] as day, json_agg(n.recipient order by n.recipient) as who, bool_and(m.urgent) as urgent
    from baton.notices n join baton.slack_messages m on m.notice_id = n.id
    where n.kind = 'held-trigger-overdue' and n.about[1] = ${exception} group by 1 order by 1`;
  return rows.map(({ day, who, urgent }) => ({ day, who, urgent }));
}
