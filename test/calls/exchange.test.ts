import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exchangeOf } from "#calls/exchange.ts";
import { redactor } from "#calls/redact.ts";
import { answered, request } from "#test/calls/support.ts";

function recorded(...given: Parameters<typeof exchangeOf>): unknown {
  return JSON.parse(exchangeOf(...given));
}

test("the record tells what was sent and what came back", () => {
  const sent = request("https://api.acme.example/clients", { headers: { "X-Plan": "enterprise" } });
  const answer = answered({ status: 201, headers: { "content-type": "application/json" }, body: { id: 7 } });
  expect(recorded(sent, answer)).toMatchInlineSnapshot(`
    {
      "answer": {
        "body": {
          "id": 7,
        },
        "headers": {
          "content-type": "application/json",
        },
        "outcome": "answered",
        "retryAfterMs": null,
        "status": 201,
        "tookMs": 12,
      },
      "request": {
        "body": {
          "client": "acme",
        },
        "headers": {
          "accept-encoding": "identity",
          "content-type": "application/json",
          "idempotency-key": "exe_example1",
          "user-agent": "Baton",
          "x-plan": "enterprise",
        },
        "method": "POST",
        "url": "https://api.acme.example/clients",
      },
    }
  `);
});

test("the record of a call without an answer tells the problem", () => {
  const problem = "nobody listens at the address (ECONNREFUSED)";
  expect(
    recorded(request("https://a.example/"), { outcome: "unreachable", problem, tookMs: 3 }),
  ).toMatchObject({
    answer: { outcome: "unreachable", problem, tookMs: 3 },
  });
});

test("what is named like a secret is not recorded, in headers, bodies and addresses", () => {
  const secret = {
    apiKey: "k",
    API_KEY: "k",
    nested: [{ Password: "p", refresh_token: "t", clientSecret: ["s"] }],
  };
  const headers = {
    Authorization: "Bearer b",
    Cookie: "c",
    "X-Api-Key": "k",
    "x-auth-token": "t",
    "x-hub-signature-256": "s",
  };
  const sent = request("https://u:p@api.acme.example/a?api_key=k&page=2&access%5Ftoken=t#x", {
    headers,
    body: secret,
  });
  expect(recorded(sent, answered({ headers: { "set-cookie": "c" }, body: secret }))).toMatchInlineSnapshot(`
    {
      "answer": {
        "body": {
          "API_KEY": "[redacted]",
          "apiKey": "[redacted]",
          "nested": [
            {
              "Password": "[redacted]",
              "clientSecret": "[redacted]",
              "refresh_token": "[redacted]",
            },
          ],
        },
        "headers": {
          "set-cookie": "[redacted]",
        },
        "outcome": "answered",
        "retryAfterMs": null,
        "status": 200,
        "tookMs": 12,
      },
      "request": {
        "body": {
          "API_KEY": "[redacted]",
          "apiKey": "[redacted]",
          "nested": [
            {
              "Password": "[redacted]",
              "clientSecret": "[redacted]",
              "refresh_token": "[redacted]",
            },
          ],
        },
        "headers": {
          "accept-encoding": "identity",
          "authorization": "[redacted]",
          "content-type": "application/json",
          "cookie": "[redacted]",
          "idempotency-key": "exe_example1",
          "user-agent": "Baton",
          "x-api-key": "[redacted]",
          "x-auth-token": "[redacted]",
          "x-hub-signature-256": "[redacted]",
        },
        "method": "POST",
        "url": "https://[redacted]@api.acme.example/a?api_key=[redacted]&page=2&access%5Ftoken=[redacted]#x",
      },
    }
  `);
});

test("the signature and the key it is made with are not recorded", () => {
  const secret = `whsec_${Buffer.from("an example key, of 24 bytes or more").toString("base64")}`;
  const sent = request("https://a.example/", { sign: { secret, id: "msg_1", at: new Date(0) } });
  const text = exchangeOf(sent, answered({ body: { echo: secret.slice(6) } }));
  expect(text).not.toContain(secret.slice(6));
  expect(JSON.parse(text)).toMatchObject({ request: { headers: { "webhook-id": "msg_1" } } });
});

test("a secret that is a number in JSON is not recorded", () => {
  const body = { pin: 48_151_623, count: 4 };
  expect(redactor(["48151623"]).json(body)).toEqual({ pin: "[redacted]", count: 4 });
});

