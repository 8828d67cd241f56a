import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunId } from "#domain/ids.ts";
import { changeRun } from "#services/change-run.ts";
import { deliverSignals } from "#services/deliver-signals.ts";
import { followMerge } from "#services/follow-merge.ts";
import { mergeRuns } from "#services/merge-runs.ts";
import { moveRun } from "#services/move-run.ts";
import { newText } from "#services/new-text.ts";
import { routeTrigger } from "#services/route-trigger.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import type { Context } from "#src/context.ts";
import { RunIdSchema } from "#src/ids.ts";
import { child, oneStage, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { acme, paid, routed, runNow, won } from "#test/support/intake.ts";
import { eventsOf, eventually, statesOf } from "#test/support/run-story.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const OPS = "ops@acme.example";
const PAID = "payment.received";
const LATER = new Date("2026-11-25T09:00:00Z");

let at: TestWorkspace;
let engine: Engine;

beforeAll(async () => {
  const move = taskSpec("move", { sla: null });
  const payment = taskSpec("payment", {
    sla: null,
    after: [],
    work: { kind: "wait", signal: { type: PAID, when: "true" }, timeout: null },
  });
  const talk = taskSpec("talk", { sla: null, after: [] });
  at = await testWorkspace((book) =>
    withPlaybooks(book, [
      oneStage("paying", [payment, talk]),
      oneStage("moving", [move]),
      oneStage("with-move", [child("migrate", "moving"), talk]),
    ]),
  );
  engine = await startEngine(at, { loopback: [], secrets: {} });
});
afterAll(async () => {
  await engine.stop();
  await at.drop();
});

describe("two runs of what turns out to be one deal", () => {
  test("become one: the lesser ends, its keys and evidence are the other's, and its payment reaches the other", async () => {
    const lesser = await wonRun(7001);
    const into = await engine.start("Once", "paying");
    await engine.pause();
    await pay(7001);
    const merged = await merge(lesser, into);
    expect(merged).toMatchObject({ ok: true, run: { status: "cancelled", mergedInto: into } });
    await engine.goOn();
    await eventually(async () =>
      expect(await statesOf(at, into)).toMatchObject({ payment: "done", talk: "ready" }),
    );
    const [{ deal: from }, { deal }] = [await runNow(at, lesser), await runNow(at, into)];
    const [row] = await at.rows`select
      (select count(*)::integer from baton.deal_keys where deal_id = ${from}) as keys,
      (select count(*)::integer from baton.triggers where deal_id = ${from}) as triggers,
      (select merged_into from baton.deals where id = ${from}) as into`;
    expect(row).toEqual({ keys: 0, triggers: 0, into: deal });
    expect(await eventsOf(at, into, "run-absorbed")).toMatchObject([{ from: lesser, deal: from }]);
  });

  test("stay one: what comes later for the lesser's deal reaches the other and opens nothing", async () => {
    const lesser = await wonRun(7002);
    const into = await engine.start("Later", "paying");
    await merge(lesser, into);
    await absorbed(into);
    await pay(7002);
    await eventually(async () => expect(await statesOf(at, into)).toMatchObject({ payment: "done" }));
    const again = await won(at, 7002, new Date("2026-03-04T09:00:00Z"));
    await routed(at, again);
    const [decision] = await at.rows`select outcome from baton.routing_decisions where trigger_id = ${again}`;
    expect(decision).toEqual({ outcome: "joined" });
  });

  test("take the parts of the lesser along to its end", async () => {
    const lesser = await engine.start("Parts", "with-move");
    const part = await eventually(async () => {
      const [row] = await at.rows`select id from baton.runs where parent_run_id = ${lesser}`;
      return RunIdSchema.parse(row?.["id"]);
    });
    await merge(lesser, await engine.start("Parts go here", "paying"));
    await eventually(async () => expect((await runNow(at, part)).status).toBe("cancelled"));
  });

  test("asked twice and done twice, are merged once", async () => {
    const lesser = await wonRun(7003);
    const into = await engine.start("Twice", "paying");
    await engine.pause();
    await merge(lesser, into, "first");
    expect(await merge(lesser, into, "second")).toMatchObject({ ok: true, events: [] });
    const ctx = engine.context("system");
    await followMerge(ctx, { run: lesser, into, by: null });
    const before = await runNow(at, into);
    await Promise.all([1, 2, 3].map(() => followMerge(ctx, { run: lesser, into, by: null })));
    await engine.goOn();
    expect((await runNow(at, into)).version).toBe(before.version);
    expect(await eventsOf(at, into, "run-absorbed")).toHaveLength(1);
    expect(await eventsOf(at, lesser, "run-cancelled")).toHaveLength(1);
  });

  test("are merged to the end though the worker died half way", async () => {
    const lesser = await wonRun(7004);
    const into = await engine.start("Died", "paying");
    await engine.pause();
    await merge(lesser, into);
    const ctx = engine.context("system");
    let asked = 0;
    const dying: Context = {
      ...ctx,
      queue(workspace, work) {
        if (++asked > 1) throw new Error("The process was killed here");
        return ctx.queue(workspace, work);
      },
    };
    await expect(followMerge(dying, { run: lesser, into, by: null })).rejects.toThrow("killed here");
    expect(await eventsOf(at, into, "run-absorbed")).toEqual([]);
    await engine.goOn();
    await absorbed(into);
    await pay(7004);
    await eventually(async () => expect(await statesOf(at, into)).toMatchObject({ payment: "done" }));
  });

  test.for([
    ["as they were asked for", false],
    ["the other way round", true],
  ] as const)(
    "are one deal also where a third of the first's deal takes over, with the work done %s",
    async ([name, isReversed]) => {
      const first = await engine.start(`Sold twice, ${name}`, "paying");
      const second = await engine.start(`Sold once, ${name}`, "paying");
      await engine.pause();
      await merge(first, second);
      // Its deal is still its own: nobody has followed the merge yet.
      const third = await engine.start(`Sold twice, ${name}`, "paying", LATER);
      expect(await merge(second, third)).toMatchObject({ ok: true });
      const [{ deal }, { deal: other }] = [await runNow(at, third), await runNow(at, second)];
      expect((await runNow(at, first)).deal).toBe(deal);
      const ctx = engine.context("system");
      const merges = [
        { run: first, into: second },
        { run: second, into: third },
      ];
      for (const one of isReversed ? merges.toReversed() : merges)
        await followMerge(ctx, { ...one, by: null });
      await engine.goOn();
      const rows =
        await at.rows`select id, merged_into from baton.deals where id in ${at.rows([deal, other])}`;
      expect(new Map(rows.map((row) => [row["id"], row["merged_into"]]))).toEqual(
        new Map([
          [deal, null],
          [other, deal],
        ]),
      );
      await deliverSignals(ctx, other);
    },
  );

  test("are one deal where the third came after the first merge was done", async () => {
    const first = await engine.start("Sold a third time", "paying");
    const second = await engine.start("Sold before", "paying");
    await engine.pause();
    await merge(first, second);
    const third = await engine.start("Sold a third time", "paying", LATER);
    const ctx = engine.context("system");
    await followMerge(ctx, { run: first, into: second, by: null });
    await merge(second, third);
    await engine.goOn();
    await absorbed(third);
    await deliverSignals(ctx, (await runNow(at, first)).deal);
    await deliverSignals(ctx, (await runNow(at, second)).deal);
    const [row] =
      await at.rows`select merged_into from baton.deals where id = ${(await runNow(at, third)).deal}`;
    expect(row).toEqual({ merged_into: null });
  });

  test("have two names: whoever starts the lesser's client is told of the other, and begins anew once that is over", async () => {
    const lesser = await engine.start("Called so", "paying");
    const into = await engine.start("Called otherwise", "paying");
    await merge(lesser, into);
    await absorbed(into);
    expect(await engine.start("Called so", "paying", LATER)).toBe(into);
    await cancel(into);
    const again = await engine.start("Called so", "paying", new Date("2026-11-26T09:00:00Z"));
    const { deal } = await runNow(at, into);
    expect(await runNow(at, again)).toMatchObject({ deal, generation: 2 });
  });

  test("are never each merged into the other, however close together that is asked", async () => {
    for (let round = 0; round < 5; round++) {
      const one = await engine.start(`One ${round}`, "paying");
      const other = await engine.start(`Other ${round}`, "paying");
      const answers = await Promise.all([merge(one, other), merge(other, one)]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const states = [(await runNow(at, one)).status, (await runNow(at, other)).status];
      expect(states.toSorted()).toEqual(["active", "cancelled"]);
    }
  });

  test("are not merged where the other is over, a part, the same or unknown", async () => {
    const run = await engine.start("Refused", "paying");
    const over = await engine.start("Over", "paying");
    await cancel(over);
    const whole = await engine.start("Whole", "with-move");
    const part = await eventually(async () => {
      const [row] = await at.rows`select id from baton.runs where parent_run_id = ${whole}`;
      return RunIdSchema.parse(row?.["id"]);
    });
    const unknown = RunIdSchema.parse("run_000000000000");
    const cases: readonly [RunId, string][] = [
      [over, "over"],
      [part, "part"],
      [run, "same"],
      [unknown, "unknown"],
    ];
    for (const [into, why] of cases) {
      expect(await merge(run, into)).toEqual({ ok: false, refusal: { code: "cannot-merge", why } });
    }
    expect((await runNow(at, run)).status).toBe("active");
  });
});

describe("a run that was opened for the wrong client", () => {
  test("is moved to the right one with its deal, and so is what it is part of", async () => {
    const run = await engine.start("Wrong name", "with-move");
    const part = await eventually(async () => {
      const [row] = await at.rows`select id from baton.runs where parent_run_id = ${run}`;
      return RunIdSchema.parse(row?.["id"]);
    });
    const right = await runNow(at, await engine.start("Right name", "paying"));
    const moved = await move(run, "RIGHT name", false);
    expect(moved).toMatchObject({ ok: true, client: { id: right.client, name: "Right name" } });
    const { client, deal } = await runNow(at, run);
    expect(client).toBe(right.client);
    expect(await at.rows`select client_id from baton.deals where id = ${deal}`).toEqual([
      { client_id: right.client },
    ]);
    await eventually(async () => expect((await runNow(at, part)).client).toBe(right.client));
  });

  test("leaves the wrong name to a deal of its own, and begins anew under the right one", async () => {
    const moved = await engine.start("Wrongly typed", "paying");
    await move(moved, "Rightly typed", true);
    const { deal, client } = await runNow(at, moved);
    const other = await runNow(at, await engine.start("Wrongly typed", "paying", LATER));
    expect(other).toMatchObject({ generation: 1 });
    expect(other.deal).not.toBe(deal);
    expect(await engine.start("Rightly typed", "paying", LATER)).toBe(moved);
    await cancel(moved);
    const again = await engine.start("Rightly typed", "paying", new Date("2026-11-26T09:00:00Z"));
    expect(await runNow(at, again)).toMatchObject({ deal, client, generation: 2 });
  });

  test("and moved back is what the first name means again", async () => {
    const run = await engine.start("There and back", "paying");
    const { deal } = await runNow(at, run);
    await move(run, "There", true);
    await move(run, "There and back", false);
    await cancel(run);
    const again = await engine.start("There and back", "paying", LATER);
    expect(await runNow(at, again)).toMatchObject({ deal, generation: 2 });
  });

  test("is not moved to a client that nobody has heard of, unless that is meant", async () => {
    const run = await engine.start("Acme Robotics", "paying");
    const before = await runNow(at, run);
    expect(await move(run, "Acme Robotiks", false)).toEqual({
      ok: false,
      refusal: { code: "no-such-client", name: "Acme Robotiks" },
      suggestions: ["Acme Robotics"],
    });
    expect(await runNow(at, run)).toEqual(before);
    expect(await move(run, "Acme Robotiks", true)).toMatchObject({
      ok: true,
      client: { key: "acme-robotiks" },
    });
    expect((await runNow(at, run)).client).not.toBe(before.client);
  });

  test("leaves no new client behind where the asker may not move it", async () => {
    const run = await engine.start("Not theirs", "paying");
    const ctx = engine.context("csm-2@acme.example");
    const moved = await moveRun(ctx, { run, client: { name: "Made up" }, mayMake: true, key: "not theirs" });
    expect(moved).toMatchObject({ ok: false, refusal: { code: "not-allowed", intent: "move-run" } });
    expect(await at.rows`select id from baton.clients where name = 'Made up'`).toEqual([]);
  });
});

test("the record of all of it is whole", async () => {
  const { runs, broken } = await verifyAudit(at.context("system"), () => {});
  expect(runs).toBeGreaterThan(15);
  expect(broken).toEqual([]);
});

let merges = 0;

function merge(run: RunId, into: RunId, key = `merge ${merges++}`) {
  const note = newText(at.user(OPS), "They signed twice");
  return mergeRuns(engine.context(OPS), { run, into, note, key });
}

function move(run: RunId, name: string, mayMake: boolean) {
  return moveRun(engine.context(OPS), { run, client: { name }, mayMake, key: `move ${run} to ${name}` });
}

async function cancel(run: RunId): Promise<void> {
  const ask = { type: "cancel-run", reason: "The client left", note: null } as const;
  await changeRun(engine.context("system"), { run, key: `cancel ${run}`, ask });
}

/** A run that a won deal opened. */
async function wonRun(deal: number): Promise<RunId> {
  const trigger = await won(at, deal);
  await routed(at, trigger, { snapshot: { ...acme, client: { ...acme.client, name: `Deal ${deal}` } } });
  const [row] = await at.rows`select id from baton.runs where trigger_id = ${trigger}`;
  return RunIdSchema.parse(row?.["id"]);
}

/** The deal's payment comes, and its runs are told of it. */
async function pay(deal: number): Promise<void> {
  await routeTrigger(engine.context("system"), await paid(at, deal));
}

function absorbed(into: RunId): Promise<void> {
  return eventually(async () => expect(await eventsOf(at, into, "run-absorbed")).toHaveLength(1));
}
