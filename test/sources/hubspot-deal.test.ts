import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { startHubSpotApi } from "#demo/hubspot-api.ts";
import type { HubSpotApi } from "#demo/hubspot-api.ts";
import { demoDeals } from "#demo/hubspot-deals.ts";
import { hubspot } from "#sources/hubspot.ts";
import { dealMoved } from "#sources/samples.ts";

const TOKEN = "example-token";
const AT = new Date("2026-11-20T10:00:00.000Z");

let api: HubSpotApi;

beforeAll(async () => {
  const alone = {
    id: "7001",
    name: "No company",
    amount: "",
    currency: "usd",
    stage: "closedwon",
    company: null,
  };
  api = await startHubSpotApi({ port: 0, token: TOKEN, deals: [...demoDeals, alone] });
});
afterAll(() => api.stop());
afterEach(() => {
  api.setDown(false);
  api.setRateLimit(null);
});

function readBack(
  deal: number,
  { base = api.url, token = TOKEN, signal = new AbortController().signal } = {},
) {
  return hubspot.readBack(dealMoved(deal, AT), { base, token }, signal);
}

/** A server that answers in ways HubSpot shouldn't. */
async function strangeServer(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

function json(body: string): RequestListener {
  return (_, response) => response.setHeader("content-type", "application/json").end(body);
}

test("a deal is read back with its money, its stage and its company", async () => {
  expect(await readBack(5512)).toEqual({
    ok: true,
    snapshot: {
      client: { externalId: "905512", name: "Acme Robotics", segment: "enterprise" },
      contract: { value: "72000", currency: "USD" },
      deal: { name: "Acme Robotics – yearly plan", stage: "closedwon" },
    },
  });
  expect(api.requests.slice(-2)).toEqual([
    { path: "/crm/v3/objects/deals/5512", status: 200 },
    { path: "/crm/v3/objects/companies/905512", status: 200 },
  ]);
});

test("what nobody wrote in HubSpot is unknown, not zero and not empty", async () => {
  expect(await readBack(7001)).toMatchObject({
    ok: true,
    snapshot: {
      client: { externalId: null, name: null, segment: null },
      contract: { value: null, currency: "USD" },
    },
  });
});

test("while HubSpot is down the deal is to be asked for again, and is read once HubSpot is back", async () => {
  api.setDown(true);
  const asked = api.requests.length;
  expect(await readBack(5512)).toMatchObject({ ok: false, failure: "transient", retryAfterMs: null });
  // Once: when to ask again is decided by the job, not by the library.
  expect(api.requests.length - asked).toBe(1);
  api.setDown(false);
  expect(await readBack(5512)).toMatchObject({ ok: true });
});

test("when HubSpot limits us, its own wait is passed on", async () => {
  api.setRateLimit(7);
  expect(await readBack(5512)).toMatchObject({ ok: false, failure: "transient", retryAfterMs: 7000 });
});

test("a deal that HubSpot doesn't have is for a person to look at", async () => {
  expect(await readBack(4040)).toEqual({
    ok: false,
    failure: "permanent",
    reason: "HubSpot has no deal 4040",
  });
});

test("a token that HubSpot doesn't accept is for a person to look at, and isn't repeated", async () => {
  for (const token of ["wrong-token", "", "two\r\nlines", "ünicode"]) {
    const result = await readBack(5512, { token });
    expect(result).toMatchObject({ ok: false, failure: "permanent" });
    if (token !== "") expect(JSON.stringify(result)).not.toContain(token);
  }
});

test("an event that names no deal is never asked about", async () => {
  const asked = api.requests.length;
  for (const objectId of [undefined, 0, -1, "../owners", "1/2"]) {
    const event = { ...dealMoved(5512, AT), objectId };
    const result = await hubspot.readBack(event, { base: api.url, token: TOKEN }, AbortSignal.timeout(1000));
    expect(result).toMatchObject({ ok: false, failure: "permanent" });
  }
  expect(api.requests.length).toBe(asked);
});

test("without an API in the book the deal can't be read", async () => {
  const result = await hubspot.readBack(dealMoved(5512, AT), null, AbortSignal.timeout(1000));
  expect(result).toMatchObject({ ok: false, failure: "permanent" });
});

test("nobody at the address, a connection cut and an answer that never ends are worth another try", async () => {
  const cut = await strangeServer((request) => request.socket.destroy());
  const half = await strangeServer((_, response) => {
    response.setHeader("content-type", "application/json").setHeader("content-length", "900");
    response.write('{"id":', () => response.destroy());
  });
  const silent = await strangeServer(() => {});
  for (const base of ["http://127.0.0.1:1", cut, half, silent]) {
    const result = await readBack(5512, { base, signal: AbortSignal.timeout(200) });
    expect(result).toMatchObject({ ok: false, failure: "transient" });
  }
});

test.for([408, 423, 477, 500, 502, 504, 522])("HubSpot's %i is worth another try", async (status) => {
  const base = await strangeServer((_, response) => response.writeHead(status).end("<html>"));
  expect(await readBack(5512, { base })).toMatchObject({ ok: false, failure: "transient" });
});

test.for([400, 401, 403, 410, 414])("HubSpot's %i is for a person to look at", async (status) => {
  const base = await strangeServer((_, response) => response.writeHead(status).end("{}"));
  expect(await readBack(5512, { base })).toMatchObject({ ok: false, failure: "permanent" });
});

test.for([
  "no JSON",
  "null",
  "[]",
  "{}",
  '{"properties":{"amount":"lots"}}',
  '{"properties":{"amount":72000}}',
  '{"properties":{"amount":"1e9"}}',
  '{"properties":{"deal_currency_code":"dollars"}}',
  '{"properties":{},"associations":{"companies":{"results":5}}}',
  '{"properties":{},"associations":{"companies":{"results":[{"id":"../1","type":"deal_to_company"}]}}}',
  `{"properties":{"dealname":"${"x".repeat(1024 * 1024)}"}}`,
])("an answer that isn't HubSpot's shape is for a person to look at: %.50s", async (body) => {
  const base = await strangeServer(json(body));
  expect(await readBack(5512, { base })).toMatchObject({ ok: false, failure: "permanent" });
});

test("a redirect is not followed, so the token goes nowhere else", async () => {
  let visited = 0;
  const elsewhere = await strangeServer((_, response) => {
    visited += 1;
    response.end("{}");
  });
  const base = await strangeServer((_, response) => response.writeHead(302, { location: elsewhere }).end());
  expect(await readBack(5512, { base })).toMatchObject({ ok: false, failure: "permanent" });
  expect(visited).toBe(0);
});

test("of several companies the primary one is the client", async () => {
  const companies = [
    { id: "1", type: "deal_to_company_unlabeled" },
    { id: "2", type: "deal_to_company_unlabeled" },
    { id: "2", type: "deal_to_company" },
  ];
  const deal = { id: "5512", properties: {}, associations: { companies: { results: companies } } };
  const base = await strangeServer((request, response) => {
    const body = request.url?.includes("/companies/2")
      ? { id: "2", properties: { name: "Example Two" } }
      : deal;
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  expect(await readBack(5512, { base })).toMatchObject({
    ok: true,
    snapshot: { client: { externalId: "2", name: "Example Two" } },
  });
});

test("a company that was deleted meanwhile leaves the deal readable", async () => {
  const companies = { results: [{ id: "9", type: "deal_to_company" }] };
  const deal = { id: "5512", properties: { amount: "10" }, associations: { companies } };
  const base = await strangeServer((request, response) => {
    const gone = request.url?.includes("/companies/") ?? false;
    response.writeHead(gone ? 404 : 200, { "content-type": "application/json" });
    response.end(gone ? "{}" : JSON.stringify(deal));
  });
  expect(await readBack(5512, { base })).toMatchObject({
    ok: true,
    snapshot: { client: { externalId: "9", name: null }, contract: { value: "10" } },
  });
});
