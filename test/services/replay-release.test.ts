import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Book, RoutingRule, Source } from "#domain/book.ts";
import type { TriggerId } from "#domain/ids.ts";
import { giveUpRouting } from "#services/route-trigger.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { differences, longHistory, replayed, sent } from "#test/support/history.ts";
import { acme, paid, routed, stored, won } from "#test/support/intake.ts";
import { neighbourOf, testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";

let at: TestWorkspace;
beforeEach(async () => {
  at = await testWorkspace();
  onTestFinished(() => at.drop());
});

/** The example book with another first rule. */
function withRule(change: Partial<RoutingRule>): Book {
  const [first, ...others] = at.book.routing;
  if (!first) throw new Error("The example book has no rule");
  return { ...at.book, routing: [{ ...first, ...change }, ...others] };
}

function withSource(name: string, change: (source: Source) => Source): Book {
  const source = at.book.sources[name];
  if (!source) throw new Error(`The example book has no source ${name}`);
  return { ...at.book, sources: { ...at.book.sources, [name]: change(source) } };
}

/** Won at so much, and routed. */
async function opened(deal: number, value: string | null, name = `Client ${deal}`): Promise<TriggerId> {
  const trigger = await won(at, deal);
  const snapshot = { ...acme, client: { ...acme.client, name }, contract: { value, currency: "USD" } };
  await routed(at, trigger, { snapshot });
  return trigger;
}

async function evidence(deal: number): Promise<TriggerId> {
  const trigger = await paid(at, deal);
  await routed(at, trigger);
  return trigger;
}

const highTouch = {
  outcome: "opened",
  type: "deal.won",
  rule: "high-touch",
  playbook: "enterprise",
  role: "professional-services",
};
const plain = { error: null, isOtherDeal: false, isAlready: false };

describe("the release that decided says the same again", () => {
  let long: TestWorkspace;
  beforeAll(async () => {
    long = await testWorkspace();
  });
  afterAll(() => long.drop());

  const KINDS = [
    "won",
    "won",
    "paid",
    "moved",
    "unreadable",
    "sent",
    "by hand",
    "by name",
    "given up",
  ] as const;
  const anyStep = fc.record({
    what: fc.constantFrom(...KINDS),
    deal: fc.integer({ min: 1, max: 4 }),
    value: fc.constantFrom("0", "20000", "72000.50", null),
    currency: fc.constantFrom("USD", "EUR"),
    segment: fc.constantFrom("enterprise", null),
  });
  type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

  const everyKind = KINDS.map((what): Step => ({
    what,
    deal: 1,
    value: "72000.50",
    currency: "USD",
    segment: null,
  }));
  let seconds = 0;

  async function live({ what, deal: number, value, currency, segment }: Step, round: number): Promise<void> {
    const deal = round * 10 + number;
    const now = new Date(TUESDAY.getTime() + 1000 * seconds++);
    const snapshot = { ...acme, client: { ...acme.client, segment }, contract: { value, currency } };
    const then = (trigger: TriggerId) => routed(long, trigger, { snapshot, now });
    const client = `Client ${deal}`;
    switch (what) {
      case "won":
        return then(await won(long, deal, now));
      case "paid":
        return then(await paid(long, deal, now));
      case "moved":
        return then(await stored(long, "hubspot", dealMoved(deal, now, "presentationscheduled")));
      case "unreadable":
        return then(await stored(long, "stripe", { ...invoicePaid(deal, now), data: {} }));
      case "sent":
        return then(await sent(long, String(deal), { snapshot, opens: value !== null }));
      case "given up":
        return giveUpRouting(
          long.context("system", now),
          await won(long, deal + 5, now),
          "transient",
          "no answer",
        );
      default:
        await startByHand(long.context(OPS, now), {
          client,
          playbook: what === "by hand" ? null : "guided",
          key: `${what} ${deal}`,
        });
    }
  }

  test("whatever came, in whichever order", async () => {
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 12 }), async (steps) => {
        round += 1;
        for (const step of steps) await live(step, round);
        const { tally } = await replayed(long, long.book);
        // What its source never told of can't be decided: it is said to be so, and nothing else differs.
        expect(differences(tally).filter((one) => !isGivenUp(one))).toEqual([]);
      }),
      { numRuns: 15, examples: [[everyKind]] },
    );
    const { tally, byPeople } = await replayed(long, long.book);
    expect(new Set(tally.groups.map(({ to }) => to.outcome))).toEqual(
      new Set(["opened", "joined", "evidence", "ignored", "held", "unseen"]),
    );
    expect(byPeople).toBeGreaterThan(0);
  });

  function isGivenUp(one: unknown): boolean {
    const unseen = { outcome: "unseen", type: "deal.won" };
    const never = { outcome: "held", type: null, rule: null };
    return JSON.stringify(one).startsWith(JSON.stringify({ from: never, to: unseen }).slice(0, -1));
  }
});

