import { createServer, type AddressInfo } from "node:net";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mayRetry, problemOf, type CallRequest } from "#calls/call.ts";
import { callerFor, otherSystem, request } from "#test/calls/support.ts";

test("a call carries its body as JSON, its headers and its idempotency key", async () => {
  const system = await otherSystem((_, response) => response.writeHead(201).end());
  const headers = { "X-Plan": "enterprise", Accept: "application/json" };
  await callerFor([system]).call(
    request(`${system.url}/clients?dry=1#top`, { method: "put", headers, idempotencyKey: "exe_example7" }),
  );
  expect(system.seen).toEqual([
    {
      method: "PUT",
      url: "/clients?dry=1",
      body: `{"client":"acme"}`,
      headers: expect.objectContaining({
        "content-type": "application/json",
        "user-agent": "Baton",
        "idempotency-key": "exe_example7",
        "x-plan": "enterprise",
        accept: "application/json",
        "content-length": "17",
      }),
    },
  ]);
});

test("without a body nothing is said about its type", async () => {
  const system = await otherSystem();
  await callerFor([system]).call(request(system.url, { method: "GET", body: null }));
  expect(system.seen).toMatchObject([{ method: "GET", body: "" }]);
  expect(system.seen[0]?.headers).not.toHaveProperty("content-type");
});

test.for([
  ["application/json", `{"ok":true}`, { ok: true }],
  ["application/problem+json; charset=utf-8", `{"title":"no"}`, { title: "no" }],
  ["application/json", "null", null],
  ["application/json", "<html>", "<html>"],
  ["text/plain", `{"ok":true}`, `{"ok":true}`],
  ["text/plain", "", null],
  ["application/json", `{"name":"a\\u0000b\\ud800"}`, { name: "a\uFFFDb\uFFFD" }],
  ["text/plain", "a\0b", "a\uFFFDb"],
  ["application/json", `${"[".repeat(66)}${"]".repeat(66)}`, `${"[".repeat(66)}${"]".repeat(66)}`],
  ["application/json", "[".repeat(200_000), "[".repeat(200_000)],
  ["application/json", "[".repeat(50_000) + "]".repeat(50_000), "[".repeat(50_000) + "]".repeat(50_000)],
] as const)("an answer in %s is read", async ([type, sent, body]) => {
  const system = await otherSystem((_, response) => response.setHeader("content-type", type).end(sent));
  const answer = await callerFor([system]).call(request(system.url));
  expect(answer).toMatchObject({ outcome: "answered", status: 200, headers: { "content-type": type } });
  expect(answer.outcome === "answered" && answer.body).toEqual(body);
});

test("a redirect is an answer that failed, and is not followed", async () => {
  const elsewhere = await otherSystem();
  const system = await otherSystem((_, response) =>
    response.writeHead(307, { location: `${elsewhere.url}/x?token=t` }).end(),
  );
  const answer = await callerFor([system, elsewhere]).call(request(system.url));
  expect(answer).toMatchObject({ outcome: "answered", status: 307 });
  expect(problemOf(answer)).toBe(`answered 307, a redirect to ${elsewhere.pair}: redirects are not followed`);
  expect(mayRetry(answer)).toBe(false);
  expect(elsewhere.seen).toEqual([]);
});

test("an answer of 256 kB is read, and a byte more is not", async () => {
  const system = await otherSystem(({ url }, response) => response.end("a".repeat(Number(url?.slice(1)))));
  const caller = callerFor([system]);
  expect(await caller.call(request(`${system.url}/262144`))).toMatchObject({ outcome: "answered" });
  expect(await caller.call(request(`${system.url}/262145`))).toMatchObject({
    outcome: "unreachable",
    problem: expect.stringContaining("larger than 256 kB"),
  });
});