test("what is too long is cut, and says how long it was", () => {
  const body = { note: "ä".repeat(5000) };
  const { request: sent } = JSON.parse(exchangeOf(request("https://a.example/", { body }), answered()));
  expect(sent.body).toMatch(/^\{"note":"ä+… cut, 10011 bytes in all$/);
});

test("a record in which every part is too long still has its place", () => {
  const long = '"'.repeat(5000);
  const headers = { "x-note": long };
  const sent = request(`https://a.example/${long}`, { method: long, headers, body: long });
  expect(Buffer.byteLength(exchangeOf(sent, answered({ headers, body: long })))).toBeLessThanOrEqual(4096);
});

const SECRET = `p"ä >?ss/w+rd~ÿÿ`;

test.for([
  ["itself", SECRET],
  ["a text in JSON", JSON.stringify(SECRET)],
  ["a part of an address", encodeURIComponent(SECRET)],
  ["a part of an address in small letters", encodeURIComponent(SECRET).toLowerCase()],
  ["a field of a form", new URLSearchParams({ "": SECRET }).toString()],
  ...["", "a", "ab", "abc"].flatMap((before) =>
    (["base64", "base64url"] as const).map((alphabet) => [
      `${alphabet} after ${before.length} bytes`,
      Buffer.from(`${before}${SECRET}!`).toString(alphabet),
    ]),
  ),
])("a secret is known as %s", ([, spelling = ""]) => {
  // At the edges of base64 stand bits of the neighbours.
  expect(redactor([SECRET]).text(spelling)).toMatch(/^.{0,5}\[redacted\].{0,5}$/);
});

test("secrets that overlap leave nothing of each other", () => {
  const redact = redactor(["first-second", "second-third", "c"]);
  expect(redact.text("first-second-third, cc and second-first-second")).toBe(
    "[redacted], [redacted] and se[redacted]ond-[redacted]",
  );
});

const anySecret = fc
  .string({ unit: "grapheme", minLength: 6, maxLength: 40 })
  .filter((secret) => secret.isWellFormed() && !secret.includes("\0"))
  // What our own words already say can't be hidden.
  .filter((secret) => !frame().includes(secret) && !"[redacted][redacted]".includes(secret));

function frame(): string {
  const rest = "[nested too deeply to record][not JSON]… cut, 1234567890 bytes in all";
  return JSON.stringify([request("https://a.example/"), answered(), rest]);
}

/** The places and spellings in which a secret travels. */
function spelt(secret: string, before: string): fc.Arbitrary<string> {
  const encoded = (text: string) => Buffer.from(text).toString("base64");
  return fc.constantFrom(
    `${before}${secret}${before}`,
    JSON.stringify({ before, secret }),
    encodeURIComponent(before + secret),
    encodeURIComponent(secret).toLowerCase(),
    new URLSearchParams({ before, secret }).toString(),
    encoded(`${before}:${secret}`),
    encoded(`${secret}:${before}`),
    Buffer.from(`${before}${secret}${before}`).toString("base64url"),
  );
}

const withSecret = fc
  .tuple(anySecret, fc.string({ maxLength: 5 }))
  .chain(([secret, before]) =>
    fc.record({ secret: fc.constant(secret), text: spelt(secret, before), around: fc.jsonValue() }),
  );

test("no secret is recorded, wherever it stands and however it is spelt", () => {
  fc.assert(
    fc.property(withSecret, ({ secret, text, around }) => {
      const body = { around, text, list: [{ [text]: text }] };
      const sent = request(`https://a.example/${text}?q=${text}`, {
        headers: { "x-note": text },
        body,
        secrets: [secret],
      });
      const answers = [
        answered({ headers: { "x-note": text }, body }),
        { outcome: "unreachable", problem: text, tookMs: 1 } as const,
      ];
      const shown = answers.flatMap((answer) => textsIn(recorded(sent, answer)));
      const spellings = [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString("base64").slice(0, -4),
      ].filter(({ length }) => length >= 6);
      expect(shown.filter((one) => spellings.some((spelling) => one.includes(spelling)))).toEqual([]);
    }),
  );
});

test("a record is never longer than four kilobytes, and always JSON that Postgres keeps", () => {
  const text = fc.string({ unit: "binary", maxLength: 1500 });
  const any = fc.record({
    url: text,
    method: text,
    idempotencyKey: text,
    body: fc.anything(),
    secrets: fc.array(text),
  });
  fc.assert(
    fc.property(any, fc.dictionary(text, text), fc.anything(), text, (given, headers, body, problem) => {
      const sent = request("", { ...given, headers });
      for (const answer of [answered({ headers, body }), { outcome: "refused", problem } as const]) {
        const record = exchangeOf(sent, answer);
        expect(Buffer.byteLength(record)).toBeLessThanOrEqual(4096);
        expect(JSON.parse(record)).toHaveProperty("request.url");
        expect(record).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }
    }),
    { numRuns: 30 },
  );
});

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
