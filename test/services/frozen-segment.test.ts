import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunId } from "#domain/ids.ts";
import { addClient, changeSegment } from "#services/add-client.ts";
import { changeRun } from "#services/change-run.ts";
import { moveRun } from "#services/move-run.ts";
import { settleChild } from "#services/settle-child.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { RunIdSchema } from "#src/ids.ts";
import { child, oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { acme, openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { statesOf } from "#test/support/run-story.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";

let at: TestWorkspace;
beforeAll(async () => {
  const judged = [
    taskSpec("kickoff", { sla: null, after: [] }),
    taskSpec("security-review", {
      sla: null,
      after: ["kickoff"],
      when: 'client.segment == "enterprise"',
      onFailure: "fail_closed",
      work: { kind: "approval", needed: 1 },
    }),
  ];
  at = await testWorkspace((book) => ({
    ...withPlaybooks(book, [
      oneStage("judged", judged),
      oneStage("with-part", [child("part", "judged"), taskSpec("talk", { sla: null, after: [] })]),
    ]),
    routing: [
      { rule: "big", when: 'has(client.segment) && client.segment == "enterprise"', playbook: "judged" },
      { rule: "others", when: null, playbook: "self-serve" },
    ].map((rule) => ({ ...rule, owner: null, onError: "fail_open" as const })),
  }));
});
afterAll(() => at.drop());

describe("an approval that hangs on the client's segment stays", () => {
  test("in a run that was started by hand, when the client gets another segment", async () => {
    const run = await started("Example Bank", "judged");
    await toSegment(run, "startup");
    expect(await afterKickoff(run)).toMatchObject({ "security-review": "ready" });
  });

  test("in a run that a source opened, when the client gets another segment", async () => {
    const run = await openedRun(at, { snapshot: acme });
    await toSegment(run, "startup");
    expect(await afterKickoff(run)).toMatchObject({ "security-review": "ready" });
  });

  test("while the run is with a client of another segment, and once it is back", async () => {
    const ctx = at.context(OPS);
    await addClient(ctx, { name: "Example Kiosk", segment: "startup" });
    const there = await started("Example Mill", "judged");
    await moveRun(ctx, {
      run: there,
      client: { name: "Example Kiosk" },
      mayMake: false,
      key: `${there} away`,
    });
    expect(await afterKickoff(there)).toMatchObject({ "security-review": "ready" });
    const back = await started("Example Yard", "judged");
    await moveRun(ctx, { run: back, client: { name: "Example Kiosk" }, mayMake: false, key: `${back} away` });
    await moveRun(ctx, { run: back, client: { name: "Example Yard" }, mayMake: false, key: `${back} back` });
    expect(await afterKickoff(back)).toMatchObject({ "security-review": "ready" });
  });

  test("in a child run that opens once the client has another segment", async () => {
    const parent = await started("Example Port", "with-part");
    await toSegment(parent, "startup");
    await settleChild(at.context("system"), { task: taskOf(await runNow(at, parent), "part"), execution: 1 });
    const [row] = await at.rows`select id from baton.runs where parent_run_id = ${parent}`;
    const part = RunIdSchema.parse(row?.["id"]);
    expect(await afterKickoff(part)).toMatchObject({ "security-review": "ready" });
  });
});

test("where a source says no segment the client's own counts, for rules and conditions, and stays", async () => {
  await addClient(at.context(OPS), { name: "Example Quarry", segment: "enterprise" });
  const snapshot = { ...acme, client: { externalId: "77", name: "Example Quarry", segment: null } };
  const run = await openedRun(at, { snapshot });
  expect(await runNow(at, run)).toMatchObject({ playbook: "judged" });
  await toSegment(run, "startup");
  expect(await afterKickoff(run)).toMatchObject({ "security-review": "ready" });
});

test("what is not known of a client when their run opens is not known later either", async () => {
  const run = await started("Example Attic", "judged", null);
  await toSegment(run, "startup");
  expect(await afterKickoff(run)).toMatchObject({ "security-review": "failed" });
});

test("the rules see the segment that a client has when they are started by hand", async () => {
  const run = await started("Example Tower", null);
  expect(await runNow(at, run)).toMatchObject({ playbook: "judged" });
});

/** Starts a client who is of that segment by then. */
async function started(
  name: string,
  playbook: string | null,
  segment: string | null = "enterprise",
): Promise<RunId> {
  const ctx = at.context(OPS);
  await addClient(ctx, { name, segment });
  const start = await startByHand(ctx, { client: name, playbook, key: `start ${name}` });
  if (!start.ok) throw new Error(`${name} was not started: ${start.problem}`);
  return start.run;
}

async function toSegment(run: RunId, segment: string): Promise<void> {
  const { client } = await runNow(at, run);
  const changed = await changeSegment(at.context(OPS), client, segment);
  expect(changed).toMatchObject({ ok: true, client: { segment } });
}

/** What is known once the task before the approval is done. */
async function afterKickoff(run: RunId): Promise<Record<string, string>> {
  const ctx = at.context(OPS);
  const task = taskOf(await runNow(at, run), "kickoff");
  await changeRun(ctx, { run, key: `${run} claim`, ask: { type: "claim-task", task } });
  await changeRun(ctx, { run, key: `${run} done`, ask: { type: "complete-task", task, evidence: null } });
  return statesOf(at, run);
}
