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

test("what it moved is moved back by another one, once, for the runs that a dry run said", async () => {
  const run = await engine.start("Three", "talks");
  await api.ask(ops, `/runs/${run}/actions`, {
    json: { action: "change-due", dueAt: "2026-12-10T10:00:00Z" },
  });
  const act = { kind: "move-due", later: { amount: 3, unit: "days" } };
  const begun = await api.ask(ops, "/operations", { json: { filter: { client: "three" }, act } });
  const { id } = OperationSchema.parse(begun.body);
  const isDone = (one: string) =>
    eventually(async () =>
      expect((await api.ask(ops, `/operations/${one}`)).body).toMatchObject({ state: "done", done: 1 }),
    );
  await isDone(id);
  expect((await runNow(at, run)).dueAt).toEqual(new Date("2026-12-13T10:00:00Z"));

  const undo = (json: object) => api.ask(ops, `/operations/${id}/undo`, { json });
  const dry = await undo({ dryRun: true });
  expect(dry).toMatchObject({ status: 200, body: { will: 1, wont: [], late: 0 } });
  expect(problemIn(await undo({ digest: "another" }))).toMatchObject({ status: 409, code: "runs-changed" });
  const { digest } = z.object({ digest: z.string() }).parse(dry.body);
  const back = await undo({ digest });
  expect(back).toMatchObject({ status: 202, body: { kind: "undo", undoes: id, total: 1 } });
  await isDone(OperationSchema.parse(back.body).id);
  expect((await runNow(at, run)).dueAt).toEqual(new Date("2026-12-10T10:00:00Z"));
  expect((await api.ask(ops, `/operations/${id}`)).body).toMatchObject({ isUndone: true });
  expect(problemIn(await undo({}))).toMatchObject({ status: 409, code: "nothing-to-undo" });
});

test("operations come in pages that follow each other", async () => {
  for (const key of ["a", "b", "c"])
    await api.ask(ops, "/operations", {
      json: { ...toCsm, filter: { client: "nobody" } },
      headers: { "idempotency-key": `page-${key}` },
    });
  const PageSchema = z.object({ data: z.array(OperationSchema), next: z.string().nullable() });
  const page = async (query: string) =>
    PageSchema.parse((await api.ask(ops, `/operations?state=done${query}`)).body);
  const all = (await page("")).data.map(({ id }) => id);
  const paged: string[] = [];
  let next: string | null = "";
  while (next !== null) {
    const one: z.output<typeof PageSchema> = await page(`&limit=2${next && `&cursor=${next}`}`);
    paged.push(...one.data.map(({ id }) => id));
    ({ next } = one);
  }
  expect(paged).toEqual(all);
  expect(all.length).toBeGreaterThan(3);
});

test("what a run's due times were moved to is put back, unless it has changed since", async () => {
  const run = await engine.start("Four", "talks");
  const act = (json: object) => api.ask(ops, `/runs/${run}/actions`, { json });
  const [was, now] = ["2026-12-10T10:00:00Z", "2026-12-20T10:00:00Z"];
  await act({ action: "change-due", dueAt: now });
  const restore = { action: "restore-dues", dues: [{ task: null, was, now }] };
  expect((await act(restore)).status).toBe(200);
  expect((await runNow(at, run)).dueAt).toEqual(new Date(was));
  expect(problemIn(await act(restore)).status).toBe(409);
});

test("whoever began it stops it and goes on with it, operators can stop it, and what is over is over", async () => {
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
