import { Webhook } from "standardwebhooks";
import { expect, onTestFinished, test } from "vitest";
import { startProvisioningApi, type ProvisioningApi } from "#demo/provisioning-api.ts";

const TOKEN = "example-token";
const SECRET = `whsec_${Buffer.from("an example secret of some length").toString("base64")}`;
const NEW_WORKSPACE = { client: "acme", name: "Acme", plan: "guided" };

async function provisioning(flaky = false): Promise<ProvisioningApi> {
  const api = await startProvisioningApi({ port: 0, token: TOKEN, signingSecret: SECRET, flaky });
  onTestFinished(() => api.stop());
  return api;
}

type Call = { key?: string; body?: object; headers?: Record<string, string>; method?: string };

function call({ url }: ProvisioningApi, path: string, { key = "key-1", body, headers, method }: Call = {}) {
  return fetch(`${url}${path}`, {
    method: method ?? "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "idempotency-key": key, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
}

test("the same idempotency key is given the first answer, and nothing is carried out twice", async () => {
  const api = await provisioning();
  const first = await call(api, "/workspaces", { body: NEW_WORKSPACE });
  const again = await call(api, "/workspaces", { body: NEW_WORKSPACE });
  expect([first.status, await first.json()]).toEqual([again.status, await again.json()]);
  expect(api.effects()).toEqual([{ call: "workspace", key: "key-1", of: "acme" }]);
  await call(api, "/workspaces", { body: NEW_WORKSPACE, key: "key-2" });
  expect(api.effects()).toHaveLength(2);
});

test("an answer that was lost on the way is there when it is asked for again", async () => {
  const api = await provisioning();
  api.failNext("workspace", { fault: "answer-lost" });
  await expect(call(api, "/workspaces", { body: NEW_WORKSPACE })).rejects.toThrow("fetch failed");
  expect((await call(api, "/workspaces", { body: NEW_WORKSPACE })).status).toBe(201);
  expect(api.requests.map(({ status }) => status)).toEqual([null, 201]);
  expect(api.effects()).toHaveLength(1);
});

test("tries go wrong as they were told to, one by one, and only of that call", async () => {
  const api = await provisioning();
  api.failNext("check", { fault: "limited", retryAfterSeconds: 7 }, { fault: "not-ok" });
  const limited = await call(api, "/checks", { body: { client: "acme" } });
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
  expect((await call(api, "/imports", { body: { client: "acme" }, key: "key-2" })).status).toBe(200);
  expect(await (await call(api, "/checks", { body: { client: "acme" } })).json()).toMatchObject({
    ok: false,
  });
  expect(await (await call(api, "/checks", { body: { client: "acme" } })).json()).toMatchObject({ ok: true });
});

test("a silent try is never answered", async () => {
  const api = await provisioning();
  api.failNext("access", { fault: "silent" });
  const path = "/workspaces/ws-acme/access";
  const headers = { authorization: `Bearer ${TOKEN}`, "idempotency-key": "key-1" };
  const abort = new AbortController();
  const asked = fetch(`${api.url}${path}`, {
    method: "PUT",
    headers,
    body: JSON.stringify({ open: true }),
    signal: abort.signal,
  });
  await expect.poll(() => api.requests).toEqual([{ call: "access", key: "key-1", status: null }]);
  abort.abort();
  await expect(asked).rejects.toThrow("aborted");
  expect(api.effects()).toEqual([]);
});

test("refusing, every call is answered with why, and nothing is carried out; mended, it is", async () => {
  const api = await provisioning();
  api.setRefusing("The account is locked.");
  const refused = await call(api, "/checks", { body: { client: "acme" } });
  expect([refused.status, await refused.json()]).toEqual([
    422,
    { ok: false, error: "The account is locked." },
  ]);
  expect(api.effects()).toEqual([]);
  api.setRefusing(null);
  expect((await call(api, "/checks", { body: { client: "acme" } })).status).toBe(200);
});

test("flaky, a workspace takes three tries for each key, and is made once", async () => {
  const api = await provisioning(true);
  const tried: (number | "lost")[] = [];
  for (let tries = 0; tries < 3; tries++) {
    const made = await call(api, "/workspaces", { body: NEW_WORKSPACE }).catch(() => null);
    tried.push(made?.status ?? "lost");
  }
  expect(tried).toEqual([503, "lost", 201]);
  expect(api.effects()).toHaveLength(1);
});

test("who shows no token, names no key or signs with another secret is refused", async () => {
  const api = await provisioning();
  const body = NEW_WORKSPACE;
  const signed = (secret: string, at = new Date()) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(secret).sign("msg_1", at, JSON.stringify(body)),
  });
  const other = `whsec_${Buffer.from("another secret").toString("base64")}`;
  const anHourAgo = new Date(Date.now() - 3_600_000);
  const statuses = [
    await call(api, "/workspaces", { body, headers: { authorization: "Bearer wrong" } }),
    await call(api, "/workspaces", { body, key: "" }),
    await call(api, "/workspaces", { body, headers: signed(other) }),
    await call(api, "/workspaces", { body, headers: signed(SECRET, anHourAgo) }),
    await call(api, "/workspaces", { body: { client: "acme" } }),
    await call(api, "/workspaces", { body, headers: signed(SECRET) }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([401, 400, 401, 401, 400, 201]);
});
