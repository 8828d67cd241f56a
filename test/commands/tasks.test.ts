import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import {
  messageWith,
  ONBOARDING,
  people,
  startBot,
  taskNamed,
  textOf,
  toldPrivately,
  type Bot,
} from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

const { claimTask, completeTask, giveBackTask } = actionIds;

test("of two who claim at the same moment one has it, and the other is told privately who", async () => {
  const seen = await bot.startRun("Acme Robotics");
  const task = taskNamed(seen, "schedule-kickoff");
  await messageWith(bot, { channel: ONBOARDING }, claimTask, task);
  const both = [people.csmOne, people.csmTwo] as const;
  const answers = await Promise.all(both.map((user) => bot.press(user, claimTask, task)));
  expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
  const holder = await holderOf(seen, task);
  const other = both.find((user) => user !== holder);
  if (!other) throw new Error("Both hold it");
  const told = await until(async () => (await toldPrivately(bot, ONBOARDING, other))[0]);
  expect(told).toContain(`<@${holder}> has *Schedule the kickoff call* already`);
  expect(await toldPrivately(bot, ONBOARDING, both.find((user) => user === holder) ?? other)).toEqual([]);
});

test("a claim shows in the checklist, with the buttons of whoever has it", async () => {
  const seen = await bot.startRun("Beta Labs");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.press(people.csmOne, claimTask, task);
  const message = await messageWith(bot, { channel: ONBOARDING }, completeTask, task);
  expect(textOf(message)).toContain(`<@${people.csmOne}> has it`);
});

test("a second press of the same button succeeds quietly and changes nothing", async () => {
  const seen = await bot.startRun("Gamma Foods");
  const task = taskNamed(seen, "schedule-kickoff");
  const { ts } = await messageWith(bot, { channel: ONBOARDING }, claimTask, task);
  const press = () =>
    bot.slack.click({ user: people.csmOne, channel: ONBOARDING, ts, action_id: claimTask, value: task });
  const before = await toldPrivately(bot, ONBOARDING, people.csmOne);
  await Promise.all([press(), press()]);
  expect((await bot.run(seen.run.id)).run.version).toBe(seen.run.version + 1);
  expect(await toldPrivately(bot, ONBOARDING, people.csmOne)).toEqual(before);
});

test("a press that Slack delivers twice changes nothing the second time, and is answered as the first", async () => {
  const seen = await bot.startRun("Delta Freight");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.press(people.csmOne, claimTask, task);
  await bot.press(people.csmOne, giveBackTask, task);
  const presses = await deliveriesOf(giveBackTask);
  const { version } = (await bot.run(seen.run.id)).run;
  const again = await bot.slack.resend(presses.at(-1)?.envelopeId);
  expect(again).toMatchObject({ ok: true });
  expect((await bot.run(seen.run.id)).run.version).toBe(version);
});

test("Done completes a task at once when it asks for nothing", async () => {
  const seen = await bot.startRun("Epsilon Bank");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.press(people.csmOne, claimTask, task);
  await bot.press(people.csmOne, completeTask, task);
  expect(await statusOf(seen, task)).toBe("done");
  expect((await bot.slack.state(people.csmOne)).view).toBeNull();
});

test("Done asks for evidence where the task wants it, and keeps what was typed", async () => {
  const seen = await bot.startRun("Zeta Health");
  const kickoff = taskNamed(seen, "hold-kickoff");
  for (const [user, key] of [
    [people.psOne, "read-handover"],
    [people.csmOne, "schedule-kickoff"],
  ] as const) {
    await bot.press(user, claimTask, taskNamed(seen, key));
    await bot.press(user, completeTask, taskNamed(seen, key));
  }
  await bot.press(people.csmOne, claimTask, kickoff);
  await bot.press(people.csmOne, completeTask, kickoff);
  const { view } = await bot.slack.state(people.csmOne);
  expect(JSON.stringify(view?.view)).toContain("Link to the notes of the call");
  if (!view) throw new Error("No form was opened");

  const submit = (text: string) =>
    bot.slack.submit({ user: people.csmOne, view_id: view.id, values: valueOf("evidence", text) });
  expect(await submit("   ")).toMatchObject({
    errors: { evidence: expect.stringContaining("Please answer") },
  });
  expect(await statusOf(seen, kickoff)).toBe("claimed");
  expect(await submit("https://notes.acme.example/1")).toMatchObject({ ok: true });
  expect(await statusOf(seen, kickoff)).toBe("done");
  expect((await bot.slack.state(people.csmOne)).view).toBeNull();
  const [text] = await bot.db.sql`select body from baton.texts where workspace_id = ${bot.workspace}`;
  expect(text?.["body"]).toBe("https://notes.acme.example/1");
});

test("Give back lets the role claim it again", async () => {
  const seen = await bot.startRun("Eta Travel");
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.press(people.csmOne, claimTask, task);
  await bot.press(people.csmOne, giveBackTask, task);
  expect(await statusOf(seen, task)).toBe("ready");
  await bot.press(people.csmTwo, claimTask, task);
  expect(await holderOf(seen, task)).toBe(people.csmTwo);
});

test("who isn't in the role is told who is, privately", async () => {
  const seen = await bot.startRun("Theta Mining");
  await bot.press(people.support, claimTask, taskNamed(seen, "schedule-kickoff"));
  const told = await until(async () => (await toldPrivately(bot, ONBOARDING, people.support)).at(-1));
  expect(told).toContain("Only customer success and the owner can claim this task");
});

test("a button of a run that is gone, or one from another time, is answered privately", async () => {
  const { ts } = await bot.slack.message({ user: people.founder, channel: ONBOARDING, text: "hello" });
  const post = async (action_id: string, value: string) => {
    const block = {
      type: "actions",
      elements: [{ type: "button", action_id, value, text: { type: "plain_text", text: "Press" } }],
    };
    const posted = await fetch(`${bot.sandbox.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${bot.sandbox.botToken}`,
        "content-type": "application/json; charset=utf-8",
      },
      body: JSON.stringify({ channel: ONBOARDING, text: "old", blocks: [block], thread_ts: ts }),
    });
    expect(await posted.json()).toMatchObject({ ok: true });
    await bot.press(people.founder, action_id, value);
    return until(async () => (await toldPrivately(bot, ONBOARDING, people.founder)).at(-1));
  };
  expect(await post(claimTask, "tsk_000000000000_1")).toBe(
    "I can't find that onboarding any more. Nothing was changed.",
  );
  expect(await post("task.claim.v0", "1")).toContain("something that no longer exists");
});

async function statusOf({ run }: RunSeen, task: string) {
  return (await bot.run(run.id)).run.tasks.find(({ id }) => id === task)?.status;
}

async function holderOf({ run }: RunSeen, task: string) {
  const found = (await bot.run(run.id)).run.tasks.find(({ id }) => id === task);
  return found?.status === "claimed" ? found.assignee : null;
}

function valueOf(field: keyof typeof fields, value: unknown) {
  return { [fields[field].block_id]: { [fields[field].action_id]: value } };
}

async function deliveriesOf(action: string) {
  return (await bot.slack.deliveries()).filter(({ payload }) =>
    JSON.stringify(payload).includes(`"action_id":"${action}"`),
  );
}
