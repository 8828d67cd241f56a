import { afterAll, beforeAll, expect, test } from "vitest";
import type { ExceptionId } from "#domain/ids.ts";
import { chaseEvidence } from "#services/chase-evidence.ts";
import { settleException } from "#services/settle-exception.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { ExceptionIdSchema } from "#src/ids.ts";
import { heldTrigger, withTwoOperators } from "#test/support/held.ts";
import { openedRun, paid, routed, won } from "#test/support/intake.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

// The fallback owner, who answers for what leads nowhere, and another operator.
const OPS = "ops@acme.example";
const FOUNDER = "founder@acme.example";
const LEARNED = { cause: "The invoice named no deal", prevention: "Invoices are made from deals" };

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace(withTwoOperators);
});
afterAll(() => at.drop());

test("its owner lets go of a trigger that led nowhere, with cause and prevention on record, and hears no more of it", async () => {
  const exception = await held();
  expect(await listed(exception)).toMatchObject([{ mayOpen: true, client: null }]);
  expect(await settle(OPS, exception)).toMatchObject({ ok: true });
  expect(await stored(exception)).toMatchObject({
    closed_at: TUESDAY,
    closed_by: at.user(OPS),
    choice: "skip",
    cause: LEARNED.cause,
    prevention: LEARNED.prevention,
    author: at.user(OPS),
  });
  expect(await listed(exception)).toEqual([]);
});

test("repeating it answers as success and changes nothing; an operator who comes second hears who did it", async () => {
  const exception = await held();
  await settle(OPS, exception);
  const before = await stored(exception);
  expect(await settle(OPS, exception, { cause: "Something else", prevention: "Nothing" })).toMatchObject({
    ok: true,
  });
  expect(await settle(FOUNDER, exception)).toMatchObject({
    refusal: { code: "settled-already", by: at.user(OPS) },
  });
  expect(await stored(exception)).toEqual(before);
});

test("of two who settle it at the same instant one does, and the other hears who", async () => {
  for (let round = 0; round < 10; round++) {
    const exception = await held();
    const answers = await Promise.all([settle(OPS, exception), settle(FOUNDER, exception)]);
    const by = (await stored(exception))?.["closed_by"];
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual({ ok: false, refusal: { code: "settled-already", by } });
  }
});

test("without cause and prevention it stays open, and no text is kept", async () => {
  const exception = await held();
  const texts = () => at.rows`select id from baton.texts`.then((rows) => rows.length);
  const before = await texts();
  expect(await settle(OPS, exception, { ...LEARNED, cause: " " })).toEqual({
    ok: false,
    refusal: { code: "words-missing", what: "cause" },
  });
  expect(await settle(OPS, exception, { ...LEARNED, prevention: null })).toEqual({
    ok: false,
    refusal: { code: "words-missing", what: "prevention" },
  });
  expect(await stored(exception)).toMatchObject({ closed_at: null });
  expect(await texts()).toBe(before);
});

test("who neither answers for it nor is an operator can't settle it, nor can anybody from outside", async () => {
  const exception = await held();
  expect(await settle("csm-1@acme.example", exception)).toEqual({
    ok: false,
    refusal: { code: "not-answerable", owner: at.user(OPS) },
  });
  const outside = { kind: "person", id: at.user(OPS), internal: false } as const;
  expect(await settleException({ ...at.context(OPS), by: outside }, { exception, ...LEARNED })).toEqual({
    ok: false,
    refusal: { code: "from-outside" },
  });
  expect(await stored(exception)).toMatchObject({ closed_at: null });
});

test("an exception of a run is settled by the run's own rules, not here", async () => {
  const empty = await testWorkspace((book) => ({
    ...book,
    roles: { ...book.roles, "professional-services": { members: [] } },
  }));
  const run = await openedRun(empty);
  const [row] = await empty.rows`select id from baton.exceptions where run_id = ${run}`;
  const exception = ExceptionIdSchema.parse(row?.["id"]);
  expect(await settleException(empty.context(OPS), { exception, ...LEARNED })).toEqual({
    ok: false,
    refusal: { code: "no-such-exception" },
  });
  await empty.drop();
});

test("evidence that a person let go of stays theirs when its deal is won after all", async () => {
  const later = new Date("2026-11-30T22:30:00Z");
  const trigger = await paid(at, 77);
  await routed(at, trigger);
  await chaseEvidence(at.context("system", later));
  const [row] = await at.rows`select id from baton.exceptions where trigger_id = ${trigger}`;
  const exception = ExceptionIdSchema.parse(row?.["id"]);
  await settle(OPS, exception);
  await routed(at, await won(at, 77, later), { now: later });
  expect(await stored(exception)).toMatchObject({ closed_at: TUESDAY, closed_by: at.user(OPS) });
});

test("once its deal has a run there is nothing left to settle", async () => {
  const later = new Date("2026-11-30T22:30:00Z");
  const trigger = await paid(at, 78);
  await routed(at, trigger);
  await chaseEvidence(at.context("system", later));
  await routed(at, await won(at, 78, later), { now: later });
  const [row] = await at.rows`select id from baton.exceptions where trigger_id = ${trigger}`;
  expect(await settle(OPS, ExceptionIdSchema.parse(row?.["id"]))).toEqual({
    ok: false,
    refusal: { code: "settled-already", by: null },
  });
});

function held(): Promise<ExceptionId> {
  return heldTrigger(at.context("system"));
}

function settle(
  by: string,
  exception: ExceptionId,
  learned: { cause: string | null; prevention: string | null } = LEARNED,
) {
  return settleException(at.context(by), { exception, ...learned });
}

async function stored(exception: ExceptionId) {
  const [row] =
    await at.rows`select e.closed_at, e.closed_by, e.choice, c.body as cause, p.body as prevention, c.author
    from baton.exceptions e left join baton.texts c on c.id = e.cause_id left join baton.texts p on p.id = e.prevention_id
    where e.id = ${exception}`;
  return row;
}

async function listed(exception: ExceptionId) {
  const { exceptions } = await whatNeeds(at.context(OPS), at.user(OPS));
  return exceptions.filter(({ id }) => id === exception);
}
