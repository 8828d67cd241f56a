import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { listKeys, revokeKey } from "#services/api-keys.ts";
import { rememberPerson } from "#services/remember-person.ts";
import { problemIn, startApi, type TestApi } from "#test/support/api.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";
import { limitPerSecond } from "#web/api/rate-limit.ts";

const OPERATOR = "ops@acme.example";
const CSM = "csm-1@acme.example";
const LEAVER = "csm-2@acme.example";
const NEVER = "baton_00000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

let at: TestWorkspace;
let api: TestApi;
let realNow = new Date();

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at, { realNow: () => realNow });
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

test("a key acts in the name of its person, and says how far it reaches", async () => {
  const key = await api.key(CSM, { scopes: ["read", "act"] });
  const { status, body } = await api.ask(key, "/me");
  expect([status, body["person"], body["workspace"]]).toEqual([200, at.user(CSM), at.id]);
  expect(body["key"]).toMatchObject({ name: "Test", scopes: ["read", "act"], expiresAt: null });
});

test("what is stored of a key does not let anybody in", async () => {
  const key = await api.key(CSM);
  const [row] =
    await at.rows`select k::text as stored from baton.api_keys k order by created_at desc limit 1`;
  expect(String(row?.["stored"])).not.toContain(key.slice(key.lastIndexOf("_") + 1));
  expect(key).toMatch(/^baton_[0-9a-z]{8}_[A-Za-z0-9_-]{43}$/);
});

test.for([
  ["none", {}],
  ["an unknown key", { authorization: `Bearer ${NEVER}` }],
  ["another scheme", { authorization: `Basic ${NEVER}` }],
  ["an empty one", { authorization: "Bearer " }],
  ["SQL", { authorization: "Bearer ' or true --" }],
] as const)("%s lets nobody in", async ([, headers]) => {
  const told = await api.ask(null, "/me", { headers });
  expect(problemIn(told)).toMatchObject({ type: "urn:baton:problem:unauthorized", status: 401 });
  expect(told.headers.get("www-authenticate")).toBe('Bearer realm="baton"');
});

test("an expired key, a revoked one and one of somebody who left say the same: 401", async () => {
  const expired = await api.key(CSM, { expiresAt: new Date("2100-01-01T00:00:00Z") });
  const revoked = await api.key(CSM);
  const left = await api.key(LEAVER);
  for (const key of [expired, revoked, left]) expect((await api.ask(key, "/me")).status).toBe(200);

  realNow = new Date("2100-01-01T00:00:00Z");
  await revokeKey(at.context(CSM), revoked.slice(0, "baton_00000000".length));
  const person = { email: LEAVER, name: "Gone", timezone: "UTC", internal: true };
  await rememberPerson(at.db, at.id, { ...person, id: at.user(LEAVER), active: false });
  const answers = [];
  for (const key of [NEVER, expired, revoked, left]) answers.push(await api.ask(key, "/me"));
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
});

test("when a key was last used is kept, at most once a minute", async () => {
  const key = await api.key(CSM);
  const used = async () => {
    await api.ask(key, "/me");
    const keys = await listKeys(at.context(CSM));
    return keys.find(({ prefix }) => key.startsWith(prefix))?.lastUsedAt;
  };
  const first = realNow;
  expect(await used()).toEqual(first);
  realNow = new Date(first.getTime() + 59_000);
  expect(await used()).toEqual(first);
  realNow = new Date(first.getTime() + 60_000);
  expect(await used()).toEqual(realNow);
});

test("a key without the scope is told which it lacks", async () => {
  const reader = await api.key(OPERATOR, { scopes: ["read"] });
  const told = await api.ask(reader, "/runs", { json: { client: "Example GmbH" } });
  expect(problemIn(told)).toMatchObject({ status: 403, type: "urn:baton:problem:scope-missing" });
  expect(problemIn(told).detail).toContain("act");
  const actor = await api.key(OPERATOR, { scopes: ["act"] });
  expect((await api.ask(actor, "/runs")).status).toBe(403);
});

test("who asks too often waits, each key for itself", async () => {
  const busy = await startApi(at, { limit: limitPerSecond(2) });
  try {
    const [one, other] = [await api.key(CSM), await api.key(CSM)];
    const statuses = [];
    for (const key of [one, one, one, other]) statuses.push(await busy.ask(key, "/me"));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429, 200]);
    expect(statuses[2]?.headers.get("retry-after")).toBe("1");
    expect(statuses[2] && problemIn(statuses[2]).type).toBe("urn:baton:problem:rate-limited");
  } finally {
    await busy.stop();
  }
});

/** The API where an address may send three keys that are none, and how often the database is asked about keys. */
async function guarded() {
  let asked = 0;
  const failures = { failures: 3, seconds: 60 };
  const busy = await startApi(at, { failures, onAuthenticate: () => (asked += 1) });
  onTestFinished(() => busy.stop());
  return { ...busy, asked: () => asked };
}

test("who brings keys that are none waits, and costs the database nothing more", async () => {
  const { ask, asked } = await guarded();
  const answers = [];
  for (let one = 0; one < 3; one++) answers.push((await ask(NEVER, "/me")).status);
  const told = await ask(NEVER, "/me");
  expect([answers, told.status, asked()]).toEqual([[401, 401, 401], 429, 3]);
  expect(problemIn(told).type).toBe("urn:baton:problem:rate-limited");
  expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);
  // Whoever stands in front says what they like.
  const forwarded = { "x-forwarded-for": "203.0.113.7", forwarded: "for=203.0.113.7" };
  expect((await ask(NEVER, "/me", { headers: forwarded })).status).toBe(429);
});

test("many at once that bring keys that are none are not all asked about", async () => {
  const { ask, asked } = await guarded();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(NEVER, "/me")));
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  expect(asked()).toBe(3);
});

test("what can't be a key asks the database nothing, and counts against nobody", async () => {
  const { ask, asked } = await guarded();
  for (const key of ["x", NEVER.slice(0, -1), `${NEVER}A`, NEVER.toUpperCase(), NEVER.replace("_", "-")])
    expect([key, (await ask(key, "/me")).status]).toEqual([key, 401]);
  expect((await ask(null, "/me")).status).toBe(401);
  expect(asked()).toBe(0);
  expect((await ask(await api.key(CSM), "/me")).status).toBe(200);
});

test("who has a good key goes on working beside somebody who brings bad ones, until it ends", async () => {
  const { ask } = await guarded();
  const [working, unseen] = [await api.key(CSM), await api.key(CSM)];
  for (let one = 0; one < 5; one++) expect((await ask(working, "/me")).status).toBe(200);
  for (let one = 0; one < 4; one++) await ask(NEVER, "/me");
  expect((await ask(working, "/me")).status).toBe(200);
  expect((await ask(unseen, "/me")).status).toBe(429);
  await revokeKey(at.context(CSM), working.slice(0, "baton_00000000".length));
  expect((await ask(working, "/me")).status).toBe(401);
  expect((await ask(working, "/me")).status).toBe(429);
});
