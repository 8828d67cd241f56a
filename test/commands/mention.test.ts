import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import {
  messageWith,
  ONBOARDING,
  people,
  SHARED,
  startBot,
  taskNamed,
  textOf,
  toldPrivately,
  type Bot,
} from "#test/support/bot.ts";

let bot: Bot;
let acme: RunSeen;
let thread: string;
beforeAll(async () => {
  bot = await startBot();
  acme = await bot.startRun("Acme Robotics");
  await bot.startRun("Beta Labs");
  const checklist = await messageWith(
    bot,
    { channel: ONBOARDING },
    actionIds.claimTask,
    taskNamed(acme, "schedule-kickoff"),
  );
  thread = checklist.threadTs ?? "";
});
afterAll(() => bot.stop());

test("in a thread the client needn't be named, and the answer is private and in the thread", async () => {
  const answer = await mention("status");
  expect(answer).toMatchObject({ threadTs: thread, ephemeral: true });
  expect(textOf(answer)).toContain("Acme Robotics");
  expect(textOf(await mention("audit"))).toContain("The record of Acme Robotics");
  expect(textOf(await mention("why"))).toContain("*Acme Robotics* runs");
});

test("a client that is named is shown, whatever the thread is about", async () => {
  expect(textOf(await mention("status beta labs"))).toContain("Beta Labs");
});

test("the app's name may stand anywhere, and every command is understood as after /onboard", async () => {
  expect(textOf(await mention("help <@U00000BOT01>"))).toContain("What you can say to Baton");
  expect(textOf(await mention("sttaus"))).toContain("Did you mean `/onboard status`");
  expect(textOf(await mention(""))).toContain("for you in Baton");
});

test("where a form is needed, a mention is answered with the button that opens it", async () => {
  const { owner } = acme.run;
  const answer = await mention("handoff", owner);
  const { handOffRun } = actionIds;
  await bot.slack.click({
    user: owner,
    channel: ONBOARDING,
    ts: answer.ts,
    action_id: handOffRun,
    value: acme.run.id,
  });
  const view = await until(async () => (await bot.slack.state(owner)).view);
  expect(JSON.stringify(view.view)).toContain(fields.person.action_id);
});

test("giveback in a thread is about the tasks of its run", async () => {
  await bot.claim(people.csmOne, taskNamed(acme, "schedule-kickoff"));
  expect(textOf(await mention("giveback kickoff"))).toContain("You gave back *Schedule the kickoff call*");
});

test("outside of threads it is answered in the channel", async () => {
  const answer = await mention("list", people.founder, null);
  expect(answer.threadTs).toBeNull();
  expect(textOf(answer)).toContain("Beta Labs");
});

test("a stranger can look at the onboarding whose thread it is, and change nothing", async () => {
  const { stranger } = people;
  const { version } = (await bot.run(acme.run.id)).run;
  await bot.slack.setMember(ONBOARDING, stranger);
  expect(textOf(await mention("status", stranger))).toContain("Acme Robotics");
  for (const other of ["list", "status Beta Labs", "why Beta Labs", "audit acme"]) {
    const answer = textOf(await mention(other, stranger));
    expect(answer).toContain("People from another organisation see an onboarding in its own thread");
    expect(answer).not.toContain("Beta Labs");
  }
  expect(textOf(await mention("start Gamma Foods", stranger))).toContain(
    "People from another organisation can look",
  );
  await bot.press(stranger, actionIds.claimTask, taskNamed(acme, "read-handover"));
  const told = await until(async () => (await toldPrivately(bot, ONBOARDING, stranger)).at(-1));
  expect(told).toContain("People from another organisation can look, and change nothing");
  expect(textOf(await mention("handoff acme robotics", stranger))).toContain("another organisation");
  expect((await bot.run(acme.run.id)).run.version).toBe(version);
  expect(await bot.db.sql`select 1 from baton.clients where name = 'Gamma Foods'`).toHaveLength(0);
  const { ok, ack } = await bot.slack.command({
    user: stranger,
    channel: SHARED,
    text: "/onboard start Gamma Foods",
  });
  expect(ok).toBe(true);
  expect(JSON.stringify(ack)).toContain("People from another organisation can look");
});

async function mention(text: string, user = people.csmOne, thread_ts: string | null = thread) {
  const before = new Set((await bot.slack.messages({ channel: ONBOARDING, user })).map(({ ts }) => ts));
  await bot.slack.mention({
    user,
    channel: ONBOARDING,
    text: `<@U00000BOT01> ${text}`,
    ...(thread_ts && { thread_ts }),
  });
  return until(
    async () =>
      (await bot.slack.messages({ channel: ONBOARDING, user })).find(
        (message) => message.ephemeral && !before.has(message.ts),
      ),
    { what: `an answer to ${text}` },
  );
}
