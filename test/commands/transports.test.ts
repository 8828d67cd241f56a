import { expect, onTestFinished, test } from "vitest";
import { until } from "#sandbox/client.ts";
import { actionIds, fields } from "#views/ids.ts";
import {
  messageWith,
  ONBOARDING,
  people,
  startBot,
  taskNamed,
  toldPrivately,
  type BotOptions,
} from "#test/support/bot.ts";
import { databaseLine, type DatabaseLine } from "#test/support/database-line.ts";

const { claimTask, completeTask, handOffTask } = actionIds;

test.for(["socket", "http"] as const)(
  "over %s everything is heard, and answered the same",
  async (transport) => {
    const bot = await newBot({ transport });
    const task = taskNamed(await bot.startRun("Acme Robotics"), "schedule-kickoff");
    expect(await bot.say(people.csmOne, "/onboard status acme")).toContain("0 of 12 tasks done");
    await bot.press(people.csmOne, claimTask, task);
    await messageWith(bot, { channel: ONBOARDING }, completeTask, task);
    await bot.press(people.csmOne, handOffTask, task);
    const form = await until(async () => (await bot.slack.state(people.csmOne)).view);
    const { block_id, action_id } = fields.person;
    const choose = (person: string) =>
      bot.slack.submit({
        user: people.csmOne,
        view_id: form.id,
        values: { [block_id]: { [action_id]: person } },
      });
    expect(await choose(people.leaver)).toMatchObject({
      errors: { [block_id]: expect.stringContaining("deactivated") },
    });
    expect(await choose(people.csmTwo)).toMatchObject({ ok: true });
    await bot.slack.mention({ user: people.founder, channel: ONBOARDING, text: "status acme" });
    await until(async () =>
      (await toldPrivately(bot, ONBOARDING, people.founder))[0]?.includes("Acme Robotics"),
    );
    await bot.slack.home(people.founder);
    await until(async () => (await bot.slack.state(people.founder)).home);
  },
);

test("over HTTP, what Slack did not sign is refused and does nothing", async () => {
  const bot = await newBot({ transport: "http", lanes: false });
  await bot.say(people.csmOne, "/onboard start Acme Robotics");
  const [delivered] = await bot.slack.deliveries();
  expect(delivered).toMatchObject({ transport: "http", ok: true });
  const post = (headers: Record<string, string>, method = "POST") =>
    fetch(bot.requestUrl, {
      method,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      ...(method === "POST" && {
        body: "command=%2Fonboard&text=start+Beta+Labs&team_id=T0000000001&user_id=U00000CSM01",
      }),
    });
  const seconds = String(Math.floor(Date.now() / 1000));
  expect((await post({})).status).toBe(401);
  expect(
    (await post({ "x-slack-request-timestamp": seconds, "x-slack-signature": `v0=${"0".repeat(64)}` }))
      .status,
  ).toBe(401);
  expect((await post({}, "GET")).status).toBe(404);
  expect(await bot.db.sql`select 1 from baton.clients where name = 'Beta Labs'`).toHaveLength(0);
});

test("a socket that breaks is opened again, even if Slack refuses that for a while", async () => {
  const bot = await newBot({ lanes: false, patience: { pingMs: 500, againMs: 50 } });
  await bot.slack.fault({ method: "apps.connections.open", error: "invalid_auth", times: 2 });
  await bot.slack.disconnect(true);
  await until(() => bot.sandbox.connections() === 0);
  await until(() => bot.sandbox.connections() === 1);
  expect(await bot.say(people.csmOne, "/onboard list")).toContain("No onboarding");
});

test("a command that Slack delivers again over a socket opens one run", async () => {
  const bot = await newBot({ lanes: false });
  await bot.say(people.csmOne, "/onboard start Acme Robotics");
  const [first] = (await bot.slack.deliveries()).filter(({ type }) => type === "slash_commands");
  expect(await bot.slack.resend(first?.envelopeId)).toMatchObject({ ok: true });
  expect(await bot.db.sql`select 1 from baton.runs`).toHaveLength(1);
  expect(await bot.db.sql`select 1 from baton.triggers`).toHaveLength(1);
});

test.for(["socket", "http"] as const)(
  "stopping over %s waits for what is under way, which is answered",
  async (transport) => {
    let line: DatabaseLine | undefined;
    const bot = await newBot({
      transport,
      lanes: false,
      async through(url) {
        line = await databaseLine(url);
        return line.url;
      },
    });
    await bot.say(people.csmOne, "/onboard start Acme Robotics");
    line?.hold();
    const command = bot.slack.command({
      user: people.csmOne,
      channel: ONBOARDING,
      text: "/onboard status acme",
    });
    await until(() => line?.isHolding());
    const stopping = bot.app.stop();
    line?.release();
    expect(await command).toMatchObject({
      ok: true,
      ack: { text: expect.stringContaining("Acme Robotics") },
    });
    await stopping;
    await until(() => bot.sandbox.connections() === 0);
    await line?.close();
  },
);

async function newBot(options: BotOptions) {
  const bot = await startBot(options);
  onTestFinished(() => bot.stop());
  return bot;
}