test("an answer without an end is cut off", async () => {
  const system = await otherSystem((_, response) => {
    const more = () => {
      while (response.write("a".repeat(16_384)));
    };
    response.on("drain", more);
    more();
  });
  expect(await callerFor([system]).call(request(system.url))).toMatchObject({
    outcome: "unreachable",
    problem: expect.stringContaining("larger than 256 kB"),
  });
});

test.for([
  ["never answers", () => {}],
  ["never ends its answer", (_, response) => response.write("so far")],
] as [string, Parameters<typeof otherSystem>[0]][])("the timeout ends a call that %s", async ([, answer]) => {
  const system = await otherSystem(answer);
  expect(await callerFor([system]).call(request(system.url, { timeoutMs: 60 }))).toEqual({
    outcome: "unreachable",
    problem: "no complete answer within 0.06 s",
    tookMs: expect.any(Number),
  });
});

test("the timeout ends a call whose address is never found", async () => {
  const caller = callerFor([], { resolve: () => new Promise(() => {}) });
  expect(await caller.call(request("https://api.acme.example/", { timeoutMs: 30 }))).toMatchObject({
    outcome: "unreachable",
    problem: "no complete answer within 0.03 s",
  });
});

test("a system that is not there, or hangs up, is worth another try", async () => {
  const rude = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
  const pair = `127.0.0.1:${(rude.address() as AddressInfo).port}`;
  const caller = callerFor([], { loopback: [pair] });
  const hungUp = await caller.call(request(`http://${pair}`));
  expect(hungUp).toMatchObject({ problem: expect.stringContaining("the connection broke") });
  expect(mayRetry(hungUp)).toBe(true);

  await new Promise((resolve) => rude.close(resolve));
  const gone = await caller.call(request(`http://${pair}`));
  expect(gone).toMatchObject({ problem: "nobody listens at the address (ECONNREFUSED)" });
  expect(mayRetry(gone)).toBe(true);
});

test("a call that is stopped says so, before and while it is under way", async () => {
  const stop = new AbortController();
  const system = await otherSystem(() => stop.abort());
  const caller = callerFor([system]);
  const stopped = { outcome: "stopped" };
  expect(await caller.call(request(system.url), stop.signal)).toMatchObject(stopped);
  expect(await caller.call(request(system.url), stop.signal)).toMatchObject(stopped);
  expect(system.seen).toHaveLength(1);
});

test("closing ends what is under way, and lets go of idle connections", async () => {
  const reached = Promise.withResolvers<void>();
  const system = await otherSystem(({ url }, response) => {
    if (url === "/quick") response.end();
    else reached.resolve();
  });
  const caller = callerFor([system]);
  await caller.call(request(`${system.url}/quick`));
  const underWay = caller.call(request(`${system.url}/slow`));
  await reached.promise;
  await caller.close();
  expect(await underWay).toMatchObject({ outcome: "stopped" });
  expect(await caller.call(request(system.url))).toMatchObject({ outcome: "stopped" });
});

test.for([
  ["120", 120_000],
  ["0", 0],
  ["86400", 3_600_000],
  ["99999999999999999999", 3_600_000],
  ["Sun, 22 Nov 2026 10:00:30 GMT", 30_000],
  ["Sun, 22 Nov 2026 10:00:00 GMT", 0],
  ["Mon, 23 Nov 2026 10:00:00 GMT", 3_600_000],
  ["Sun, 22 Nov 2026 09:59:59 GMT", null],
  ["Sun, 99 Nov 2026 09:59:59 GMT", null],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["", null],
] as const)("Retry-After %j is understood as %j ms", async ([retryAfter, retryAfterMs]) => {
  const date = "Sun, 22 Nov 2026 10:00:00 GMT";
  const system = await otherSystem((_, response) =>
    response.writeHead(503, { date, "retry-after": retryAfter }).end(),
  );
  expect(await callerFor([system]).call(request(system.url))).toMatchObject({ status: 503, retryAfterMs });
});

