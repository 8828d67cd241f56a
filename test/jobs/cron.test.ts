import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTicks } from "#jobs/cron.ts";
import { newLog } from "#src/log.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-24T09:00:00.500Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const everySecond = "* * * * * *";

test("a tick that is still at work is not started again, and goes on once it is through", async () => {
  const works: (() => void)[] = [];
  const run = () => new Promise<void>((resolve) => works.push(resolve));
  const ticks = startTicks([{ name: "slow", cron: everySecond, run }], newLog("silent"));
  await vi.advanceTimersByTimeAsync(5000);
  expect(works).toHaveLength(1);
  works[0]?.();
  await vi.advanceTimersByTimeAsync(1000);
  expect(works).toHaveLength(2);
  works[1]?.();
  await ticks.stop();
});

test("a tick that fails is tried again at its next time, and keeps no other from its own", async () => {
  let failed = 0;
  let sound = 0;
  const ticks = startTicks(
    [
      { name: "failing", cron: everySecond, run: () => Promise.reject(new Error(`failure ${++failed}`)) },
      { name: "sound", cron: everySecond, run: async () => ++sound },
    ],
    newLog("silent"),
  );
  await vi.advanceTimersByTimeAsync(3000);
  expect([failed, sound]).toEqual([3, 3]);
  await ticks.stop();
});

test("stopping waits for what is at work, and nothing starts afterwards", async () => {
  let begun = 0;
  const work = Promise.withResolvers<void>();
  const run = () => {
    begun += 1;
    return work.promise;
  };
  const ticks = startTicks([{ name: "slow", cron: everySecond, run }], newLog("silent"));
  await vi.advanceTimersByTimeAsync(1000);
  let stopped = false;
  const stopping = ticks.stop().then(() => (stopped = true));
  await vi.advanceTimersByTimeAsync(3000);
  expect([begun, stopped]).toEqual([1, false]);
  work.resolve();
  await stopping;
  expect(begun).toBe(1);
});
