import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunId, TaskId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { changeRun } from "#services/change-run.ts";
import { settleChild } from "#services/settle-child.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { draftRelease } from "#services/draft-release.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import type { Context } from "#src/context.ts";
import { RunIdSchema } from "#src/ids.ts";
import { automation, child, oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec, text } from "#test/support/domain.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { runNow, taskOf } from "#test/support/intake.ts";
import { startProvisioning, type Provisioning } from "#test/support/provisioning.ts";
import { eventsOf, eventually, statesOf, untilRun } from "#test/support/run-story.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";

let provisioning: Provisioning;
let at: TestWorkspace;
let engine: Engine;

beforeAll(async () => {
  provisioning = await startProvisioning();
  const url = `${provisioning.url}/\${client.key}`;
  const move = taskSpec("move", { sla: null, role: "professional-services" });
  const launch = taskSpec("launch", { sla: null, after: ["migrate"] });
  const own = { owner: "professional-services" };
  const playbooks = [
    oneStage("moving", [move], { ...own, title: "Moving" }),
    oneStage("machine-moving", [automation("copy", { url })], own),
    oneStage("with-move", [child("migrate", "moving"), launch], { owner: "customer-success" }),
    oneStage("with-machine", [child("migrate", "machine-moving"), launch]),
    oneStage("may-move", [
      child("migrate", "moving", { required: false }),
      taskSpec("talk", { sla: null, after: [] }),
    ]),
    oneStage("moves-later", [
      taskSpec("talk", { sla: null }),
      child("migrate", "moving", { after: ["talk"] }),
    ]),
  ];
  at = await testWorkspace((book) => withPlaybooks(book, playbooks));
  engine = await startEngine(at, { loopback: [provisioning.pair], secrets: {} });
});
afterAll(async () => {
  await engine.stop();
  await provisioning.stop();
  await at.drop();
});

describe("a child run", () => {
  test("has its own owner and thread, and its parent's client, deal and trigger", async () => {
    const parent = await runNow(at, await engine.start("Own", "with-move"));
    const opened = await runNow(at, await childOf(parent.id));
    const { id, client, deal, trigger, release } = parent;
    const task = taskOf(parent, "migrate");
    expect(opened).toMatchObject({
      playbook: "moving",
      client,
      deal,
      trigger,
      release,
      parent: { run: id, task, execution: 1 },
    });
    const owners = ["ps-1@acme.example", "ps-2@acme.example"].map((email) => at.user(email));
    expect(owners).toContain(opened.owner);
    expect(owners).not.toContain(parent.owner);
    const cards = await at.rows`select run_id from baton.slack_messages
      where kind = 'card' and run_id in (${id}, ${opened.id})`;
    expect(cards).toHaveLength(2);
  });

  test("that is completed completes its parent's task, and the parent goes on", async () => {
    const parent = await engine.start("Done", "with-move");
    const opened = await childOf(parent);
    await doTask(opened, "move");
    await eventually(async () =>
      expect(await statesOf(at, parent)).toEqual({ migrate: "done", launch: "ready" }),
    );
    expect((await runNow(at, opened)).status).toBe("completed");
    expect(await eventsOf(at, parent, "child-opened")).toMatchObject([{ child: opened }]);
  });

  test("keeps its parent's release, whatever was published since", async () => {
    const parent = await engine.start("Old", "moves-later");
    const before = (await runNow(at, parent)).release;
    const renamed = oneStage("moving", [taskSpec("other", { sla: null })], { title: "Renamed" });
    const { number } = await draftRelease(at.context(OPS), withPlaybooks(at.book, [renamed]), at.user(OPS));
    await at.rows`update baton.workspaces set current_release = ${number}`;
    await doTask(parent, "talk");
    const opened = await runNow(at, await childOf(parent));
    await at.rows`update baton.workspaces set current_release = ${before}`;
    expect(opened).toMatchObject({ release: before, title: "Moving" });
  });

  test("is cancelled with its parent", async () => {
    const parent = await engine.start("Left", "with-move");
    const opened = await childOf(parent);
    await ask(parent, { type: "cancel-run", reason: "The client left", note: null });
    await untilRun(at, opened, "cancelled");
  });

  test("that its parent completes without is cancelled", async () => {
    const parent = await engine.start("Optional", "may-move");
    const opened = await childOf(parent);
    await doTask(parent, "talk");
    expect(await statesOf(at, parent)).toEqual({ migrate: "skipped", talk: "done" });
    await untilRun(at, opened, "cancelled");
  });

  test("that is cancelled at its gate stops its parent at a gate; opened again, it is another run", async () => {
    provisioning.plan("gated", { status: 400 });
    const parent = await engine.start("Gated", "with-machine");
    const first = await childOf(parent);
    await untilRun(at, first, "blocked");
    await openGate(first, "cancel");
    await untilRun(at, first, "cancelled");
    await untilRun(at, parent, "blocked: Its onboarding was cancelled");
    await openGate(parent, "resume");
    await eventually(async () => expect(await statesOf(at, parent)).toMatchObject({ migrate: "done" }));
    const children = await childrenOf(parent);
    expect(children).toMatchObject([
      { id: first, parent_execution: 1, status: "cancelled" },
      { parent_execution: 2, status: "completed" },
    ]);
  });

  test("whose job vanished is opened when its watchdog looks", async () => {
    await engine.pause();
    const parent = await engine.start("Vanished", "with-move");
    const task = taskOf(await runNow(at, parent), "migrate");
    await at.rows`delete from pgboss.job where data ->> 'task' = ${task}`;
    const now = new Date(TUESDAY.getTime() + 31_000);
    await sweepDeadlines({ db: at.db, log: at.context("system").log, now }, () =>
      engine.context("system", now),
    );
    await engine.goOn();
    await childOf(parent);
  });
});

