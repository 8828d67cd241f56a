import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { startBoss } from "#jobs/boss.ts";
import { sayRarely } from "#jobs/say-rarely.ts";
import { newLog } from "#src/log.ts";
import { lineTo } from "#test/support/cut-line.ts";
import { freshDatabase } from "#test/support/database.ts";
import { eventually } from "#test/support/run-story.ts";

test("what fails again and again is said at once, and then once a minute with how often", () => {
  const { log, lines } = written();
  let nowMs = 0;
  const say = sayRarely(log, () => nowMs);
  for (; nowMs <= 150_000; nowMs += 500) {
    say(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
    if (nowMs === 30_000) say(new Error("Something else"));
  }
  expect(lines().map(({ again, err }) => [err.message, again])).toEqual([
    ["connect", 0],
    ["Something else", 0],
    ["connect", 119],
    ["connect", 119],
  ]);
});

test("while the database is away the log is not flooded, and work goes on when it is back", async () => {
  const { log, lines } = written();
  const database = await freshDatabase();
  const line = await lineTo(database.url);
  const boss = await startBoss(line.url, log, { workers: true });
  let done = 0;
  let failed = 0;
  await boss.createQueue("chores");
  const often = { pollingIntervalSeconds: 0.5 };
  for (let worker = 0; worker < 10; worker++) await boss.work("chores", often, async () => void (done += 1));
  boss.on("error", () => (failed += 1));
  line.cut();
  await eventually(() => expect(failed).toBeGreaterThan(30));
  expect(lines().length).toBeLessThan(8);
  line.mend();
  await eventually(async () => {
    await boss.send("chores", {});
    expect(done).toBeGreaterThan(0);
  });
  await boss.stop({ graceful: false });
  await line.close();
  await database.drop();
});

type Line = { readonly again: number; readonly err: { readonly message: string } };

/** A log, and what was written to it. */
function written() {
  const to = new PassThrough();
  const chunks: string[] = [];
  to.on("data", (chunk) => chunks.push(String(chunk)));
  const lines = (): Line[] =>
    chunks
      .join("")
      .split("\n")
      .filter((one) => one !== "")
      .map((one) => JSON.parse(one));
  return { log: newLog("error", to), lines };
}
