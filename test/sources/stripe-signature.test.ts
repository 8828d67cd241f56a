import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { invoicePaid } from "#sources/samples.ts";
import { signedStripe } from "#sources/sign.ts";
import { stripe } from "#sources/stripe.ts";

const SECRET = "whsec_example";
const NOW = new Date("2026-11-20T10:00:00.000Z");
const NOW_S = NOW.getTime() / 1000;
const BODY = JSON.stringify(invoicePaid(5512, NOW));

function verify(header: string | null, body: string | Uint8Array = BODY, secret = SECRET) {
  const headers = new Headers(header === null ? {} : { "stripe-signature": header });
  const rawBody = typeof body === "string" ? Buffer.from(body) : body;
  const url = "https://baton.acme.example/triggers/acme-saas/stripe";
  return stripe.verify({ method: "POST", url, headers, rawBody }, secret, NOW);
}

/** Stripe's scheme as its documentation describes it, made without its library. */
function v1(body = BODY, timestamp = NOW_S, secret = SECRET): string {
  return createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
}

test("a request signed by Stripe is let in", async () => {
  const { headers } = await signedStripe({ secret: SECRET, sentAt: NOW, body: BODY });
  expect(headers["stripe-signature"]).toBe(`t=${NOW_S},v1=${v1()}`);
  expect(await verify(`t=${NOW_S},v1=${v1()}`)).toEqual({ ok: true });
});

test("while a secret is rolled, either of two signatures does", async () => {
  const old = v1(BODY, NOW_S, "whsec_old");
  expect(await verify(`t=${NOW_S},v1=${old},v1=${v1()},v0=${"0".repeat(64)}`)).toEqual({ ok: true });
});

test.for<[string, string, string?]>([
  ["another body", `t=${NOW_S},v1=${v1()}`, BODY.replace("5512", "9999")],
  ["an empty body", `t=${NOW_S},v1=${v1()}`, ""],
  ["another secret", `t=${NOW_S},v1=${v1(BODY, NOW_S, "whsec_other")}`],
  ["another time", `t=${NOW_S - 1},v1=${v1()}`],
  ["a signature cut short", `t=${NOW_S},v1=${v1().slice(0, 10)}`],
  ["the old scheme", `t=${NOW_S},v0=${v1()}`],
  ["no signature", `t=${NOW_S}`],
])("%s is refused", async ([, header, body]) => {
  expect(await verify(header, body)).toEqual({ ok: false, reason: "wrong-signature" });
});

test.for<[string, number, object]>([
  ["five minutes old", -300, { ok: true }],
  ["older than five minutes", -301, { ok: false, reason: "stale" }],
  ["five minutes ahead", 300, { ok: true }],
  ["an hour ahead", 3600, { ok: false, reason: "from-the-future" }],
])("a request that is %s", async ([, offset, result]) => {
  const timestamp = NOW_S + offset;
  expect(await verify(`t=${timestamp},v1=${v1(BODY, timestamp)}`)).toEqual(result);
});

test("a fresh time beside the signed old one doesn't make a replay fresh", async () => {
  const old = NOW_S - 3600;
  const signature = v1(BODY, old);
  expect(await verify(`t=${NOW_S},t=${old},v1=${signature}`)).toEqual({ ok: false, reason: "stale" });
  expect(await verify(`t=${old},t=${NOW_S},v1=${signature}`)).toEqual({
    ok: false,
    reason: "wrong-signature",
  });
});

test.for([null, "", "t=,v1=ab", "t=soon,v1=ab", "v1=ab", "t=-1,v1=ab", `t=${NOW_S}x,v1=ab`])(
  "the header %j is no signature",
  async (header) => {
    expect(await verify(header)).toEqual({ ok: false, reason: "unsigned" });
  },
);

test("without a secret nothing is let in", async () => {
  for (const secret of ["", "  "]) {
    expect(await verify(`t=${NOW_S},v1=${v1(BODY, NOW_S, secret)}`, BODY, secret)).toEqual({
      ok: false,
      reason: "no-secret-configured",
    });
  }
});

test("a body in any script is let in as the bytes it came in, and no other bytes", async () => {
  const body = '{"name":"Zürich 株式会社 🤖 \uFFFD"}';
  const header = `t=${NOW_S},v1=${v1(body)}`;
  expect(await verify(header, body)).toEqual({ ok: true });
  const broken = Buffer.from(body).subarray(0, -4);
  expect(await verify(header, Buffer.concat([broken, Buffer.from([0xff]), Buffer.from('"}')]))).toEqual({
    ok: false,
    reason: "not-text",
  });
  const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(body)]);
  expect(await verify(header, withMark)).toEqual({ ok: false, reason: "wrong-signature" });
});
