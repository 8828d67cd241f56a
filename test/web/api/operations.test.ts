import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { problemIn, startApi, type TestApi } from "#test/support/api.ts";
import { oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { runNow } from "#test/support/intake.ts";
import { eventually } from "#test/support/run-story.ts";
import { neighbourOf, testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// One act on many runs, asked by a program.

const OPS = "ops@acme.example";
const CSM = "csm-1@acme.example";
const OperationSchema = z.looseObject({ id: z.string(), state: z.string(), total: z.int() });

let at: TestWorkspace;
let engine: Engine;
let api: TestApi;
let ops: string;

beforeAll(async () => {
  at = await testWorkspace((book) =>
    withPlaybooks(book, [oneStage("talks", [taskSpec("talk", { sla: null })])]),
  );
  engine = await startEngine(at, { loopback: [], secrets: {} });
  api = await startApi(at, { engine });
  ops = await api.key(OPS);
});
afterAll(async () => {
  await api.stop();
  await engine.stop();
  await at.drop();
});

const toCsm = { filter: { playbook: "talks" }, act: { kind: "reassign", to: CSM } };

test("it says what it would do, does it to every run once, and tells how far it has come", async () => {
  const runs = [await engine.start("One", "talks"), await engine.start("Two", "talks")] as const;
  const dry = await api.ask(ops, "/operations", { json: { ...toCsm, dryRun: true } });
  expect(dry).toMatchObject({ status: 200, body: { will: 2, wont: [], cut: false } });
  expect((await runNow(at, runs[0])).owner).not.toBe(at.user(CSM));

  const asking = { json: toCsm, headers: { "idempotency-key": "to-csm" } };
  const begun = await api.ask(ops, "/operations", asking);
  expect(begun).toMatchObject({
    status: 202,
    body: { kind: "reassign", total: 2, by: at.user(OPS), filter: "playbook:talks" },
  });
  const { id } = OperationSchema.parse(begun.body);
  expect(OperationSchema.parse((await api.ask(ops, "/operations", asking)).body).id).toBe(id);
  const read = () => api.ask(ops, `/operations/${id}`);
  await eventually(async () =>
    expect((await read()).body).toMatchObject({ state: "done", done: 2, refused: 0 }),
  );
  for (const run of runs) expect((await runNow(at, run)).owner).toBe(at.user(CSM));
  expect((await api.ask(ops, "/operations?mine=true")).body).toMatchObject({ data: [{ id }] });
});

test("only whoever began it stops it and goes on with it, and what is over is over", async () => {
  const { id, state } = OperationSchema.parse(
    (await api.ask(ops, "/operations", { json: { ...toCsm, filter: { client: "nobody" } } })).body,
  );
  expect(state).toBe("done");
  const act = (key: string, action: string) =>
    api.ask(key, `/operations/${id}/actions`, { json: { action } });
  expect(problemIn(await act(ops, "stop")).status).toBe(409);
  expect(problemIn(await act(await api.key(CSM), "stop")).status).toBe(403);
  const theirs = await api.key(OPS, { of: await neighbourOf(at) });
  expect(problemIn(await act(theirs, "stop")).status).toBe(404);
});

test.for([
  { json: { ...toCsm, act: { kind: "reassign", to: "nobody@acme.example" } }, pointer: "#/act/to" },
  { json: { ...toCsm, filter: { states: ["open"] } }, pointer: "#/filter/states/0" },
  { json: { filter: {}, act: { kind: "delete" } }, pointer: "#/act/kind" },
])("an act like $json is refused at $pointer", async ({ json, pointer }) => {
  expect(problemIn(await api.ask(ops, "/operations", { json }))).toMatchObject({
    status: 422,
    errors: [{ pointer }],
  });
});
