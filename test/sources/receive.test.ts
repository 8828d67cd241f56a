import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { TriggerIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import { sendTrigger } from "#cli/trigger-send.ts";
import { dealMoved, invoicePaid } from "#sources/samples.ts";
import { signedHubSpot, signedStripe } from "#sources/sign.ts";
import type { InboundEvent } from "#sources/source.ts";
import { triggerRoutes } from "#triggers/receive.ts";
import type { TriggerDeps } from "#triggers/receive.ts";

const WORKSPACE = WorkspaceIdSchema.parse("wsp_000000000001");
const PUBLIC_URL = "https://baton.acme.example";
const NOW = new Date("2026-11-20T10:00:00.000Z");
const SECRETS = { hubspot: "example-client-secret", stripe: "whsec_example" };

let stored: Map<string, InboundEvent>;
let logged: object[];

beforeEach(() => {
  stored = new Map();
  logged = [];
});

function app(change: Partial<TriggerDeps> = {}) {
  const note = (fields: object) => void logged.push(fields);
  return triggerRoutes({
    publicUrl: PUBLIC_URL,
    async findSource(slug, source) {
      if (slug !== null && slug !== "acme-saas") return null;
      if (source !== "hubspot" && source !== "stripe") return null;
      return { workspace: WORKSPACE, kind: source, secret: SECRETS[source] };
    },
    async accept(_, __, events) {
      return events.map((event) => {
        const duplicate = stored.has(event.dedupeKey);
        if (!duplicate) stored.set(event.dedupeKey, event);
        const number = [...stored.keys()].indexOf(event.dedupeKey);
        return { id: TriggerIdSchema.parse(`trg_${String(number).padStart(12, "0")}`), duplicate };
      });
    },
    limit: async () => null,
    now: () => NOW,
    log: { warn: note, error: note },
    ...change,
  });
}

function hubspotRequest(body: unknown = [dealMoved(5512, NOW)], path = "/triggers/acme-saas/hubspot") {
  return signedHubSpot({ url: `${PUBLIC_URL}${path}`, secret: SECRETS.hubspot, sentAt: NOW, body });
}

async function post(path: string, init: RequestInit, change: Partial<TriggerDeps> = {}) {
  // As it arrives behind a proxy that ends TLS.
  const response = await app(change).request(`http://10.0.0.7:3000${path}`, { method: "POST", ...init });
  return { status: response.status, type: response.headers.get("content-type"), body: await response.json() };
}

test("a signed event is stored, and then answered 202 with its id", async () => {
  expect(await post("/triggers/acme-saas/hubspot", hubspotRequest())).toMatchObject({
    status: 202,
    body: { triggers: [{ id: "trg_000000000000", duplicate: false }] },
  });
  expect([...stored.values()].map(({ event }) => event)).toEqual([dealMoved(5512, NOW)]);
});

test("a second delivery is answered with the same id and stores nothing", async () => {
  await post("/triggers/acme-saas/hubspot", hubspotRequest());
  expect(await post("/triggers/acme-saas/hubspot", hubspotRequest())).toMatchObject({
    status: 202,
    body: { triggers: [{ id: "trg_000000000000", duplicate: true }] },
  });
  expect(stored.size).toBe(1);
});

test("a source that sends too much is put off, and told for how long", async () => {
  const counted: string[] = [];
  const limit: TriggerDeps["limit"] = async (workspace, source) => {
    counted.push(`${workspace} ${source}`);
    return counted.length > 1 ? 3 : null;
  };
  const send = () => app({ limit }).request(`${PUBLIC_URL}/triggers/acme-saas/hubspot`, hubspotRequest());
  expect((await send()).status).toBe(202);
  const putOff = await send();
  expect([putOff.status, putOff.headers.get("retry-after"), await putOff.json()]).toMatchObject([
    429,
    "3",
    { title: "Too many requests" },
  ]);
  expect(counted).toEqual([`${WORKSPACE} hubspot`, `${WORKSPACE} hubspot`]);
  expect(stored.size).toBe(1);
});

test("what is not signed by the source counts against nobody", async () => {
  const limit = async () => 3;
  const unsigned = { ...hubspotRequest(), headers: {} };
  expect((await post("/triggers/acme-saas/hubspot", unsigned, { limit })).status).toBe(401);
});

test("a batch is answered with one entry for each of its events, in order", async () => {
  const [one, two] = [dealMoved(5512, NOW), dealMoved(5513, NOW)];
  const { body } = await post("/triggers/acme-saas/hubspot", hubspotRequest([one, two, one]));
  expect(body).toEqual({
    triggers: [
      { id: "trg_000000000000", duplicate: false },
      { id: "trg_000000000001", duplicate: false },
      { id: "trg_000000000000", duplicate: true },
    ],
  });
});

test.for([
  { order: "HubSpot first", first: "hubspot" },
  { order: "Stripe first", first: "stripe" },
] as const)("the deal's move and its payment are both stored, $order", async ({ first }) => {
  const moved = () => post("/triggers/acme-saas/hubspot", hubspotRequest());
  const paid = async () =>
    post(
      "/triggers/acme-saas/stripe",
      await signedStripe({ secret: SECRETS.stripe, sentAt: NOW, body: invoicePaid(5512, NOW) }),
    );
  const answers = first === "hubspot" ? [await moved(), await paid()] : [await paid(), await moved()];
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(stored.size).toBe(2);
});

test("where there is one workspace its name may be left out", async () => {
  const path = "/triggers/hubspot";
  expect(await post(path, hubspotRequest(undefined, path))).toMatchObject({ status: 202 });
});

test("a forged, an unsigned and an old request get the same 401 and store nothing", async () => {
  const good = hubspotRequest();
  const old = signedHubSpot({
    url: `${PUBLIC_URL}/triggers/acme-saas/hubspot`,
    secret: SECRETS.hubspot,
    sentAt: new Date(NOW.getTime() - 10 * 60_000),
    body: [dealMoved(5512, NOW)],
  });
  const answers = await Promise.all(
    [{ ...good, body: `${good.body} ` }, { body: good.body }, old].map((init) =>
      post("/triggers/acme-saas/hubspot", init),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({
    status: 401,
    type: "application/problem+json",
    body: { status: 401, title: "Signature refused", detail: expect.any(String) },
  });
  expect(stored.size).toBe(0);
  expect(logged).toMatchObject([{ reason: "wrong-signature" }, { reason: "unsigned" }, { reason: "stale" }]);
});

test("a request signed for one workspace isn't let into another", async () => {
  const found = { workspace: WORKSPACE, kind: "hubspot" as const, secret: SECRETS.hubspot };
  const answer = await post("/triggers/other-saas/hubspot", hubspotRequest(), {
    findSource: async () => found,
  });
  expect(answer.status).toBe(401);
});

test("the address that is signed is the public one, with what was asked of it, whatever the proxy made of it", async () => {
  const path = "/triggers/acme-saas/hubspot?for=a%2Cb%26c&at=10%3A00";
  const { headers, body } = hubspotRequest(undefined, path);
  expect(await post(path, { headers, body })).toMatchObject({ status: 202 });
  expect(await post(path, { headers, body }, { publicUrl: `${PUBLIC_URL}/` })).toMatchObject({ status: 202 });
  expect(await post(path, { headers, body }, { publicUrl: "https://other.example" })).toMatchObject({
    status: 401,
  });
});

test("nothing tells an unknown workspace from an unknown source", async () => {
  const paths = [
    "/triggers/other-saas/hubspot",
    "/triggers/acme-saas/salesforce",
    "/triggers/salesforce",
    "/triggers/acme-saas/HubSpot",
    "/triggers/..%2F..%2Fetc/hubspot",
    `/triggers/${"a".repeat(5000)}/hubspot`,
    "/triggers/%00/%F0%9F%A4%96",
  ];
  const answers = await Promise.all(paths.map((path) => post(path, hubspotRequest())));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 404, type: "application/problem+json" });
});

test.for(["", "closedwon", "{}", "[]", "[null]"])(
  "the signed body %j is malformed: 400, nothing stored",
  async (body) => {
    const answer = await post("/triggers/acme-saas/hubspot", hubspotRequest(body));
    expect(answer).toMatchObject({ status: 400, type: "application/problem+json" });
    expect(stored.size).toBe(0);
  },
);

test("when nothing can be stored the answer is 503, never 202", async () => {
  const refuse = async () => {
    throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  };
  for (const change of [{ accept: refuse }, { findSource: refuse }]) {
    const answer = await post("/triggers/acme-saas/hubspot", hubspotRequest(), change);
    expect(answer).toMatchObject({ status: 503, type: "application/problem+json" });
    expect(JSON.stringify(answer)).not.toContain("ECONNREFUSED");
  }
});

test("neither an answer nor a log line repeats a secret or a signature", async () => {
  const { headers, body } = hubspotRequest();
  const answers = [
    await post("/triggers/acme-saas/hubspot", { headers, body }),
    await post("/triggers/acme-saas/hubspot", { headers, body: "[]" }),
  ];
  const said = JSON.stringify([answers, logged]);
  for (const secret of [SECRETS.hubspot, headers["x-hubspot-signature-v3"] ?? "-"]) {
    expect(said).not.toContain(secret);
  }
});

/** The routes on a real socket. */
async function listen(change: Partial<TriggerDeps> = {}): Promise<string> {
  const routes = app(change);
  const server = serve({ fetch: routes.fetch, port: 0, hostname: "127.0.0.1" });
  onTestFinished(() => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
  const address = await new Promise<AddressInfo | string | null>((resolve) => {
    server.once("listening", () => resolve(server.address()));
  });
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** Sends chunks until an answer comes; `fetch` would forget the answer when the rest can't be sent. */
function pour(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; sent: number }> {
  const chunk = Buffer.alloc(64 * 1024, " ");
  return new Promise((resolve, reject) => {
    let sent = 0;
    const sending = request(url, { method: "POST", headers });
    const more = () => {
      sent += chunk.length;
      sending.write(chunk, (error) => error || setImmediate(more));
    };
    sending.on("response", ({ statusCode }) => {
      resolve({ status: statusCode, sent });
      sending.destroy();
    });
    sending.on("error", reject);
    more();
  });
}

test("a body over one mebibyte is refused, said beforehand or found out while reading", async () => {
  const url = `${await listen()}/triggers/acme-saas/hubspot`;
  const announced = await pour(url, { "content-length": String(1024 * 1024 + 1) });
  expect(announced).toMatchObject({ status: 413 });
  expect(announced.sent).toBeLessThan(1024 * 1024);
  const endless = await pour(url, { "transfer-encoding": "chunked" });
  expect(endless).toMatchObject({ status: 413 });
  expect(endless.sent).toBeLessThan(16 * 1024 * 1024);
  const largest = await fetch(url, { method: "POST", body: new Uint8Array(1024 * 1024) });
  expect(largest.status).toBe(401);
});

test("`trigger send` sends what HubSpot and Stripe would, and says what came of it", async () => {
  const baseUrl = await listen({ publicUrl: null });
  const shared = { baseUrl, deal: 5512, now: NOW };
  const sent = [
    await sendTrigger({ ...shared, source: "hubspot", secret: SECRETS.hubspot }),
    await sendTrigger({ ...shared, source: "stripe", secret: SECRETS.stripe, workspaceSlug: "acme-saas" }),
    await sendTrigger({ ...shared, source: "stripe", secret: "whsec_wrong" }),
    await sendTrigger({ ...shared, source: "hubspot", secret: SECRETS.hubspot, publicUrl: PUBLIC_URL }),
  ];
  expect(sent.map(({ status }) => status)).toEqual([202, 202, 401, 401]);
  expect(sent[0]?.body).toEqual({ triggers: [{ id: "trg_000000000000", duplicate: false }] });
});
