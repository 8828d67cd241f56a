import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { heldTrigger } from "#test/support/held.ts";
import { problemIn, startApi, type Asking, type TestApi } from "#test/support/api.ts";
import { draftRelease } from "#services/draft-release.ts";
import { newWebhookId } from "#src/ids.ts";
import { neighbourOf, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";
import type { Route } from "#web/api/route.ts";
import { routes } from "#web/api/table.ts";

const OPERATOR = "ops@acme.example";

/** Ids of nothing, by the beginning of their address. */
const UNKNOWN: Readonly<Record<string, string>> = {
  runs: "run_000000000000",
  tasks: "tsk_000000000000_1",
  clients: "cli_000000000000",
  exceptions: "exc_000000000000",
  triggers: "trg_000000000000",
  releases: "99",
  webhooks: "whk_000000000000",
  operations: "opn_000000000000",
};

/** What a good request of a route sends. */
const GOOD: Readonly<Record<string, object>> = {
  "/runs": { client: "Example GmbH" },
  "/runs/{id}/actions": { action: "resume" },
  "/tasks/{id}/actions": { action: "acknowledge" },
  "/clients/{id}": { segment: "enterprise" },
  "/releases/{number}/rejection": { reason: "Too soon" },
  "/webhooks/{id}": { enabled: false },
  "/operations/{id}/actions": { action: "stop" },
  "/operations/{id}/undo": { dryRun: true },
  "/exceptions/{id}/actions": { action: "settle", cause: "A test", prevention: "None" },
};

let at: TestWorkspace;
let neighbour: TestWorkspace;
let api: TestApi;
let key: string;
/** Ids that are there, in the neighbour's workspace, by the beginning of their address. */
let theirs: Readonly<Record<string, string>>;
let ours: Readonly<Record<string, string>>;

beforeAll(async () => {
  at = await testWorkspace();
  neighbour = await neighbourOf(at);
  // Each workspace counts its own releases: of the second there is none here.
  const renamed = { ...neighbour.book, workspace: { ...neighbour.book.workspace, name: "Another name" } };
  await draftRelease(neighbour.context(OPERATOR), renamed, neighbour.user(OPERATOR));
  api = await startApi(at);
  key = await api.key(OPERATOR);
  theirs = await filled(neighbour);
  ours = await filled(at);
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

const StartedSchema = z.object({
  run: z.object({
    id: z.string(),
    client: z.object({ id: z.string() }),
    tasks: z.array(z.object({ id: z.string() })),
  }),
});

/** A workspace with one of everything that has an id in an address. */
async function filled(of: TestWorkspace): Promise<Record<string, string>> {
  const own = await api.key(OPERATOR, { of });
  const { body } = await api.ask(own, "/runs", { json: { client: "Example GmbH", playbook: "enterprise" } });
  const { run } = StartedSchema.parse(body);
  const exception = await heldTrigger(of.context("system"));
  const webhook = newWebhookId();
  await of.rows`insert into baton.webhooks (workspace_id, id, url, types, created_by, created_at, enabled)
    values (${of.id}, ${webhook}, 'https://127.0.0.1/', '{}', ${of.user(OPERATOR)}, now(), true)`;
  const operation = `opn_${run.id.slice("run_".length)}`;
  const spec = JSON.stringify({ kind: "reassign", to: of.user(OPERATOR), tasks: false });
  await of.rows`insert into baton.operations (workspace_id, id, spec, filter, by, total, state, created_at)
    values (${of.id}, ${operation}, ${spec}::text::jsonb, '', ${of.user(OPERATOR)}, 0, 'running', now())`;
  const [row] = await of.rows`select trigger_id from baton.exceptions where id = ${exception}`;
  return {
    runs: run.id,
    tasks: run.tasks[0]?.id ?? "",
    clients: run.client.id,
    exceptions: exception,
    triggers: String(row?.["trigger_id"]),
    releases: "2",
    webhooks: webhook,
    operations: operation,
  };
}

const withIds = routes.filter(({ params }) => params !== null);
const changing = routes.filter(({ method, body }) => method !== "get" && body !== null);

function folderOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** A request of that route which is good but for the id. */
function good({ method, path }: Route): Asking {
  const json = method === "get" ? undefined : GOOD[path];
  return { method: method.toUpperCase(), ...(json !== undefined && { json }) };
}

test("of every route with an id there is one in both workspaces, which is found there", async () => {
  const key2 = await api.key(OPERATOR, { of: neighbour });
  for (const route of withIds) {
    expect([route.path, (route.path.match(/\{/g) ?? []).length]).toEqual([route.path, 1]);
    const id = theirs[folderOf(route.path)];
    expect([route.path, id, UNKNOWN[folderOf(route.path)]]).not.toContain(undefined);
    if (route.method !== "get")
      expect([route.path, route.body === null || GOOD[route.path]]).not.toContain(undefined);
    else
      expect([route.path, (await api.ask(key2, route.path.replace(/\{\w+\}/, id ?? ""))).status]).toEqual([
        route.path,
        200,
      ]);
  }
});

test.for(withIds)("$method $path finds nothing by another workspace's id: 404, never 403", async (route) => {
  const folder = folderOf(route.path);
  const [other, own] = [theirs[folder], ours[folder]].map((id) => route.path.replace(/\{\w+\}/, id ?? ""));
  const told = await api.ask(key, other ?? "", good(route));
  expect(problemIn(told)).toMatchObject({ status: 404, type: "urn:baton:problem:not-found" });
  const unknown = await api.ask(key, route.path.replace(/\{\w+\}/, UNKNOWN[folder] ?? ""), good(route));
  expect(unknown.text).toBe(told.text);
  // The same of one's own is found: it is the id that made the difference.
  if (folder !== "releases" && route.method !== "delete")
    expect((await api.ask(key, own ?? "", good(route))).status).not.toBe(404);
});

test.for(withIds)("$method $path finds nothing by what can't be an id", async (route) => {
  for (const id of ["x", "run_", "%00", "..%2f..", "'", "tsk_000000000000_99999", "9".repeat(300)]) {
    const told = await api.ask(key, route.path.replace(/\{\w+\}/, id), good(route));
    expect([id, problemIn(told).status]).toEqual([id, 404]);
  }
});

test("ids of another workspace in a body are of nothing too", async () => {
  const act = (json: object) => api.ask(key, `/runs/${ours["runs"] ?? ""}/actions`, { json });
  expect(problemIn(await act({ action: "merge", into: theirs["runs"] })).status).toBe(404);
  expect(problemIn(await act({ action: "move", client: theirs["clients"] })).status).toBe(404);
  const handoff = `hof_${(theirs["runs"] ?? "").slice(4)}_1`;
  expect(problemIn(await act({ action: "accept", handoff })).status).toBe(404);
});

test.for(changing)("$method $path names every field that does not belong, and takes none", async (route) => {
  const path = route.path.replace(/\{\w+\}/, ours[folderOf(route.path)] ?? "1");
  const json = { ...Object(GOOD[route.path]), "status/x": "done", workspace: "wsp_000000000000" };
  const problem = problemIn(await api.ask(key, path, { ...good(route), json }));
  expect(problem.status).toBe(422);
  const pointers = problem.errors?.map(({ pointer }) => pointer);
  expect(pointers).toEqual(expect.arrayContaining(["#/status~1x", "#/workspace"]));
});

test.for(changing)("$method $path takes JSON objects only", async (route) => {
  const path = route.path.replace(/\{\w+\}/, ours[folderOf(route.path)] ?? "1");
  const ask = async (raw: string, headers = {}) =>
    problemIn(await api.ask(key, path, { method: route.method.toUpperCase(), raw, headers })).status;
  for (const raw of ["[]", "null", "1", '"x"']) expect([raw, await ask(raw)]).toEqual([raw, 422]);
  for (const raw of ["", "{", "{'a':1}", "\u0000"]) expect([raw, await ask(raw)]).toEqual([raw, 400]);
  expect(await ask("{}", { "content-type": "text/plain" })).toBe(415);
  expect(await ask("{}", { "content-type": "application/x-www-form-urlencoded" })).toBe(415);
  expect(await ask(`{"x":"${"x".repeat(route.bodyMax ?? 65_536)}"}`)).toBe(413);
});

test.for([
  [{ action: "pause", on: "nobody", reviewAt: "tomorrow" }, ["#/on", "#/reviewAt"]],
  [{ action: "pause", on: "client" }, ["#/reviewAt"]],
  [{ action: "cancel" }, ["#/reason"]],
  [{ action: "cancel", reason: 7 }, ["#/reason"]],
  [{ action: "cancel", reason: "x".repeat(3001) }, ["#/reason"]],
  [{ action: "cancel", reason: "a\u0000b" }, ["#/reason"]],
  [{ action: "cancel", reason: "a\ud800b" }, ["#/reason"]],
  [{ action: "move-dues", later: { amount: 0, unit: "fortnights" } }, ["#/later/amount", "#/later/unit"]],
  [{ action: "move-dues", later: { amount: 1.5, unit: "days" } }, ["#/later/amount"]],
  [{ action: "assign", to: "nobody@acme.example" }, ["#/to"]],
  [{ action: "assign", to: "U0000000000X" }, ["#/to"]],
  [{ action: "add-task", title: "X", stage: 99, role: "support" }, ["#/stage"]],
  [{ action: "add-task", title: "X", stage: 0, role: "nobody" }, ["#/role"]],
  [{ action: "explode" }, ["#/action"]],
] as const)("%j is refused with the places that are wrong", async ([json, pointers]) => {
  const told = await api.ask(key, `/runs/${ours["runs"] ?? ""}/actions`, { json });
  const problem = problemIn(told);
  expect(problem.status).toBe(422);
  expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
});

test.for(["/runs", "/tasks", "/clients", "/triggers", "/exceptions", "/releases"])(
  "%s takes no page beyond its bounds, no unknown filter and nothing twice",
  async (path) => {
    const ask = async (query: string) => problemIn(await api.ask(key, `${path}?${query}`));
    for (const limit of ["0", "101", "1000000000", "-1", "1e1", "x", "", "9".repeat(400)]) {
      const problem = await ask(`limit=${limit}`);
      expect([limit, problem.status, problem.errors?.[0]?.parameter]).toEqual([limit, 400, "limit"]);
    }
    expect((await ask("limit=101")).errors?.[0]?.detail).toBe("From 1 to 100. For example 50.");
    expect(await ask("colour=red")).toMatchObject({ status: 400, errors: [{ parameter: "colour" }] });
    expect(await ask("limit=1&limit=2")).toMatchObject({ status: 400, errors: [{ parameter: "limit" }] });
    expect((await ask("cursor=%00")).status).toBe(400);
  },
);

test.for(changing)("$method $path takes nothing that is nested without end", async (route) => {
  const path = route.path.replace(/\{\w+\}/, ours[folderOf(route.path)] ?? "1");
  for (const depth of [101, 3000, 30_000]) {
    const raw = `{"event":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const told = await api.ask(key, path, { method: route.method.toUpperCase(), raw });
    expect([depth, problemIn(told).errors?.[0]?.detail]).toEqual([
      depth,
      "The body is nested deeper than 100 levels.",
    ]);
  }
});

test.for([
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00+14:00",
  "1969-12-31T23:59:59Z",
  "2200-01-01T00:00:00Z",
  "9999-12-31T23:59:59-14:00",
])("nothing happened, and nothing is due, on %s", async (instant) => {
  const sent = { type: "deal.won", occurredAt: instant, client: { name: "Example GmbH" } };
  const deal = { namespace: "crm.deal", id: "1" };
  for (const [path, json] of [
    ["/triggers", { ...sent, deal }],
    ["/signals", { type: "invoice.paid", occurredAt: instant, deal }],
    [`/runs/${ours["runs"] ?? ""}/actions`, { action: "change-due", dueAt: instant }],
    [`/runs/${ours["runs"] ?? ""}/actions`, { action: "pause", on: "client", reviewAt: instant }],
  ] as const) {
    const problem = problemIn(await api.ask(key, path, { json }));
    expect([path, problem.status, problem.errors?.[0]?.detail]).toEqual([
      path,
      422,
      'From 1970 to 2199. For example "2026-12-01T17:00:00+01:00".',
    ]);
  }
});

const LATER = { amount: 10_000, unit: "business days" };

test("a duration that is too long is said of its own field", async () => {
  const act = async (json: object) =>
    problemIn(await api.ask(key, `/runs/${ours["runs"] ?? ""}/actions`, { json })).errors;
  expect(await act({ action: "move-dues", later: LATER })).toMatchObject([{ pointer: "#/later" }]);
  const added = { action: "add-task", title: "Call them", stage: 0, role: "support", sla: LATER };
  expect(await act(added)).toMatchObject([{ pointer: "#/sla" }]);
});

test("a cursor that was made by hand is none, whatever is in it", async () => {
  for (const client of ["Example AG", "Example SA"]) await api.ask(key, "/runs", { json: { client } });
  const events = `/runs/${ours["runs"] ?? ""}/events?limit=1`;
  for (const [path, after] of [
    [events, 2 ** 31],
    [events, Number.MAX_SAFE_INTEGER],
    ["/clients?limit=1", "a\u0000b"],
    ["/clients?limit=1", "a\ud800b"],
    ["/runs?limit=1", { openedAt: "0000-01-01T00:00:00Z", id: "run_000000000000" }],
    ["/runs?limit=1", { openedAt: "9999-12-31T23:59:59-14:00", id: "run_000000000000" }],
  ] as const) {
    const { next } = (await api.ask(key, path)).body;
    const { of } = z
      .object({ of: z.string() })
      .parse(JSON.parse(Buffer.from(String(next), "base64url").toString()));
    const forged = Buffer.from(JSON.stringify({ after, of })).toString("base64url");
    const told = await api.ask(key, `${path}&cursor=${forged}`);
    expect([path, after, problemIn(told).type]).toEqual([path, after, "urn:baton:problem:bad-cursor"]);
  }
});

test("another method, and another address, are said not to be there", async () => {
  const told = await api.ask(key, "/runs", { method: "DELETE" });
  expect([problemIn(told).status, told.headers.get("allow")]).toEqual([405, "GET, POST"]);
  expect(problemIn(await api.ask(key, "/runs/")).status).toBe(404);
  expect(problemIn(await api.ask(null, "/nothing")).status).toBe(404);
});

test("nothing of the machine is told, and answers can't be framed, sniffed or kept", async () => {
  const told = await api.ask(key, "/runs/x");
  expect(told.headers.get("x-powered-by")).toBeNull();
  expect(told.headers.get("cache-control")).toBe("no-store");
  expect(told.headers.get("x-content-type-options")).toBe("nosniff");
  expect(told.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
});
