import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { UserId } from "#domain/ids.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import { messageWith, people, startBot, taskNamed, toldPrivately, type Bot } from "#test/support/bot.ts";

let bot: Bot;
let late: RunSeen;
beforeAll(async () => {
  bot = await startBot();
  late = await bot.startRun("Acme Robotics");
  await bot.claim(people.csmOne, taskNamed(late, "schedule-kickoff"));
  // Its two working days are over on Friday, since Thursday is a holiday.
  bot.setNow(new Date("2026-11-28T09:00:00.000Z"));
  await bot.sweep();
});
afterAll(() => bot.stop());

const { acknowledgeTask, assignTask, claimTask, snoozeTask } = actionIds;

test("who is called about a late task can snooze it, for as long as they choose", async () => {
  const task = taskNamed(late, "schedule-kickoff");
  await bot.press(people.csmOne, snoozeTask, task, await dmOf(people.csmOne));
  const form = await until(async () => (await bot.slack.state(people.csmOne)).view);
  const { block_id, action_id } = fields.duration;
  const values = { [block_id]: { [action_id]: "1 business day" } };
  expect(await bot.slack.submit({ user: people.csmOne, view_id: form.id, values })).toMatchObject({
    ok: true,
  });
  expect(await alarmOf(task)).toMatchObject({ snoozedUntil: expect.any(Date) });
});

test("who is called about a late task can acknowledge it, and then nobody else is called", async () => {
  const task = taskNamed(late, "schedule-kickoff");
  await bot.press(people.csmOne, acknowledgeTask, task, await dmOf(people.csmOne));
  expect(await alarmOf(task)).toMatchObject({ acknowledgedBy: people.csmOne });
});

test("who was not called can't acknowledge, and hears who was", async () => {
  const task = taskNamed(late, "schedule-kickoff");
  const dm = await dmOf(people.csmOne);
  await expect(bot.press(people.support, acknowledgeTask, task, dm)).rejects.toThrow();
  expect(await alarmOf(task)).toMatchObject({ acknowledgedBy: people.csmOne });
});

test("the owner assigns a late task that nobody claimed, and whoever gets it is told", async () => {
  const { owner } = late.run;
  const task = taskNamed(late, "read-handover");
  const other = owner === people.psOne ? people.psTwo : people.psOne;
  await bot.press(owner, assignTask, task, await dmOf(owner));
  const form = await until(async () => (await bot.slack.state(owner)).view);
  const { block_id, action_id } = fields.person;
  const choose = (user: UserId) =>
    bot.slack.submit({ user: owner, view_id: form.id, values: { [block_id]: { [action_id]: user } } });
  expect(await choose(people.leaver)).toMatchObject({
    errors: { [block_id]: expect.stringContaining("deactivated") },
  });
  expect(await choose(other)).toMatchObject({ ok: true });
  const { tasks } = (await bot.run(late.run.id)).run;
  expect(tasks.find(({ id }) => id === task)).toMatchObject({ status: "claimed", assignee: other });
  const dm = await dmOf(other);
  await until(async () =>
    (await bot.slack.messages({ channel: dm, user: other })).some(({ text }) =>
      text.includes("You now have"),
    ),
  );
});

test("whoever was called about a late task finds it in /onboard until somebody acknowledges it", async () => {
  const task = taskNamed(late, "read-handover");
  const { operator } = people;
  expect(await bot.say(operator, "/onboard")).toContain("Nothing needs you");
  await bot.db
    .sql`update baton.tasks set alarm = jsonb_set(alarm, '{told}', ${bot.db.sql.json([operator])}) where id = ${task}`;
  const told = await bot.say(operator, "/onboard");
  expect(told).toContain("Read the handover from sales");
  await bot.press(operator, acknowledgeTask, task);
  expect(await bot.say(operator, "/onboard")).toContain("Nothing needs you");
});

test("the buttons of a run that is completed are answered, and change nothing", async () => {
  const seen = await bot.startRun("Beta Labs");
  const task = taskNamed(seen, "schedule-kickoff");
  await messageWith(bot, { channel: await dmOf(people.csmTwo), user: people.csmTwo }, claimTask, task);
  await bot.db
    .sql`update baton.runs set status = 'completed', completed_at = ${bot.now()} where id = ${seen.run.id}`;
  await bot.press(people.csmTwo, claimTask, task, await dmOf(people.csmTwo));
  const dm = await dmOf(people.csmTwo);
  const told = await until(async () => (await toldPrivately(bot, dm, people.csmTwo)).at(-1));
  expect(told).toContain("This onboarding is completed");
  expect((await bot.run(seen.run.id)).run.version).toBe(seen.run.version);
});

async function alarmOf(task: string) {
  const found = (await bot.run(late.run.id)).run.tasks.find(({ id }) => id === task);
  return found && "alarm" in found ? found.alarm : null;
}

function dmOf(user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "a direct message" });
}
