import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Book } from "#domain/book.ts";
import type { TriggerId } from "#domain/ids.ts";
import { chaseEvidence } from "#services/chase-evidence.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { paid, routed, won } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

// The example book lets a payment wait three business days, here of the self-serve playbook's calendar, which takes all that
// no rule names: from Tuesday to the close of Monday in New York, since Thursday is Thanksgiving.
const MONDAY_CLOSE = new Date("2026-11-30T22:30:00Z");
const OPS = "ops@acme.example";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

let deals = 1000;

describe("a payment for a deal that nobody has won", () => {
  test("waits as long as the book says, and then its fallback owner hears of it, once", async () => {
    const payment = await paidAndRouted(deals++);
    expect(await chase(new Date(MONDAY_CLOSE.getTime() - 1))).toBe(0);
    expect(await Promise.all([chase(MONDAY_CLOSE), chase(MONDAY_CLOSE), chase(MONDAY_CLOSE)])).toContain(1);
    expect(await chase(MONDAY_CLOSE)).toBe(0);
    const exceptions = await exceptionsOf(payment);
    expect(exceptions).toEqual([
      {
        type: "data_mismatch",
        owner: at.user(OPS),
        reason: `payment.received came from stripe for hubspot.deal ${deals - 1}, and no run of it has opened`,
        due_at: new Date("2026-12-01T22:30:00Z"),
        closed_at: null,
      },
    ]);
    const { exceptions: shown } = await whatNeeds(at.context(OPS, MONDAY_CLOSE), at.user(OPS));
    expect(shown).toHaveLength(1);
  });

  test("is settled when the deal is won after all", async () => {
    const deal = deals++;
    const payment = await paidAndRouted(deal);
    await chase(MONDAY_CLOSE);
    await routed(at, await won(at, deal, MONDAY_CLOSE), { now: MONDAY_CLOSE });
    expect(await exceptionsOf(payment)).toMatchObject([{ closed_at: MONDAY_CLOSE }]);
  });
});

test("a payment whose deal was won in time bothers nobody", async () => {
  const deal = deals++;
  const payment = await paidAndRouted(deal);
  await routed(at, await won(at, deal));
  expect(await chase(MONDAY_CLOSE)).toBe(0);
  expect(await exceptionsOf(payment)).toEqual([]);
});

test("a deal that is won in the very moment its payment is chased leaves no exception open", async () => {
  for (let round = 0; round < 10; round++) {
    const deal = deals++;
    const payment = await paidAndRouted(deal);
    const trigger = await won(at, deal, MONDAY_CLOSE);
    await Promise.all([chase(MONDAY_CLOSE), routed(at, trigger, { now: MONDAY_CLOSE })]);
    expect((await exceptionsOf(payment)).filter(({ closed_at }) => closed_at === null)).toEqual([]);
  }
});

test("the time is counted from when it came, however late it was routed", async () => {
  const trigger = await paid(at, deals++);
  await routed(at, trigger, { now: MONDAY_CLOSE });
  expect(await chase(MONDAY_CLOSE)).toBe(1);
});

test("hours on the wall clock are counted on the wall clock", async () => {
  const evidenceWaits = { amount: 36, unit: "hours" } as const;
  const impatient = await testWorkspace((book: Book): Book => {
    const stripe = book.sources["stripe"];
    return stripe ? { ...book, sources: { ...book.sources, stripe: { ...stripe, evidenceWaits } } } : book;
  });
  await routed(impatient, await paid(impatient, 1));
  const after = (hours: number) =>
    impatient.context("system", new Date(TUESDAY.getTime() + hours * 3_600_000));
  expect(await chaseEvidence(after(35.9))).toBe(0);
  expect(await chaseEvidence(after(36))).toBe(1);
  await impatient.drop();
});

async function paidAndRouted(deal: number): Promise<TriggerId> {
  const payment = await paid(at, deal);
  await routed(at, payment);
  return payment;
}

function chase(now: Date): Promise<number> {
  return chaseEvidence(at.context("system", now));
}

function exceptionsOf(trigger: TriggerId) {
  return at.rows`select type, owner, reason, due_at, closed_at from baton.exceptions where trigger_id = ${trigger}`;
}