test.for([
  [200, false, null],
  [404, false, "answered 404"],
  [408, true, "answered 408"],
  [409, false, "answered 409"],
  [425, true, "answered 425"],
  [429, true, "answered 429"],
  [500, true, "answered 500"],
  [503, true, "answered 503"],
] as const)("whether another try may help after %s: %s", async ([status, retry, problem]) => {
  const system = await otherSystem((_, response) => response.writeHead(status).end());
  const answer = await callerFor([system]).call(request(system.url));
  expect(mayRetry(answer)).toBe(retry);
  expect(problemOf(answer)).toBe(problem);
});

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

test.for<[string, Partial<CallRequest>, string]>([
  ["host", { headers: { Host: "internal" } }, "the header Host is not for a request to set"],
  ["length", { headers: { "content-length": "1" } }, "the header content-length is not for a request to set"],
  ["key", { headers: { "Idempotency-Key": "x" } }, "the header Idempotency-Key is not for a request to set"],
  [
    "signature",
    { headers: { "webhook-signature": "x" } },
    "the header webhook-signature is not for a request to set",
  ],
  ["line break", { headers: { "x-a": "b\r\nhost: c" } }, "the header x-a holds what a header cannot"],
  ["name", { headers: { "x a": "b" } }, "the header x a holds what a header cannot"],
  [
    "key with a line break",
    { idempotencyKey: "a\nb" },
    "the header idempotency-key holds what a header cannot",
  ],
  ["method", { method: "CONNECT" }, "the method is not one of GET, POST, PUT, PATCH, DELETE"],
  ["body of a GET", { method: "GET" }, "a GET carries no body"],
  ["cycle", { body: cyclic }, "the body cannot be written as JSON"],
  ["bigint", { body: { count: 1n } }, "the body cannot be written as JSON"],
  ["timeout", { timeoutMs: Number.NaN }, "the timeout is not a number of milliseconds"],
  ["part of a millisecond", { timeoutMs: 0.5 }, "the timeout is not a number of milliseconds"],
  [
    "signing secret",
    { sign: { secret: "whsec_?", id: "msg_1", at: new Date(0) } },
    "the signing secret is not in base64, or empty",
  ],
  [
    "signed id",
    { sign: { secret: "whsec_c2VjcmV0", id: "msg.1", at: new Date(0) } },
    "the id to sign has a dot in it",
  ],
])("a request with a wrong %s is refused", async ([, wrong, problem]) => {
  const system = await otherSystem();
  const answer = await callerFor([system]).call(request(system.url, wrong));
  expect(answer).toEqual({ outcome: "refused", problem });
  expect(mayRetry(answer)).toBe(false);
  expect(system.seen).toEqual([]);
});

// Each of these opens a TLS connection of its own.
test(
  "whatever is given as an address, a call answers and reaches nobody that it may not",
  { timeout: 20_000 },
  async () => {
    const system = await otherSystem();
    const caller = callerFor([], { resolve: () => Promise.resolve(["127.0.0.1"]) });
    const strange = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.stringMatching(/^[^\d/]/).map((rest) => `https://${rest}`),
      fc.string().map((rest) => `http://${system.pair}${rest}`),
      fc.ipV6().map((address) => `https://[${address}]:5432/`),
    );
    await fc.assert(
      fc.asyncProperty(strange, async (url) => {
        expect(await caller.call(request(url))).toMatchObject({ outcome: "refused" });
      }),
      { numRuns: 30 },
    );
    expect(system.seen).toEqual([]);
  },
);

test("a request that is not to be trusted in any part is answered all the same", async () => {
  const system = await otherSystem();
  const caller = callerFor([system]);
  const any = fc.record({
    method: fc.oneof(fc.constant("POST"), fc.string()),
    headers: fc.dictionary(fc.string(), fc.string({ unit: "binary" })),
    body: fc.anything(),
    idempotencyKey: fc.string({ unit: "binary" }),
  });
  await fc.assert(
    fc.asyncProperty(any, async (rest) => {
      expect(["answered", "refused"]).toContain((await caller.call(request(system.url, rest))).outcome);
    }),
  );
});
