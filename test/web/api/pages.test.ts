import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { problemIn, startApi, type TestApi } from "#test/support/api.ts";
import { heldTrigger } from "#test/support/held.ts";
import { neighbourOf, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
const CLIENTS = ["Alpha", "Beta", "Gamma", "Delta", "100% GmbH", "Al_pha", "ALPINE"];

let at: TestWorkspace;
let neighbour: TestWorkspace;
let api: TestApi;
let key: string;

beforeAll(async () => {
  at = await testWorkspace();
  neighbour = await neighbourOf(at);
  api = await startApi(at);
  key = await api.key(OPERATOR);
  for (const client of CLIENTS) await api.ask(key, "/runs", { json: { client, playbook: "enterprise" } });
  for (const _ of CLIENTS) await heldTrigger(at.context("system"));
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

const PageSchema = z.object({ data: z.array(z.looseObject({})), next: z.string().nullable() });
const page = async (path: string, by = key) => PageSchema.parse((await api.ask(by, path)).body);

async function walk(path: string, limit: number) {
  const seen: unknown[] = [];
  let cursor = "";
  for (;;) {
    const { data, next } = await page(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${cursor}`);
    expect(data.length).toBeLessThanOrEqual(limit);
    seen.push(...data);
    if (next === null) return seen;
    expect(data).toHaveLength(limit);
    cursor = `&cursor=${next}`;
  }
}

const LISTS = [
  "/runs",
  "/tasks",
  "/clients",
  "/triggers",
  "/exceptions",
  "/exceptions?state=all",
  "/releases",
];

test.for(LISTS)(
  "%s gives each of its items once, in the same order, whatever the size of the pages",
  async (path) => {
    const all = await walk(path, 100);
    expect(all.length).toBeGreaterThan(0);
    for (const limit of [1, 3, all.length]) expect(await walk(path, limit)).toEqual(all);
  },
);

test("the events of a run come in pages, from the first on", async () => {
  const [run] = (await page("/runs?client=alpha")).data;
  const path = `/runs/${String(run?.["id"])}/events`;
  const all = await walk(path, 100);
  expect(await walk(path, 2)).toEqual(all);
});

test("a cursor of another list, filter or workspace, and what is none, is refused", async () => {
  const { next } = await page("/clients?limit=1");
  const foreign = await api.key(OPERATOR, { of: neighbour });
  for (const path of [
    `/runs?cursor=${next}`,
    `/clients?name=a&cursor=${next}`,
    "/clients?cursor=x",
    `/clients?cursor=${Buffer.from('{"after":"a","of":"b"}').toString("base64url")}`,
    `/clients?cursor=${Buffer.from("null").toString("base64url")}`,
  ])
    expect(problemIn(await api.ask(key, path))).toMatchObject({
      status: 400,
      type: "urn:baton:problem:bad-cursor",
      errors: [{ parameter: "cursor" }],
    });
  expect(problemIn(await api.ask(foreign, `/clients?cursor=${next}`)).status).toBe(400);
  // Another size of page is the same list.
  expect((await api.ask(key, `/clients?limit=2&cursor=${next}`)).status).toBe(200);
});

test("a page says by Link where the next one is", async () => {
  const told = await api.ask(key, "/clients?name=al&limit=1");
  const { next } = PageSchema.parse(told.body);
  expect(told.headers.get("link")).toBe(`</api/v1/clients?name=al&limit=1&cursor=${next}>; rel="next"`);
  expect((await api.ask(key, "/clients?limit=100")).headers.get("link")).toBeNull();
});

test("clients are found by how their name begins, whatever the case, the accents and the signs", async () => {
  const names = async (name: string) =>
    (await page(`/clients?name=${encodeURIComponent(name)}`)).data.map((one) => String(one["name"])).sort();
  expect(await names("al")).toEqual(["ALPINE", "Al_pha", "Alpha"]);
  expect(await names("AL_P")).toEqual(["Al_pha"]);
  expect(await names("Ál")).toEqual(["ALPINE", "Al_pha", "Alpha"]);
  expect(await names("100%")).toEqual(["100% GmbH"]);
  expect(await names("%")).toEqual([]);
});

test("runs and tasks are narrowed by what they are", async () => {
  const alpha = (await page("/runs?client=alpha")).data;
  expect(alpha).toMatchObject([{ client: { name: "Alpha" }, playbook: "enterprise", state: "active" }]);
  const id = String(alpha[0]?.["id"]);
  const ofRun = (await page(`/tasks?run=${id}`)).data;
  const pending = (await page(`/tasks?run=${id}&state=pending`)).data;
  expect(pending.length).toBeGreaterThan(0);
  expect(pending).toEqual(ofRun.filter(({ state }) => state === "pending"));
  expect((await page("/tasks?state=ready&role=customer-success")).data).toHaveLength(CLIENTS.length);
  const [task] = (await page(`/tasks?run=${id}&state=ready`)).data;
  await api.ask(key, `/tasks/${String(task?.["id"])}/actions`, { json: { action: "claim" } });
  const mine = (await page(`/tasks?assignee=${at.user(OPERATOR)}`)).data;
  expect(mine).toMatchObject([{ id: task?.["id"], state: "claimed", overdue: false }]);
  expect((await page("/tasks?overdue=true")).data).toEqual([]);
  expect((await page("/runs?overdue=true")).data).toEqual([]);
  expect((await page("/runs?state=completed")).data).toEqual([]);
  expect(problemIn(await api.ask(key, "/tasks?state=done"))).toMatchObject({
    status: 400,
    errors: [{ parameter: "run" }],
  });
});

test("a trigger is shown with the event as it came, and why it became what it became", async () => {
  const [held] = (await page("/triggers?state=held&source=stripe&limit=1")).data;
  const { body } = await api.ask(key, `/triggers/${String(held?.["id"])}`);
  expect(body).toMatchObject({ state: "held", source: "stripe", routing: { outcome: "held", release: 1 } });
  const [opened] = (await page("/triggers?state=opened&limit=1")).data;
  expect((await api.ask(key, `/triggers/${String(opened?.["id"])}`)).body).toMatchObject({
    source: "manual",
    run: opened?.["run"],
    routing: { outcome: "opened", playbook: "enterprise", role: "professional-services" },
  });
  const [waiting] = await acceptTriggers(at.context("system"), async () => {}, at.id, "hubspot", [
    { dedupeKey: "waiting", occurredAt: new Date(0), event: { objectId: 1 } },
  ]);
  expect((await api.ask(key, `/triggers/${waiting?.id ?? ""}`)).body).toMatchObject({
    state: "stored",
    routing: null,
    event: { objectId: 1 },
  });
});

test("a release says what it holds and whether it is current", async () => {
  expect((await api.ask(key, "/releases/1")).body).toMatchObject({
    number: 1,
    current: true,
    changes: [],
    request: null,
    playbooks: { enterprise: 1 },
  });
});
