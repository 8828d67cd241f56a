import { afterAll, beforeAll, expect, test } from "vitest";
import { inWorkspace } from "#db/client.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("a run that isn't finished has no length in the reports, not a length of zero", async () => {
  const start = { client: "Acme Robotics", playbook: "enterprise", key: "start" };
  await startByHand(at.context("ops@acme.example"), start);
  const rows = await inWorkspace(
    at.db,
    at.id,
    (tx) => tx`select client_key, state, gross_seconds, net_seconds from analytics.fct_runs`,
  );
  expect(rows).toEqual([
    { client_key: "acme-robotics", state: "active", gross_seconds: null, net_seconds: null },
  ]);
});
