import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRun } from "#services/change-run.ts";
import { readRun } from "#services/read-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("a record is found whole while people go on working", async () => {
  const ctx = at.context("ops@acme.example");
  const started = await startByHand(ctx, { client: "Acme Robotics", playbook: "enterprise", key: "start" });
  if (!started.ok) throw new Error(started.problem);
  const { run } = started;
  const task = (await readRun(ctx, run))?.run.tasks.find(({ status }) => status === "ready")?.id;
  if (!task) throw new Error("Nothing is ready");
  const finished = new AbortController();
  const work = (async () => {
    for (let turn = 0; turn < 40; turn++) {
      await changeRun(ctx, { run, key: `claim ${turn}`, ask: { type: "claim-task", task } });
      await changeRun(ctx, { run, key: `back ${turn}`, ask: { type: "give-back-task", task, reason: null } });
    }
    finished.abort();
  })();
  const broken = [];
  while (!finished.signal.aborted) broken.push(...(await verifyAudit(ctx, () => {})).broken);
  await work;
  expect(broken).toEqual([]);
});
