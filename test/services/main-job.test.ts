import { afterAll, beforeAll, expect, test } from "vitest";
import { changeRun } from "#services/change-run.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { freezeSnapshot, routeTrigger } from "#services/route-trigger.ts";
import { readRouting, readRun } from "#services/read-run.ts";
import { whatNeeds } from "#services/what-needs.ts";
import { findRuns } from "#services/find-runs.ts";
import { countRuns } from "#services/list-runs.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import { dealMoved } from "#sources/samples.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

const acme = {
  client: { externalId: "9", name: "Acme Robotics", segment: "enterprise" },
  contract: { value: "72000", currency: "USD" },
  deal: { name: "Acme Robotics", stage: "closedwon" },
};

test("a won deal becomes a run with an owner, tasks and a record", async () => {
  const ctx = at.context("system");
  const [accepted] = await acceptTriggers(ctx, async () => {}, at.id, "hubspot", [
    { dedupeKey: "k1", occurredAt: TUESDAY, event: dealMoved(5512, TUESDAY) },
  ]);
  if (!accepted) throw new Error("nothing was accepted");
  expect(await routeTrigger(ctx, accepted.id)).toMatchObject({ step: "read-back" });
  await freezeSnapshot(ctx, accepted.id, acme);
  expect(await routeTrigger(ctx, accepted.id)).toEqual({ step: "done" });
  const found = await findRuns(ctx, "acme");
  const run = found.runs[0];
  if (!run) throw new Error("no run");
  expect(await readRouting(ctx, run.id)).toMatchObject({ rule: "high-touch", playbook: "enterprise" });
  const seen = await readRun(ctx, run.id);
  const ready = seen?.run.tasks.find(({ status }) => status === "ready");
  if (!ready) throw new Error("nothing is ready");
  const asPs = at.context("ps-1@acme.example");
  const decision = await changeRun(asPs, {
    run: run.id,
    key: "press-1",
    ask: { type: "claim-task", task: ready.id },
  });
  expect(decision).toMatchObject({ ok: true });
  expect(
    await changeRun(at.context("ps-2@acme.example"), {
      run: run.id,
      key: "press-2",
      ask: { type: "claim-task", task: ready.id },
    }),
  ).toMatchObject({
    ok: false,
    refusal: { code: "task-taken" },
  });
  expect((await whatNeeds(asPs, at.user("ps-1@acme.example"))).mine).toHaveLength(1);
  expect(await countRuns(asPs, { states: OPEN_STATES })).toEqual({ runs: 1, isMore: false });
});
