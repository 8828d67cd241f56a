import { afterAll, beforeAll, expect, test } from "vitest";
import { inWorkspace } from "#db/client.ts";
import { readRun, writeRun } from "#db/runs.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import { changeRun } from "#services/change-run.ts";
import { factsFrom } from "#services/facts-from.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

test("a press that loses a race leaves no message waiting for a version that the run never gets", async () => {
  const ctx = at.context("ops@acme.example");
  const started = await startByHand(ctx, { client: "Acme Robotics", playbook: "enterprise", key: "start" });
  if (!started.ok) throw new Error(started.problem);
  const { read, crew } = await readRun(at.db, at.id, started.run, null);
  const task = read?.run.tasks.find(({ status }) => status === "ready");
  if (!read || !task) throw new Error("Nothing is ready");
  const pressed = { channel: "C0123456789", ts: "1.1" };
  await inWorkspace(
    at.db,
    at.id,
    (tx) => tx`update baton.slack_messages set ${tx({ ...pressed })}, shown = wanted where kind = 'stage'`,
  );
  const by = {
    kind: "person",
    id: at.user("ps-1@acme.example"),
    roles: [task.role],
    internal: true,
  } as const;
  const facts = factsFrom(at.book, crew, TUESDAY, read);
  const claimed = decide(read.run, { type: "claim-task", task: task.id, by, key: "slow" }, facts);
  if (!claimed.ok) throw new Error(claimed.refusal.code);
  const returned = decide(
    claimed.run,
    { type: "give-back-task", task: task.id, reason: null, by, key: "slow" },
    facts,
  );
  if (!returned.ok) throw new Error(returned.refusal.code);
  const events = [...claimed.events, ...returned.events];

  await changeRun(ctx, { run: read.run.id, key: "fast", ask: { type: "claim-task", task: task.id } });
  const written = await writeRun(at.db, {
    before: read.run,
    after: returned.run,
    events,
    effects: effectsOf(events, returned.run, facts),
    head: read.head,
    key: "slow",
    answer: { ok: true },
    answeredAt: TUESDAY,
    texts: [],
    clicked: pressed,
  });

  expect(written).toBe(false);
  const [row] = await inWorkspace(
    at.db,
    at.id,
    (tx) => tx`select max(m.wanted) as wanted, max(r.version) as version
      from baton.slack_messages m join baton.runs r on r.workspace_id = m.workspace_id and r.id = m.run_id`,
  );
  expect(row).toEqual({ wanted: read.run.version + 1, version: read.run.version + 1 });
});
