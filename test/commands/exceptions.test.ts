import { afterAll, beforeAll, expect, test } from "vitest";
import type { UserId } from "#domain/ids.ts";
import { until } from "#sandbox/client.ts";
import { chaseExceptions } from "#services/chase-exceptions.ts";
import { actionIds, fields } from "#views/ids.ts";
import { hasButton, people, startBot, textOf, type Bot } from "#test/support/bot.ts";
import { heldTrigger, withTwoOperators } from "#test/support/held.ts";

// The operator is the fallback owner, who answers for what leads nowhere; here the founder is an operator as well.
const { operator, founder } = people;
const { settleHeld } = actionIds;
const CAUSE = "The invoice named no deal";
const PREVENTION = "Invoices are made from deals";
const WEDNESDAY = new Date("2026-11-25T14:00:00Z");

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ change: withTwoOperators });
});
afterAll(() => bot.stop());

test("who answers for a trigger that led nowhere settles it in the message about it, and it says so from then on", async () => {
  const exception = await heldTrigger(bot.context("system"));
  const dm = await dmOf(operator);
  await bot.press(operator, settleHeld, exception, dm);
  expect(await submit(operator, CAUSE, " ")).toMatchObject({
    errors: { [fields.prevention.block_id]: "Please say what keeps it from happening again." },
  });
  expect(await submit(operator, CAUSE, PREVENTION)).toMatchObject({ ok: true });
  await heard(operator, `was settled by <@${operator}>`);
  await heard(operator, PREVENTION);
  expect(hasButton(await bot.slack.messages({ channel: dm, user: operator }), settleHeld, exception)).toBe(
    false,
  );
  expect(await bot.say(operator, "/onboard")).not.toContain("Exceptions you answer for");
});

test("not settled in time, operators are called too, and whoever comes second hears who was first", async () => {
  const exception = await heldTrigger(bot.context("system"));
  await chaseExceptions({ ...bot.context("system"), now: WEDNESDAY });
  await heard(founder, `still waits for <@${operator}>`);
  const dm = await dmOf(founder);
  await bot.press(founder, settleHeld, exception, dm);
  expect(JSON.stringify((await bot.slack.state(founder)).view)).toContain(
    "begin by hand first: `/onboard start &lt;client&gt;`",
  );

  expect(await bot.say(operator, "/onboard")).toContain("Exceptions you answer for · 1");
  await bot.press(operator, settleHeld, exception);
  await submit(operator, CAUSE, PREVENTION);
  // The founder has the form open still.
  await submit(founder, "I thought so too", "Nothing");
  expect(JSON.stringify((await bot.slack.state(founder)).view)).toContain(
    `<@${operator}> settled it before you. Nothing more was changed.`,
  );
  await heard(founder, `was settled by <@${operator}>`);
});

async function submit(user: UserId, cause: string, prevention: string) {
  const view = await until(async () => (await bot.slack.state(user)).view);
  return bot.slack.submit({
    user,
    view_id: view.id,
    values: {
      [fields.cause.block_id]: { [fields.cause.action_id]: cause },
      [fields.prevention.block_id]: { [fields.prevention.action_id]: prevention },
    },
  });
}

async function heard(user: UserId, words: string): Promise<void> {
  const dm = await dmOf(user);
  await until(
    async () =>
      (await bot.slack.messages({ channel: dm, user })).some((message) => textOf(message).includes(words)),
    { what: `a message to ${user} with “${words}”` },
  );
}

function dmOf(user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "a direct message" });
}
