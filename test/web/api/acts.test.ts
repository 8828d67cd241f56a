import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { problemIn, startApi, type Asking, type TestApi } from "#test/support/api.ts";
import { heldTrigger } from "#test/support/held.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// All that people do in Slack, done by programs in their name.

const OPERATOR = "ops@acme.example";
const CSM = "csm-1@acme.example";

let at: TestWorkspace;
let api: TestApi;
let operator: string;
let csm: string;

beforeAll(async () => {
  at = await testWorkspace();
  api = await startApi(at);
  operator = await api.key(OPERATOR);
  csm = await api.key(CSM);
});
afterAll(async () => {
  await api.stop();
  await at.drop();
});

const TaskSchema = z.looseObject({
  id: z.string(),
  key: z.string(),
  state: z.string(),
  assignee: z.string().nullable(),
  offer: z.object({ id: z.string(), to: z.string() }).nullable(),
  dueAt: z.string().nullable(),
});
const RunSchema = z.looseObject({
  id: z.string(),
  version: z.int(),
  state: z.string(),
  owner: z.string(),
  client: z.object({ id: z.string(), key: z.string(), name: z.string() }),
  offer: z.object({ id: z.string() }).nullable(),
  tasks: z.array(TaskSchema),
  exceptions: z.array(z.looseObject({ id: z.string(), gate: z.string().nullable() })),
});

async function started(client: string, playbook = "enterprise") {
  const { status, body, headers } = await api.ask(operator, "/runs", { json: { client, playbook } });
  expect(status).toBe(201);
  const { run } = z.object({ run: RunSchema }).parse(body);
  expect(headers.get("location")).toBe(`/api/v1/runs/${run.id}`);
  return run;
}

type Run = Awaited<ReturnType<typeof started>>;

async function act(key: string, path: string, json: object, more: Asking = {}) {
  return api.ask(key, `${path}/actions`, { json, ...more });
}
const actOnRun = async (run: Run, json: object) =>
  RunSchema.parse((await ok(act(operator, `/runs/${run.id}`, json))).body);
const actOnTask = async (key: string, task: { id: string }, json: object) =>
  TaskSchema.parse((await ok(act(key, `/tasks/${task.id}`, json))).body);

async function ok(asked: ReturnType<typeof api.ask>) {
  const told = await asked;
  expect([told.status, told.text]).toEqual([200, told.text]);
  return told;
}

function taskOf(run: Run, key: string) {
  const task = run.tasks.find((one) => one.key === key);
  if (!task) throw new Error(`There is no task ${key}`);
  return task;
}

test("a client has one open run: starting it again answers with that, and says so", async () => {
  const run = await started("Example One GmbH");
  const again = await api.ask(csm, "/runs", { json: { client: " example one gmbh " } });
  expect([again.status, again.body["wasOpen"]]).toEqual([200, true]);
  expect(again.body["run"]).toMatchObject({ id: run.id });
  expect(
    problemIn(await api.ask(csm, "/runs", { json: { client: "X", playbook: "entreprise" } })),
  ).toMatchObject({
    status: 422,
    errors: [{ pointer: "#/playbook" }],
  });
});

