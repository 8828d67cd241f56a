import { afterAll, beforeAll, expect, test } from "vitest";
import { actionIds, fields } from "#views/ids.ts";
import { people, startBot, type Bot } from "#test/support/bot.ts";
import { pressInWindow, submitForm, windowText } from "#test/support/steering.ts";

/** More than a list in Slack may hold. */
const OTHERS = 101;

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ lanes: false });
});
afterAll(() => bot.stop());

test("an onboarding that no list has room for is merged into by its client's name", async () => {
  const { operator } = people;
  const into = await bot.startRun("Zeta Works", "self-serve");
  const lesser = await bot.startRun("Sigma Works", "self-serve");
  for (let number = 1; number <= OTHERS; number++) {
    bot.setNow(new Date(bot.now().getTime() + 1000));
    await bot.startRun(`Example Client ${number}`, "self-serve");
  }
  await bot.say(operator, '/onboard change "Sigma Works"');
  const asked = await pressInWindow(bot, operator, actionIds.mergeRun);
  expect(asked).toContain("There are more than a list can hold");
  expect(asked).not.toContain("Zeta Works");
  const { block_id } = fields.client;
  expect(await submitForm(bot, operator, {})).toMatchObject({
    errors: { [block_id]: expect.stringContaining("Choose one") },
  });
  expect(await submitForm(bot, operator, { client: "Nobody" })).toMatchObject({
    errors: { [block_id]: expect.stringContaining("of a client whose name begins with “Nobody”") },
  });
  await submitForm(bot, operator, { client: "zeta" });
  expect(await windowText(bot, operator)).toContain("Zeta Works");
  await submitForm(bot, operator, { into: into.run.id });
  expect(await windowText(bot, operator)).toContain("Merge for good?");
  await submitForm(bot, operator, {});
  expect((await bot.run(lesser.run.id)).run).toMatchObject({ mergedInto: into.run.id });
});