describe("while its parent is paused", () => {
  const WEEK = new Date("2026-12-01T14:00:00Z");
  const LATER = new Date("2026-12-15T14:00:00Z");
  const pause = (reviewAt = WEEK, on: "client" | "vendor" = "client") =>
    ({ type: "pause-run", on, reviewAt, reason: null }) as const;

  test("a child rests as well, for the same and until the same day, and goes on with it", async () => {
    const parent = await engine.start("Rests", "with-move");
    const opened = await childOf(parent);
    await ask(parent, pause(), OPS);
    await eventually(async () =>
      expect(await runNow(at, opened)).toMatchObject({
        status: "paused",
        pause: { on: "client", reviewAt: WEEK, by: null },
      }),
    );
    await ask(parent, pause(LATER, "vendor"), OPS);
    await eventually(async () =>
      expect(await runNow(at, opened)).toMatchObject({ pause: { on: "vendor", reviewAt: LATER } }),
    );
    await ask(parent, { type: "resume-run" }, OPS);
    await untilRun(at, opened, "active");
  });

  test("a child that a person paused stays so, whatever becomes of its parent", async () => {
    const parent = await engine.start("Stays", "with-move");
    const opened = await childOf(parent);
    await ask(opened, pause(LATER), OPS);
    await ask(parent, pause(), OPS);
    await ask(parent, { type: "resume-run" }, OPS);
    const of = await executionOf(parent);
    await settleChild(engine.context("system"), of);
    expect(await runNow(at, opened)).toMatchObject({
      status: "paused",
      pause: { reviewAt: LATER, by: at.user(OPS) },
    });
  });

  test("a child that was being opened rests too, and completes its task once both go on", async () => {
    await engine.pause();
    const parent = await engine.start("Overtaken by a pause", "with-move");
    const of = await executionOf(parent);
    await ask(parent, pause(), OPS);
    await settleChild(engine.context("system"), of);
    const opened = await childOf(parent);
    expect((await runNow(at, opened)).status).toBe("paused");
    await doTask(opened, "move");
    await engine.goOn();
    await ask(parent, { type: "resume-run" }, OPS);
    await eventually(async () =>
      expect(await statesOf(at, parent)).toEqual({ migrate: "done", launch: "ready" }),
    );
  });

  test("jobs that are done twice and at once change a child once", async () => {
    await engine.pause();
    const parent = await engine.start("Rests once", "with-move");
    const of = await executionOf(parent);
    const ctx = engine.context("system");
    await settleChild(ctx, of);
    await ask(parent, pause(), OPS);
    await Promise.all([1, 2, 3, 4].map(() => settleChild(ctx, of)));
    const opened = await childOf(parent);
    expect(await eventsOf(at, opened, "run-paused")).toHaveLength(1);
    await ask(parent, { type: "resume-run" }, OPS);
    await Promise.all([1, 2, 3, 4].map(() => settleChild(ctx, of)));
    expect(await eventsOf(at, opened, "run-resumed")).toHaveLength(1);
    await engine.goOn();
  });
});

