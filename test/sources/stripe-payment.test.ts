import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toDecimal } from "#sources/minor-units.ts";
import { invoicePaid } from "#sources/samples.ts";
import { stripe } from "#sources/stripe.ts";

const AT = new Date("2026-11-20T10:00:00.000Z");

function readBack(event: unknown) {
  return stripe.readBack(event, null, AbortSignal.timeout(1000));
}

test("an invoice of Stripe says by itself what was paid, and by whom", async () => {
  expect(await readBack(invoicePaid(5512, AT, 7_200_000))).toEqual({
    ok: true,
    snapshot: {
      client: { externalId: "cus_sample_5512", name: null, segment: null },
      contract: { value: "72000.00", currency: "USD" },
      deal: { name: null, stage: null },
    },
  });
});

test("an event of Stripe without money has none, and is not worth zero", async () => {
  const event = invoicePaid(5512, AT);
  const bare = {
    ...event,
    data: { object: { id: "cus_1", object: "customer", customer_name: "Example Bakery" } },
  };
  expect(await readBack(bare)).toMatchObject({
    ok: true,
    snapshot: { client: { name: "Example Bakery" }, contract: { value: null, currency: null } },
  });
});

test("money without a currency has no amount", async () => {
  const event = invoicePaid(5512, AT);
  const bare = { ...event, data: { object: { ...event.data.object, currency: null } } };
  expect(await readBack(bare)).toMatchObject({
    ok: true,
    snapshot: { contract: { value: null, currency: null } },
  });
});

test("a malformed payment is for a person to look at", async () => {
  const event = invoicePaid(5512, AT);
  const bad = { ...event, data: { object: { ...event.data.object, amount_paid: "lots" } } };
  expect(await readBack(bad)).toMatchObject({ ok: false, failure: "permanent" });
});

test.for([
  [7_200_000, "usd", "72000.00"],
  [5, "usd", "0.05"],
  [0, "eur", "0.00"],
  [-1250, "gbp", "-12.50"],
  [72_000, "jpy", "72000"],
  [5120, "kwd", "5.120"],
  [500, "isk", "5.00"],
  [500, "ugx", "5.00"],
] as const)("%i of Stripe's %s are %s", ([minor, currency, decimal]) => {
  expect(toDecimal(minor, currency)).toBe(decimal);
});

test("an amount never changes by being written as a decimal", () => {
  const currency = fc.constantFrom("usd", "jpy", "kwd", "isk");
  fc.assert(
    fc.property(fc.maxSafeInteger(), currency, (minor, code) => {
      expect(BigInt(toDecimal(minor, code).replace(".", ""))).toBe(BigInt(minor));
    }),
  );
});