test("a task goes from hand to hand, and is done with evidence", async () => {
  const run = await started("Example Hands GmbH");
  const task = taskOf(run, "schedule-kickoff");
  expect((await actOnTask(csm, task, { action: "claim" })).assignee).toBe(at.user(CSM));
  const to = "csm-2@acme.example";
  const offered = await actOnTask(csm, task, { action: "hand-off", to, note: "I am away" });
  expect(offered.offer?.to).toBe(at.user(to));
  const other = await api.key(to);
  const handoff = offered.offer?.id;
  await actOnTask(other, task, { action: "decline", handoff, reason: "So am I" });
  const second = (await actOnTask(csm, task, { action: "hand-off", to: at.user(to) })).offer?.id;
  await actOnTask(csm, task, { action: "withdraw", handoff: second });
  const third = (await actOnTask(csm, task, { action: "hand-off", to })).offer?.id;
  expect((await actOnTask(other, task, { action: "accept", handoff: third })).assignee).toBe(at.user(to));
  expect((await actOnTask(other, task, { action: "give-back" })).state).toBe("ready");
  expect((await actOnTask(operator, task, { action: "assign", to: CSM })).assignee).toBe(at.user(CSM));
  expect(
    (await actOnTask(csm, task, { action: "done", evidence: "https://acme.example/invite" })).state,
  ).toBe("done");
  const read = await api.ask(csm, `/tasks/${task.id}`);
  expect(read.body["doneBy"]).toBe(at.user(CSM));
  expect((await actOnTask(operator, task, { action: "reopen", reason: "They moved it" })).state).toBe(
    "ready",
  );
  expect((await actOnTask(operator, task, { action: "skip", reason: "They know us" })).state).toBe("skipped");
});

test("a run is paused and resumed, given to another, added to, moved later and cancelled", async () => {
  const run = await started("Example Steered GmbH");
  const reviewAt = "2026-12-01T09:00:00+01:00";
  const paused = await actOnRun(run, { action: "pause", on: "client", reviewAt, reason: "On holiday" });
  expect(paused).toMatchObject({
    state: "paused",
    pause: { on: "client", reviewAt: "2026-12-01T08:00:00.000Z", reason: "On holiday" },
  });
  expect((await actOnRun(run, { action: "resume" })).state).toBe("active");
  expect((await actOnRun(run, { action: "assign", to: "founder@acme.example" })).owner).toBe(
    at.user("founder@acme.example"),
  );
  const handedOff = await actOnRun(run, { action: "hand-off", to: CSM });
  const accepted = await act(csm, `/runs/${run.id}`, { action: "accept", handoff: handedOff.offer?.id });
  expect(accepted.body["owner"]).toBe(at.user(CSM));
  const sla = { amount: 2, unit: "business days" };
  const added = await actOnRun(run, {
    action: "add-task",
    title: "Send the contract",
    stage: 0,
    role: "support",
    sla,
  });
  expect(added.tasks.at(-1)).toMatchObject({ title: "Send the contract", state: "ready", role: "support" });
  const dueAt = "2026-12-24T12:00:00.000Z";
  expect(await actOnRun(run, { action: "change-due", dueAt })).toMatchObject({ dueAt });
  const task = taskOf(run, "schedule-kickoff");
  expect((await actOnTask(operator, task, { action: "change-due", dueAt })).dueAt).toBe(dueAt);
  const later = await actOnRun(run, { action: "move-dues", later: { amount: 3, unit: "days" } });
  expect(taskOf(later, "schedule-kickoff").dueAt).toBe("2026-12-27T12:00:00.000Z");
  const blocked = await actOnRun(run, { action: "block", reason: "They don't pay" });
  expect(blocked.state).toBe("blocked");
  expect((await actOnRun(run, { action: "cancel", reason: "They left" })).state).toBe("cancelled");
  expect(problemIn(await act(operator, `/runs/${run.id}`, { action: "resume" }))).toMatchObject({
    status: 409,
    code: "run-over",
  });
});

test("two runs of one deal become one, and a run goes to the right client", async () => {
  const [lesser, other] = [await started("Example Twin GmbH"), await started("Example Twins GmbH")];
  const merged = await actOnRun(lesser, { action: "merge", into: other.id, note: "The same company" });
  expect(merged).toMatchObject({ state: "cancelled", mergedInto: other.id });
  const moved = await actOnRun(other, { action: "move", client: lesser.client.id });
  expect(moved.client).toEqual(lesser.client);
});

