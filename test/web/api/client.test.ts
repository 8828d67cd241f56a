import createClient from "openapi-fetch";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { paths } from "#schema/openapi.d.ts";
import { startApi, type TestApi } from "#test/support/api.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// The API as another program has it: by a client that is made of its description. tsc checks every call.

let at: TestWorkspace;
let api: TestApi;
let client: ReturnType<typeof createClient<paths>>;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
  const headers = { authorization: `Bearer ${await api.key("csm-1@acme.example")}` };
  client = createClient<paths>({ baseUrl: `${api.url}/api/v1`, headers });
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

test("a program starts an onboarding, does a task of it and sees how it stands", async () => {
  const me = await client.GET("/me");
  expect(me.data?.person).toBe(at.user("csm-1@acme.example"));

  const started = await client.POST("/runs", {
    body: { client: "Example GmbH", playbook: "enterprise" },
    headers: { "Idempotency-Key": "start-example" },
  });
  expect([started.response.status, started.data?.wasOpen]).toEqual([201, false]);
  const id = started.data?.run.id ?? "";

  const ready = await client.GET("/tasks", {
    params: { query: { run: id, state: "ready", role: "customer-success", limit: 10 } },
  });
  const task = ready.data?.data[0]?.id ?? "";
  const claimed = await client.POST("/tasks/{id}/actions", {
    params: { path: { id: task }, header: { "If-Match": started.response.headers.get("etag") ?? "" } },
    body: { action: "claim" },
  });
  expect(claimed.data).toMatchObject({ state: "claimed", assignee: me.data?.person });
  const done = await client.POST("/tasks/{id}/actions", {
    params: { path: { id: task } },
    body: { action: "done", evidence: "https://acme.example/invite" },
  });
  expect(done.data?.state).toBe("done");

  const run = await client.GET("/runs/{id}", { params: { path: { id } } });
  expect(run.data?.tasks.find((one) => one.id === task)?.doneBy).toBe(me.data?.person);
  const open = await client.GET("/runs", { params: { query: { client: "example-gmbh" } } });
  expect(open.data?.data).toMatchObject([{ id, tasksDone: 1 }]);
  const events = await client.GET("/runs/{id}/events", { params: { path: { id } } });
  expect(events.data?.data.map(({ type }) => type)).toContain("task-done");
});

test("what is refused is a problem that the client knows the form of", async () => {
  const { error, response } = await client.POST("/runs/{id}/actions", {
    params: { path: { id: "run_000000000000" } },
    body: { action: "resume" },
  });
  expect([response.status, error?.type, error?.detail]).toEqual([
    404,
    "urn:baton:problem:not-found",
    "There is no such run.",
  ]);
});

test("the running API describes itself, to everybody", async () => {
  const answer = await fetch(`${api.url}/api/v1/openapi.json`);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(await answer.json()).toMatchObject({ openapi: "3.1.0", info: { title: "Baton" } });
});
