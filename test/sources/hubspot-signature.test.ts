import { expect, test } from "vitest";
import { hubspot } from "#sources/hubspot.ts";
import { dealMoved } from "#sources/samples.ts";
import { signedHubSpot } from "#sources/sign.ts";
import type { SignedSample } from "#sources/sign.ts";

const SECRET = "example-client-secret";
const URL = "https://baton.acme.example/triggers/acme-saas/hubspot";
const NOW = new Date("2026-11-20T10:00:00.000Z");
const MINUTE_MS = 60_000;

type Change = {
  url?: string;
  method?: string;
  body?: Uint8Array;
  headers?: Record<string, string>;
  secret?: string;
};

/** Verifies a request made by `signedHubSpot`, after something about it was changed. */
function verify(
  sample: SignedSample,
  { url = URL, method = "POST", body, headers, secret = SECRET }: Change = {},
) {
  const rawBody = body ?? Buffer.from(sample.body);
  return hubspot.verify(
    { method, url, rawBody, headers: new Headers({ ...sample.headers, ...headers }) },
    secret,
    NOW,
  );
}

function signed({ url = URL, sentAt = NOW, body = [dealMoved(5512, NOW)] as unknown } = {}): SignedSample {
  return signedHubSpot({ url, secret: SECRET, sentAt, body });
}

test("a request signed by HubSpot is let in", async () => {
  expect(await verify(signed())).toEqual({ ok: true });
});

test("the signature is HubSpot's own: method, address, body and time under the client secret", () => {
  const { headers } = signedHubSpot({
    url: "https://www.example.com/webhook_uri",
    secret: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
    sentAt: new Date(1_600_000_000_000),
    body: '{"example_field":"example_value"}',
  });
  // Worked out by `openssl dgst -sha256 -hmac … -binary | base64`, not by the code under test.
  expect(headers["x-hubspot-signature-v3"]).toBe("X/SMhHoncjNtnWuaoB8EztvqiL5vPUsrIyAVR/WBGAQ=");
});

test.for<[string, Change]>([
  ["another body", { body: Buffer.from(JSON.stringify([dealMoved(9999, NOW)])) }],
  ["one byte more", { body: Buffer.from(`${signed().body} `) }],
  ["another method", { method: "PUT" }],
  ["another path", { url: "https://baton.acme.example/triggers/other/hubspot" }],
  ["another host", { url: "https://baton.other.example/triggers/acme-saas/hubspot" }],
  ["plain http", { url: URL.replace("https:", "http:") }],
  ["a query that wasn't signed", { url: `${URL}?deal=1` }],
  ["another secret", { secret: "example-client-secret-2" }],
  ["another time", { headers: { "x-hubspot-request-timestamp": String(NOW.getTime() + 1) } }],
  ["a signature cut short", { headers: { "x-hubspot-signature-v3": "AAAA" } }],
  ["a signature of another length and script", { headers: { "x-hubspot-signature-v3": "é".repeat(22) } }],
])("%s is refused", async ([, change]) => {
  expect(await verify(signed(), change)).toEqual({ ok: false, reason: "wrong-signature" });
});

test.for<[string, number, object]>([
  ["five minutes old", -5 * MINUTE_MS, { ok: true }],
  ["older than five minutes", -5 * MINUTE_MS - 1, { ok: false, reason: "stale" }],
  ["five minutes ahead", 5 * MINUTE_MS, { ok: true }],
  ["an hour ahead", 60 * MINUTE_MS, { ok: false, reason: "from-the-future" }],
])("a request that is %s", async ([, offsetMs, result]) => {
  const sentAt = new Date(NOW.getTime() + offsetMs);
  expect(await verify(signed({ sentAt }))).toEqual(result);
});

test.for(["", "0", "-1795330000123", "1e13", "1795330000.5", "soon", "0x1A", "99999999999999999999"])(
  "a request of the time %j is refused",
  async (timestamp) => {
    const headers = { "x-hubspot-request-timestamp": timestamp };
    expect(await verify(signed(), { headers })).toMatchObject({ ok: false });
  },
);

test("a request without a signature is refused", async () => {
  const bare = { ...signed(), headers: { "content-type": "application/json" } };
  expect(await verify(bare)).toEqual({ ok: false, reason: "unsigned" });
});

test("an older signature doesn't do in place of version 3", async () => {
  const { headers, ...rest } = signed();
  const signature = headers["x-hubspot-signature-v3"] ?? "";
  const timestamp = headers["x-hubspot-request-timestamp"] ?? "";
  const old = { "x-hubspot-signature": signature, "x-hubspot-request-timestamp": timestamp };
  expect(await verify({ ...rest, headers: old })).toEqual({ ok: false, reason: "unsigned" });
});

test("without a secret nothing is let in, though anybody can sign with none", async () => {
  const sample = signedHubSpot({ url: URL, secret: "", sentAt: NOW, body: [] });
  expect(await verify(sample, { secret: "" })).toEqual({ ok: false, reason: "no-secret-configured" });
});

test("HubSpot signs some characters of an address decoded, and only those", async () => {
  const called = `${URL}?at=10%3A00%2f11&to=%40csm%21%24%27%28%29%2A%2C%3B%3F&name=Z%C3%BCrich%20%26%20Co%25%3D%2B`;
  const asSigned = `${URL}?at=10:00/11&to=@csm!$'()*,;?&name=Z%C3%BCrich%20%26%20Co%25%3D%2B`;
  expect(await verify(signed({ url: asSigned }), { url: called })).toEqual({ ok: true });
  // What isn't listed keeps its escape, so that two addresses never become one.
  expect(await verify(signed({ url: `${URL}?a=&b` }), { url: `${URL}?a=%26b` })).toMatchObject({ ok: false });
  expect(await verify(signed({ url: `${URL}?a=:` }), { url: `${URL}?a=%253A` })).toMatchObject({ ok: false });
});

test("a body in any script is let in as the bytes it came in", async () => {
  const body = [{ ...dealMoved(5512, NOW), propertyValue: "Zürich 株式会社 🤖 \u2028 \uFEFF" }];
  expect(await verify(signed({ body }))).toEqual({ ok: true });
});

test("bytes that a lenient decoder would take for the signed text are refused", async () => {
  const sample = signed({ body: '{"name":"\uFFFD"}' });
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(await verify(sample, { body })).toEqual({ ok: false, reason: "not-text" });
  const withMark = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(sample.body)]);
  expect(await verify(sample, { body: withMark })).toEqual({ ok: false, reason: "wrong-signature" });
});