test("a gate is opened by somebody else than who closed it, with cause and prevention", async () => {
  const run = await started("Example Gated GmbH");
  const task = taskOf(run, "schedule-kickoff");
  await actOnTask(operator, task, { action: "block", reason: "Nobody answers" });
  const { body } = await api.ask(operator, `/exceptions?run=${run.id}`);
  const [gate] = z
    .object({ data: z.array(z.looseObject({ id: z.string(), note: z.string() })) })
    .parse(body).data;
  expect(gate).toMatchObject({ state: "open", type: "manual", note: "Nobody answers", task: task.id });
  const opening = { action: "open-gate", choice: "resume", cause: "Wrong mail", prevention: "Ask for two" };
  const path = `/exceptions/${gate?.id ?? ""}`;
  expect(problemIn(await act(operator, path, opening))).toMatchObject({ status: 403, code: "own-work" });
  const approver = await api.key("founder@acme.example");
  expect(problemIn(await act(approver, path, { action: "settle" }))).toMatchObject({
    status: 422,
    code: "words-missing",
    errors: [{ pointer: "#/cause" }],
  });
  expect((await act(approver, path, opening)).body).toMatchObject({
    state: "closed",
    choice: "resume",
    cause: "Wrong mail",
    closedBy: at.user("founder@acme.example"),
  });
  expect(problemIn(await act(approver, path, opening))).toMatchObject({
    status: 409,
    code: "exception-over",
  });
});

test("a trigger that led nowhere is settled by whom it waits for", async () => {
  const id = await heldTrigger(at.context("system"));
  const settling = { action: "settle", cause: "A test invoice", prevention: "Test against the sandbox" };
  const path = `/exceptions/${id}`;
  expect(problemIn(await act(csm, path, settling))).toMatchObject({ status: 403, code: "not-answerable" });
  expect((await act(operator, path, settling)).body).toMatchObject({
    state: "closed",
    cause: "A test invoice",
  });
  expect(
    problemIn(await act(operator, path, { ...settling, action: "open-gate", choice: "skip" })).status,
  ).toBe(409);
});

test("approving and opening gates needs the scope for it, and nothing else is done with that", async () => {
  const run = await started("Example Scoped GmbH");
  const [acting, deciding] = [
    await api.key(OPERATOR, { scopes: ["act"] }),
    await api.key(OPERATOR, { scopes: ["decide"] }),
  ];
  const path = `/tasks/${taskOf(run, "schedule-kickoff").id}`;
  const problems = [
    await act(acting, path, { action: "approve" }),
    await act(acting, path, { action: "reject", reason: "No" }),
    await act(acting, "/exceptions/exc_000000000000_1", { action: "settle" }),
    await act(deciding, path, { action: "claim" }),
    await act(deciding, `/runs/${run.id}`, { action: "resume" }),
  ].map(problemIn);
  expect(problems.map(({ type }) => type)).toEqual(problems.map(() => "urn:baton:problem:scope-missing"));
  expect(problemIn(await act(deciding, path, { action: "approve" }))).toMatchObject({ code: "wrong-kind" });
});

test("what the person may not do in Slack, their key may not either, and is told who may", async () => {
  const run = await started("Example Forbidden GmbH");
  const stranger = await api.key("support-1@acme.example");
  const refused = problemIn(await act(stranger, `/runs/${run.id}`, { action: "cancel", reason: "Because" }));
  expect(refused).toMatchObject({ status: 403, code: "not-allowed" });
  expect(refused.detail).toContain(run.owner);
});

test("the record says which key it was, in whose name", async () => {
  const run = await started("Example Recorded GmbH");
  await actOnTask(csm, taskOf(run, "schedule-kickoff"), { action: "claim" });
  const { body } = await api.ask(operator, `/runs/${run.id}/events?limit=100`);
  const events = z.array(z.looseObject({ type: z.string() })).parse(body["data"]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.find(({ type }) => type === "task-claimed")).toMatchObject({
    actor: { kind: "person", id: at.user(CSM) },
    cause: expect.stringMatching(/^api:key_[0-9a-z]{12}$/),
    data: { by: at.user(CSM) },
  });
});
