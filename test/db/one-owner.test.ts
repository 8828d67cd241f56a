import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { openedRun, runNow, taskOf } from "#test/support/intake.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

// The decisions keep all of this as well; here the tables themselves are asked, by somebody who may write anything.

let at: TestWorkspace;
let run: RunId;
beforeAll(async () => {
  at = await testWorkspace();
  run = await openedRun(at);
});
afterAll(() => at.drop());

describe("the database refuses", () => {
  test("a run without an owner", async () => {
    await expect(at.rows`update baton.runs set owner = null where id = ${run}`).rejects.toThrow(
      /"owner".*not-null/,
    );
    await expect(at.rows`update baton.runs set owned_by = null where id = ${run}`).rejects.toThrow(
      /"owned_by".*not-null/,
    );
  });

  test("a second open offer of the run's ownership, or of one task", async () => {
    const task = taskOf(await runNow(at, run), "read-handover");
    const ops = at.context("ops@acme.example");
    const to = at.user("csm-1@acme.example");
    await changeRun(ops, {
      run,
      key: "a",
      ask: { type: "assign-task", task, to: at.user("ps-1@acme.example") },
    });
    await changeRun(ops, { run, key: "b", ask: { type: "hand-off-task", task, to, note: null } });
    await changeRun(ops, { run, key: "c", ask: { type: "hand-off-run", to, note: null } });
    for (const what of [null, task]) {
      const again = at.rows`insert into baton.handoffs
        select (jsonb_populate_record(h, jsonb_build_object('id', h.id || '0'))).* from baton.handoffs h
        where run_id = ${run} and outcome = 'offered' and task_id is not distinct from ${what}`;
      await expect(again).rejects.toThrow("handoffs_one_open_offer");
    }
  });

  test("a second run of a deal's generation", async () => {
    const again = at.rows`insert into baton.runs
      select (jsonb_populate_record(r, '{"id": "run_again0000000"}')).* from baton.runs r where id = ${run}`;
    await expect(again).rejects.toThrow("runs_one_a_deal");
  });

  test("a run of a later generation while another of its deal is not over", async () => {
    const again = at.rows`insert into baton.runs
      select (jsonb_populate_record(r, '{"id": "run_again0000000", "generation": 2}')).* from baton.runs r where id = ${run}`;
    await expect(again).rejects.toThrow("runs_one_live_a_deal");
  });

  test.for([
    [
      "a claimed task that nobody holds",
      "update baton.tasks set assignee = null where status = 'claimed'",
      "tasks_held_by_one",
    ],
    [
      "a task that is held and not claimed",
      "update baton.tasks set assignee = 'U0SOMEBODY' where status = 'pending'",
      "tasks_held_by_none",
    ],
    [
      "a task that is done at no time",
      "update baton.tasks set status = 'done', assignee = 'U0X'",
      "tasks_done",
    ],
    [
      "an answered offer without its time",
      "update baton.handoffs set outcome = 'accepted' where outcome = 'offered'",
      "handoffs_resolved",
    ],
    ["a completed run without its time", "update baton.runs set status = 'completed'", "runs_completed"],
  ] as const)("%s", async ([, statement, constraint]) => {
    await expect(at.rows.unsafe(statement)).rejects.toThrow(constraint);
  });
});
