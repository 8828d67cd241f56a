import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pino } from "pino";
import { until } from "#sandbox/client.ts";
import { actionIds, fields } from "#views/ids.ts";
import {
  messageWith,
  ONBOARDING,
  people,
  startBot,
  taskNamed,
  toldPrivately,
  type Bot,
} from "#test/support/bot.ts";
import { databaseLine, type DatabaseLine } from "#test/support/database-line.ts";

let bot: Bot;
let line: DatabaseLine;
const logged: string[] = [];
beforeAll(async () => {
  bot = await startBot({
    isHurried: true,
    log: pino({ level: "info" }, { write: (entry) => void logged.push(entry) }),
    async through(url) {
      line = await databaseLine(url);
      return line.url;
    },
  });
});
beforeEach(() => logged.splice(0));
afterAll(async () => {
  await bot.stop();
  await line.close();
});

const { claimTask, completeTask, handOffTask } = actionIds;
const NOT_SAVED = "I can't reach my database, so nothing was saved";

test("while the database is down, whoever asks is told that nothing was saved, and nothing was", async () => {
  const seen = await bot.startRun("Acme Robotics");
  const [kickoff, handover] = [taskNamed(seen, "schedule-kickoff"), taskNamed(seen, "read-handover")];
  await bot.press(people.psOne, claimTask, handover);
  await messageWith(bot, { channel: ONBOARDING }, handOffTask, handover);
  await bot.press(people.psOne, handOffTask, handover);
  const form = await until(async () => (await bot.slack.state(people.psOne)).view);
  const { version } = (await bot.run(seen.run.id)).run;
  await line.cut();
  try {
    expect(await bot.say(people.csmOne, "/onboard status acme")).toContain(NOT_SAVED);
    expect(await bot.say(people.csmOne, "/onboard start Beta Labs")).toContain(NOT_SAVED);
    const before = (await toldPrivately(bot, ONBOARDING, people.csmOne)).length;
    await bot.press(people.csmOne, claimTask, kickoff);
    await until(async () =>
      (await toldPrivately(bot, ONBOARDING, people.csmOne))[before]?.includes(NOT_SAVED),
    );
    const { block_id, action_id } = fields.person;
    const values = { [block_id]: { [action_id]: people.psTwo } };
    const submitted = await bot.slack.submit({ user: people.psOne, view_id: form.id, values });
    expect(submitted).toMatchObject({ errors: { [block_id]: expect.stringContaining(NOT_SAVED) } });
    await bot.slack.mention({ user: people.founder, channel: ONBOARDING, text: "list" });
    await until(async () => (await toldPrivately(bot, ONBOARDING, people.founder))[0]?.includes(NOT_SAVED));
    expect((await bot.run(seen.run.id)).run.version).toBe(version);
    await line.mend();
    expect(await bot.slack.submit({ user: people.psOne, view_id: form.id, values })).toMatchObject({
      ok: true,
    });
    expect((await bot.run(seen.run.id)).run.version).toBe(version + 1);
  } finally {
    await line.mend().catch(() => {});
  }
});

test("what takes longer than Slack waits is acknowledged in time and answered after", async () => {
  const seen = await bot.startRun("Gamma Foods");
  const task = taskNamed(seen, "schedule-kickoff");
  const { ts } = await messageWith(bot, { channel: ONBOARDING }, claimTask, task);
  const told = (await toldPrivately(bot, ONBOARDING, people.csmTwo)).length;
  line.hold();
  const [slash, press] = await Promise.all([
    bot.slack.command({ user: people.csmTwo, channel: ONBOARDING, text: "/onboard status gamma" }),
    bot.slack.click({ user: people.csmOne, channel: ONBOARDING, ts, action_id: claimTask, value: task }),
  ]);
  line.release();
  expect(slash).toMatchObject({ ok: true, ack: { text: expect.stringContaining("Working on it") } });
  expect(press).toMatchObject({ ok: true });
  for (const { ackMs } of [slash, press]) expect(ackMs).toBeLessThan(3000);
  await until(async () =>
    (await toldPrivately(bot, ONBOARDING, people.csmTwo))[told + 1]?.includes("0 of 12 tasks done"),
  );
  await messageWith(bot, { channel: ONBOARDING }, completeTask, task);
});

test("a form that takes longer opens as a window that is filled after, and one that is submitted late says so", async () => {
  const seen = await bot.startRun("Delta Freight");
  const task = taskNamed(seen, "read-handover");
  await bot.claim(people.psTwo, task);
  await messageWith(bot, { channel: ONBOARDING }, handOffTask, task);
  line.hold();
  const pressing = bot.press(people.psTwo, handOffTask, task);
  const opened = async () => JSON.stringify((await bot.slack.state(people.psTwo)).view?.view ?? null);
  await until(async () => (await opened()).includes("Working on it"));
  line.release();
  await pressing;
  await until(async () => (await opened()).includes("Who should take it?"));

  const form = await until(async () => (await bot.slack.state(people.psTwo)).view);
  const { block_id, action_id } = fields.person;
  line.hold();
  await bot.slack.submit({
    user: people.psTwo,
    view_id: form.id,
    values: { [block_id]: { [action_id]: people.psOne } },
  });
  expect(await opened()).toContain("Working on it");
  line.release();
  await until(async () => (await opened()).includes("Done."));
  const { tasks } = (await bot.run(seen.run.id)).run;
  expect(tasks.find(({ id }) => id === task)).toMatchObject({ offer: { to: people.psOne } });
});

test("what breaks is told with a reference that the log holds beside the reason, and no word of what was typed", async () => {
  await bot.db.sql`alter table baton.clients rename to clients_away`;
  const told = await bot.say(people.csmOne, "/onboard status a-very-secret-client");
  await bot.db.sql`alter table baton.clients_away rename to clients`;
  const [, reference = ""] = /`([0-9a-f]{8})`/.exec(told) ?? [];
  expect(told).toContain("Something broke on our side");
  const entry = logged.find((one) => one.includes(reference));
  expect(entry).toContain("does not exist");
  expect(logged.join("")).not.toContain("a-very-secret-client");
  expect(logged.join("")).not.toMatch(/xox[a-z]-|xapp-/);
});

test("an answer that Slack does not take is logged, and what was asked is done", async () => {
  const seen = await bot.startRun("Epsilon Bank");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.slack.fault({ method: "response_url", http: 500, times: 1 });
  await bot.press(people.support, claimTask, task);
  await until(() => logged.some((entry) => entry.includes("answer not delivered")));
  await bot.press(people.csmOne, claimTask, task);
  await messageWith(bot, { channel: ONBOARDING }, completeTask, task);
});
