import { expect, test } from "vitest";
import { drawCall, pauseCalls, type Budget } from "#db/rate-buckets.ts";
import { newTeam } from "./support.ts";

const budget: Budget = { bucket: "chat.update", capacity: 5, perMinute: 6, reserve: 2 };

test("a method's calls are counted over all processes, and the last ones are kept for what somebody waits for", async () => {
  const { at } = await newTeam();
  const draw = (pressing: boolean) => drawCall(at.db, at.id, budget, pressing);
  const bulk = await Promise.all(Array.from({ length: 10 }, () => draw(false)));
  expect(bulk.filter(Boolean)).toHaveLength(3);
  const pressing = await Promise.all(Array.from({ length: 10 }, () => draw(true)));
  expect(pressing.filter(Boolean)).toHaveLength(2);
});

test("a budget fills up again with time", async () => {
  const { at } = await newTeam();
  for (let call = 0; call < budget.capacity; call++) await drawCall(at.db, at.id, budget, true);
  const later = async (seconds: number) => {
    await at.db
      .sql`update baton.rate_buckets set refilled_at = refilled_at - make_interval(secs => ${seconds}),
      paused_until = paused_until - make_interval(secs => ${seconds})`;
    return [await drawCall(at.db, at.id, budget, true), await drawCall(at.db, at.id, budget, true)];
  };
  expect(await later(5)).toEqual([false, false]);
  expect(await later(6)).toEqual([true, false]);
});

test("the pause that Slack asks for holds for everybody, whatever the budget", async () => {
  const { at } = await newTeam();
  await pauseCalls(at.db, at.id, budget, 60);
  expect(await drawCall(at.db, at.id, budget, true)).toBe(false);
  await at.db.sql`update baton.rate_buckets set paused_until = now(), refilled_at = now()`;
  expect(await drawCall(at.db, at.id, budget, true)).toBe(true);
});
