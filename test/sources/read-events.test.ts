import { expect, test } from "vitest";
import { hubspot } from "#sources/hubspot.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { stripe } from "#sources/stripe.ts";

const AT = new Date("2026-11-20T10:00:00.123Z");

function read(source: typeof hubspot, body: unknown) {
  return source.readEvents(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)));
}

function eventsOf(source: typeof hubspot, body: unknown) {
  const result = read(source, body);
  if (!result.ok) throw new Error(result.problem);
  return result.events;
}

function keyOf(source: typeof hubspot, event: unknown) {
  return eventsOf(source, source === hubspot ? [event] : event)[0]?.dedupeKey;
}

test("a batch from HubSpot is as many events as it holds, in order and whole", () => {
  const batch = [...Array(100).keys()].map((n) => ({ ...dealMoved(5512 + n, AT), newField: { kept: true } }));
  const events = eventsOf(hubspot, batch);
  expect(events.map(({ event }) => event)).toEqual(batch);
  expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(100);
  expect(events[0]?.occurredAt).toEqual(AT);
});

test("a second delivery from HubSpot has the same key, whatever it calls itself", () => {
  const event = dealMoved(5512, AT);
  const again = { ...event, eventId: 7, attemptNumber: 3, sourceId: "userId:1" };
  expect(keyOf(hubspot, again)).toBe(keyOf(hubspot, event));
});

test.for([
  { portalId: 621 },
  { subscriptionId: 89 },
  { objectId: 5513 },
  { propertyName: "amount" },
  { propertyValue: "closedlost" },
  { occurredAt: AT.getTime() + 1 },
])(
  "an event of HubSpot that differs in %o has another key, though HubSpot gave it the same eventId",
  (change) => {
    const event = dealMoved(5512, AT);
    expect(keyOf(hubspot, { ...event, ...change })).not.toBe(keyOf(hubspot, event));
  },
);

test("what HubSpot's property holds can't make one key of two events", () => {
  const split = { ...dealMoved(5512, AT), propertyName: 'a","b', propertyValue: "c" };
  const joined = { ...dealMoved(5512, AT), propertyName: "a", propertyValue: 'b","c' };
  expect(keyOf(hubspot, split)).not.toBe(keyOf(hubspot, joined));
  const long = { ...dealMoved(5512, AT), propertyValue: "x".repeat(65_536) };
  expect(keyOf(hubspot, long)).toHaveLength(64);
});

test("a change of an association names both its ends", () => {
  const { objectId: _, propertyName: __, propertyValue: ___, ...rest } = dealMoved(5512, AT);
  const change = {
    ...rest,
    subscriptionType: "deal.associationChange",
    fromObjectId: 5512,
    toObjectId: 905512,
  };
  expect(keyOf(hubspot, change)).not.toBe(keyOf(hubspot, { ...change, toObjectId: 905513 }));
});

test("an event of Stripe is known by its own id", () => {
  const [event] = eventsOf(stripe, invoicePaid(5512, AT));
  expect(event).toEqual({
    dedupeKey: "evt_sample_5512_1795168800",
    occurredAt: new Date("2026-11-20T10:00:00.000Z"),
    event: invoicePaid(5512, AT),
  });
});

test("what Postgres can't store of a text is marked instead of losing the event", () => {
  const events = eventsOf(hubspot, [
    { ...dealMoved(5512, AT), propertyValue: "a\0b \uD83D c 🤖", "nul\0key": [{ deep: "\uDE00" }] },
  ]);
  expect(events[0]?.event).toMatchObject({
    propertyValue: "a\uFFFDb \uFFFD c 🤖",
    "nul\uFFFDkey": [{ deep: "\uFFFD" }],
  });
});

const event = dealMoved(5512, AT);
const paid = invoicePaid(5512, AT);

test.for<[string, typeof hubspot, unknown]>([
  ["no JSON", hubspot, "closedwon"],
  ["nothing", hubspot, ""],
  ["a single event instead of a batch", hubspot, event],
  ["an empty batch", hubspot, []],
  ["a batch of 101", hubspot, Array(101).fill(event)],
  ["one bad event among good ones", hubspot, [event, { ...event, occurredAt: "today" }]],
  ["an instant that no calendar has", hubspot, [{ ...event, occurredAt: 9_007_199_254_740_991 }]],
  [
    "an id that JSON can't hold exactly",
    hubspot,
    JSON.stringify([event]).replace("5512", "9007199254740993"),
  ],
  ["JSON nested without end", hubspot, `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["null", hubspot, "null"],
  ["a batch", stripe, [paid]],
  ["a thin event", stripe, { ...paid, object: "v2.core.event" }],
  ["an event without an id", stripe, { ...paid, id: "" }],
  ["an event without data", stripe, { ...paid, data: {} }],
  ["an event of no time", stripe, { ...paid, created: null }],
])("%s is refused with what is wrong", ([, source, body]) => {
  expect(read(source, body)).toEqual({ ok: false, problem: expect.stringMatching(/./) });
});

test("a body that isn't UTF-8 is refused", () => {
  expect(hubspot.readEvents(Buffer.from([0x5b, 0xff, 0x5d]))).toEqual({
    ok: false,
    problem: "the body is not UTF-8",
  });
});