test("what another rule would take is counted by kind, with examples that can be looked up", async () => {
  const triggers = [await opened(1, "72000"), await opened(2, "60000"), await opened(3, "20000")];
  const { tally } = await replayed(at, withRule({ when: "contract.value > 65000.0" }));
  expect(tally.triggers).toBe(3);
  expect(differences(tally)).toEqual([
    {
      from: highTouch,
      to: { ...highTouch, rule: "mid-size", playbook: "guided", role: at.book.playbooks["guided"]?.owner },
      triggers: 1,
      ...plain,
    },
  ]);
  const changed = tally.groups.find(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  expect(changed?.examples).toEqual([{ client: "Client 2", trigger: triggers[1], receivedAt: TUESDAY }]);
  expect(tally.rules).toEqual({
    "high-touch": { matched: 1, passedOn: 0, held: 0 },
    "mid-size": { matched: 2, passedOn: 0, held: 0 },
    "everyone-else": { matched: 0, passedOn: 0, held: 0 },
  });
});

test("a change that the current release made already is not blamed on the one that is replayed", async () => {
  await opened(1, "60000");
  const current = withRule({ when: "contract.value > 65000.0" });
  const same = await replayed(at, current, { current });
  expect(differences(same.tally)).toMatchObject([{ isAlready: true }]);
  const other = await replayed(at, withRule({ playbook: "guided" }), { current });
  expect(differences(other.tally)).toMatchObject([{ isAlready: false }]);
});

test("a rule that can't be worked out holds what it held, and what it would hold now, and says why", async () => {
  await opened(1, "72000");
  await opened(2, null);
  const asking = withRule({ when: 'client.segment == "enterprise" && deal.stage.size() > contract.value' });
  const broken = withRule({ when: "contract.value / 0.0 > 1.0 && int(deal.stage) > 2" });
  expect(differences((await replayed(at, at.book)).tally)).toEqual([]);
  const { tally } = await replayed(at, broken);
  expect(differences(tally)).toMatchObject([
    {
      from: highTouch,
      to: { outcome: "held", rule: "high-touch" },
      error: expect.stringMatching(/\w/),
      triggers: 1,
    },
  ]);
  expect(tally.rules["high-touch"]).toEqual({ matched: 0, passedOn: 0, held: 2 });
  const open = await replayed(at, {
    ...asking,
    routing: [{ ...broken.routing[0], onError: "fail_open" }, ...at.book.routing.slice(1)] as RoutingRule[],
  });
  expect(open.tally.rules["high-touch"]).toEqual({ matched: 0, passedOn: 2, held: 0 });
});

describe("what an event means is compared too", () => {
  test("one that opens no longer is evidence, and one of another type is not the same", async () => {
    await opened(1, "72000");
    await evidence(1);
    const closed = withSource("hubspot", (source) => ({
      ...source,
      events: source.events.map((event) => ({ ...event, opens: false })),
    }));
    expect(differences((await replayed(at, closed)).tally)).toEqual([
      { from: highTouch, to: { outcome: "evidence", type: "deal.won" }, triggers: 1, ...plain },
    ]);
    const renamed = withSource("stripe", (source) => ({
      ...source,
      events: source.events.map((event) => ({ ...event, type: "x.invoice" })),
    }));
    expect(differences((await replayed(at, renamed)).tally)).toEqual([
      {
        from: { outcome: "evidence", type: "payment.received" },
        to: { outcome: "evidence", type: "x.invoice" },
        triggers: 1,
        ...plain,
      },
    ]);
  });

  test("one that would count for another deal is not the same", async () => {
    await opened(1, "72000");
    await evidence(1);
    const byCustomer = withSource("stripe", (source) => ({
      ...source,
      events: source.events.map((event) => ({
        ...event,
        deal: { namespace: "stripe.customer", id: "event.data.object.customer" },
      })),
    }));
    expect(differences((await replayed(at, byCustomer)).tally)).toMatchObject([
      { to: { outcome: "evidence" }, isOtherDeal: true, triggers: 1 },
    ]);
  });

  test("one that would open joins the run that its deal had by then; before there was one, no snapshot was kept", async () => {
    await evidence(1);
    await opened(2, "72000");
    const later = await stored(at, "stripe", invoicePaid(2, TUESDAY), {
      now: new Date(TUESDAY.getTime() + 1000),
    });
    await routed(at, later, { now: new Date(TUESDAY.getTime() + 1000) });
    const opening = withSource("stripe", (source) => ({
      ...source,
      events: source.events.map((event) => ({ ...event, opens: true })),
    }));
    expect(differences((await replayed(at, opening)).tally)).toEqual([
      {
        from: { outcome: "evidence", type: "payment.received" },
        to: { outcome: "unseen", type: "payment.received" },
        triggers: 1,
        ...plain,
      },
      {
        from: { outcome: "evidence", type: "payment.received" },
        to: { outcome: "joined", type: "payment.received" },
        triggers: 1,
        ...plain,
      },
    ]);
  });

  test("a source that the book drops is ignored; what other programs sent keeps its meaning", async () => {
    await opened(1, "72000");
    await routed(at, await sent(at, "d-1"));
    const { tally } = await replayed(at, { ...at.book, sources: {} });
    expect(differences(tally)).toEqual([
      { from: highTouch, to: { outcome: "ignored" }, triggers: 1, ...plain },
    ]);
  });
});

test("where a person chose the playbook no rule has a say", async () => {
  await startByHand(at.context(OPS), { client: "By name", playbook: "guided", key: "1" });
  await startByHand(at.context(OPS), { client: "By rule", playbook: null, key: "2" });
  const { tally, byPeople } = await replayed(at, at.book);
  expect({ byPeople, triggers: tally.triggers, differences: differences(tally) }).toEqual({
    byPeople: 1,
    triggers: 1,
    differences: [],
  });
});

test("stopped, it says where it goes on, and its parts together are the whole", async () => {
  await longHistory(at, await opened(1, "72000"), 700);
  const whole = await replayed(at, at.book);
  expect(whole).toMatchObject({ seen: 701, next: null });
  let seen = 0;
  let from: Awaited<ReturnType<typeof replayed>>["next"] | undefined;
  const parts: number[] = [];
  do {
    const part = await replayed(at, at.book, { ...(from && { from }), stopAfter: 1 });
    parts.push(part.tally.triggers);
    seen += part.seen;
    from = part.next;
  } while (from);
  expect(parts.length).toBeGreaterThan(2);
  expect(seen).toBe(whole.seen);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole.tally.triggers);
});

test("a long history is told by a few examples of each kind", async () => {
  await longHistory(at, await opened(1, "72000"), 300);
  const { tally } = await replayed(at, at.book);
  expect(tally.groups.map(({ triggers, examples }) => [triggers, examples.length])).toEqual([[301, 3]]);
});

test("nothing is written, and another workspace's triggers are not looked at", async () => {
  const neighbour = await neighbourOf(at);
  await opened(1, "72000");
  await routed(neighbour, await won(neighbour, 2));
  const rows = () => at.rows`select
    (select json_agg(t order by t.id) from baton.triggers t) as triggers,
    (select json_agg(d order by d.trigger_id) from baton.routing_decisions d) as decisions,
    (select count(*) from baton.deals) as deals, (select count(*) from baton.clients) as clients,
    (select count(*) from baton.runs) as runs, (select count(*) from baton.exceptions) as exceptions`;
  const before = await rows();
  const { tally } = await replayed(at, withRule({ playbook: "guided" }));
  expect(tally.triggers).toBe(1);
  expect(await rows()).toEqual(before);
});