describe("jobs that are done twice", () => {
  test("and at once open one child", async () => {
    for (let round = 0; round < 5; round++) {
      await engine.pause();
      const parent = await engine.start(`Twice ${round}`, "with-move");
      const of = await executionOf(parent);
      const ctx = engine.context("system");
      await Promise.all([1, 2, 3, 4].map(() => settleChild(ctx, of)));
      await engine.goOn();
      expect(await childrenOf(parent)).toHaveLength(1);
      expect(await eventsOf(at, parent, "child-opened")).toHaveLength(1);
    }
  });

  test("because a worker died once the child was open go on with that child", async () => {
    await engine.pause();
    const parent = await engine.start("Died", "with-move");
    const of = await executionOf(parent);
    const dying: Context = {
      ...engine.context("system"),
      wake() {
        throw new Error("The process was killed here");
      },
    };
    await expect(settleChild(dying, of)).rejects.toThrow("killed here");
    const [first] = await childrenOf(parent);
    expect(await eventsOf(at, parent, "child-opened")).toEqual([]);
    await settleChild(engine.context("system"), of);
    await engine.goOn();
    expect(await childrenOf(parent)).toEqual([first]);
    expect(await eventsOf(at, parent, "child-opened")).toMatchObject([{ child: first?.["id"] }]);
  });
});

test("a parent that ends while its child is opened takes it along", async () => {
  await engine.pause();
  const parent = await engine.start("Overtaken", "with-move");
  const ctx = engine.context("system");
  const overtaken: Context = {
    ...ctx,
    async queue(workspace, work) {
      await ask(parent, { type: "cancel-run", reason: "The client left", note: null });
      return ctx.queue(workspace, work);
    },
  };
  await settleChild(overtaken, await executionOf(parent));
  await engine.goOn();
  await eventually(async () => expect(await childrenOf(parent)).toMatchObject([{ status: "cancelled" }]));
});

test("the record of all of it is whole", async () => {
  const { runs, broken } = await verifyAudit(at.context("system"), () => {});
  expect(runs).toBeGreaterThan(15);
  expect(broken).toEqual([]);
});

async function ask(run: RunId, what: Ask, by = "system"): Promise<void> {
  const decision = await changeRun(engine.context(by), {
    run,
    key: `${run} ${JSON.stringify(what)}`,
    ask: what,
  });
  if (!decision.ok) throw new Error(`${what.type} was refused: ${decision.refusal.code}`);
}

async function doTask(run: RunId, key: string): Promise<void> {
  const task = taskOf(await runNow(at, run), key);
  await ask(run, { type: "claim-task", task }, OPS);
  await ask(run, { type: "complete-task", task, evidence: null }, OPS);
}

async function openGate(run: RunId, choice: "resume" | "cancel"): Promise<void> {
  const [exception] = (await runNow(at, run)).exceptions;
  if (!exception) throw new Error(`Run ${run} has no exception`);
  const words = { cause: text("A typo"), prevention: text("A review") };
  const type = "open-gate";
  await ask(run, { type, exception: exception.id, choice, to: null, ...words }, "founder@acme.example");
}

async function executionOf(parent: RunId): Promise<{ task: TaskId; execution: number }> {
  return { task: taskOf(await runNow(at, parent), "migrate"), execution: 1 };
}

function childrenOf(parent: RunId) {
  return at.rows`select id, status, parent_execution from baton.runs
    where parent_run_id = ${parent} order by parent_execution`;
}

/** The one child that a run has, or will have in a moment. */
function childOf(parent: RunId): Promise<RunId> {
  return eventually(async () => {
    const [row] = await childrenOf(parent);
    return RunIdSchema.parse(row?.["id"]);
  });
}
