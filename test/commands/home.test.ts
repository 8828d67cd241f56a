import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { UserId } from "#domain/ids.ts";
import { actionIds, fields } from "#views/ids.ts";
import { hasButton, people, startBot, taskNamed, type Bot } from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ lanes: false });
});
afterAll(() => bot.stop());

const { claimTask, completeTask, handOffTask } = actionIds;

test("App Home shows what needs a person and the runs that they own", async () => {
  const { run } = await bot.startRun("Acme Robotics");
  await bot.slack.home(run.owner);
  await shows(run.owner, "Onboardings you own", "Acme Robotics", "Read the handover from sales");
  await bot.slack.home(people.founder);
  await shows(people.founder, "Nothing right now", "You own none");
});

test("a press in App Home shows there at once", async () => {
  const task = taskNamed(await bot.startRun("Beta Labs"), "schedule-kickoff");
  await bot.slack.home(people.csmOne);
  await until(async () => hasButton((await bot.slack.state(people.csmOne)).home, claimTask, task));
  await bot.slack.click({ user: people.csmOne, home: true, action_id: claimTask, value: task });
  await until(async () => hasButton((await bot.slack.state(people.csmOne)).home, completeTask, task));
});

test("a refusal in App Home is told in a window, and Home shows how things are", async () => {
  const task = taskNamed(await bot.startRun("Gamma Foods"), "schedule-kickoff");
  await bot.slack.home(people.csmTwo);
  await until(async () => hasButton((await bot.slack.state(people.csmTwo)).home, claimTask, task));
  await bot.claim(people.csmOne, task);
  await bot.slack.click({ user: people.csmTwo, home: true, action_id: claimTask, value: task });
  const view = await until(async () => (await bot.slack.state(people.csmTwo)).view);
  expect(JSON.stringify(view.view)).toContain(`<@${people.csmOne}> has *Schedule the kickoff call* already`);
  await until(async () => !hasButton((await bot.slack.state(people.csmTwo)).home, claimTask, task));
});

test("a form that was opened from App Home works, and Home follows", async () => {
  const task = taskNamed(await bot.startRun("Delta Freight"), "read-handover");
  await bot.claim(people.psOne, task);
  await bot.slack.home(people.psOne);
  await until(async () => hasButton((await bot.slack.state(people.psOne)).home, handOffTask, task));
  await bot.slack.click({ user: people.psOne, home: true, action_id: handOffTask, value: task });
  const view = await until(async () => (await bot.slack.state(people.psOne)).view);
  const { block_id, action_id } = fields.person;
  await bot.slack.submit({
    user: people.psOne,
    view_id: view.id,
    values: { [block_id]: { [action_id]: people.psTwo } },
  });
  await shows(people.psOne, `offered to <@${people.psTwo}>`);
});

test("who was deactivated in Slack can't be given work from then on", async () => {
  const active = async () =>
    (await bot.db.sql`select active from baton.people where user_id = ${people.support}`)[0]?.["active"];
  expect(await active()).toBe(true);
  await bot.slack.deactivate(people.support);
  await until(async () => (await active()) === false);
});

async function shows(user: UserId, ...texts: string[]): Promise<void> {
  await until(
    async () => {
      const shown = JSON.stringify((await bot.slack.state(user)).home);
      return texts.every((text) => shown.includes(text));
    },
    { what: `a Home with ${texts.join(", ")}` },
  );
}
