import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { until } from "#sandbox/client.ts";
import { runOf, type TaskId, type UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { requireTask } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
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
import { withGated } from "#test/support/gated.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ change: withGated });
});
afterAll(() => bot.stop());

const { approveTask, completeTask, rejectTask } = actionIds;

test("who doesn't have the role can't approve, and hears who can", async () => {
  const { review } = await prepared("Acme Robotics");
  await bot.press(people.csmTwo, approveTask, review);
  expect(await lastTold(people.csmTwo)).toContain("Only security can approve this. Ask one of them.");
  expect(await standing(review)).toMatchObject({ status: "ready", approvals: [] });
});

test("who did the work that is judged can't approve it, whatever else they may", async () => {
  const { review } = await prepared("Beta Labs", people.operator);
  await bot.press(people.operator, approveTask, review);
  expect(await lastTold(people.operator)).toContain("You asked for this or did the work that is judged");
  expect(await standing(review)).toMatchObject({ status: "ready", approvals: [] });
});

test("those who are asked find Approve in a message of theirs, with whose work it is about, and it follows", async () => {
  const { review } = await prepared("Gamma Foods");
  const dm = await dmOf(people.security);
  await bot.press(people.security, approveTask, review, dm);
  expect(await standing(review)).toMatchObject({ status: "done", approvals: [people.security] });
  const shown = await until(async () =>
    (await bot.slack.messages({ channel: dm, user: people.security }))
      .map(textOf)
      .find((text) => text.includes("Gamma Foods") && text.includes("Approved by")),
  );
  expect(shown).toContain(`Done before it: Do prepare (<@${people.csmOne}>)`);
});

test("two presses at once are one approval", async () => {
  const { review, seen } = await prepared("Delta Freight");
  const { ts } = await messageWith(bot, { channel: ONBOARDING, user: people.security }, approveTask, review);
  const press = () =>
    bot.slack.click({
      user: people.security,
      channel: ONBOARDING,
      ts,
      action_id: approveTask,
      value: review,
    });
  await Promise.all([press(), press()]);
  expect(await standing(review)).toMatchObject({ status: "done", approvals: [people.security] });
  expect(await countOf(seen, "task-approved")).toBe(1);
});

test("an approval of two needs two people, and says who was the first", async () => {
  const { seen } = await prepared("Epsilon Mills");
  const board = taskNamed(seen, "board");
  await bot.press(people.csmOne, approveTask, board);
  expect(await standing(board)).toMatchObject({ status: "ready", approvals: [people.csmOne] });
  await bot.press(people.csmOne, approveTask, board);
  expect(await countOf(seen, "task-approved")).toBe(1);
  await until(async () =>
    (await bot.slack.messages({ channel: ONBOARDING, user: people.csmTwo })).some((message) =>
      textOf(message).includes(`1 of 2 approved, by <@${people.csmOne}>`),
    ),
  );
  await bot.press(people.csmTwo, approveTask, board);
  expect(await standing(board)).toMatchObject({
    status: "done",
    approvals: [people.csmOne, people.csmTwo],
  });
});

test("a rejection needs its reason, and closes the gate", async () => {
  const { review } = await prepared("Zeta Bank");
  await bot.press(people.security, rejectTask, review);
  expect(await reject("   ")).toMatchObject({ errors: { [fields.reason.block_id]: "Please say why." } });
  expect(await standing(review)).toMatchObject({ status: "ready" });
  expect(await reject("No penetration test was done")).toMatchObject({ ok: true });
  expect(await standing(review)).toMatchObject({ status: "failed" });
  const founder = await dmOf(people.founder);
  await until(async () =>
    (await bot.slack.messages({ channel: founder, user: people.founder })).some((message) =>
      textOf(message).includes("No penetration test was done"),
    ),
  );
});

test("what waits for somebody outside is done by Done of whoever looks after it", async () => {
  const { seen } = await prepared("Eta Optics");
  const dns = taskNamed(seen, "dns");
  await bot.press(people.support, completeTask, dns);
  expect(await standing(dns)).toMatchObject({ status: "done", doneBy: people.support });
});

test("/onboard shows what one is asked to approve, what has waited longest first, and never one's own work", async () => {
  const own = await startBot({ change: withGated, lanes: false });
  onTestFinished(() => own.stop());
  const clients = ["Theta Labs", "Iota Foods", "Kappa Bank", "Lambda Mills"];
  for (const client of clients) {
    await prepared(client, people.csmOne, own);
    own.setNow(new Date(own.now().getTime() + 1000));
  }
  const told = await own.say(people.security, "/onboard");
  expect(told).toContain("For you to approve · 4");
  const named = [...told.matchAll(new RegExp(clients.join("|"), "g"))].map(([name]) => name);
  expect([...new Set(named)]).toEqual(clients);
  expect(await own.say(people.csmTwo, "/onboard")).toContain("Do board");
  expect(await own.say(people.csmTwo, "/onboard")).not.toContain("Do review");
});

/** A run whose first task is done by that person, so that its review is asked. */
async function prepared(client: string, by: UserId = people.csmOne, of: Bot = bot) {
  const seen = await of.startRun(client, "gated");
  const task = taskNamed(seen, "prepare");
  await ask(by, task, { type: "claim-task", task }, of);
  await ask(by, task, { type: "complete-task", task, evidence: null }, of);
  return { seen, review: taskNamed(seen, "review") };
}

async function ask(by: UserId, about: TaskId, asked: Ask, of: Bot = bot) {
  const key = `${asked.type} ${about} ${by}`;
  const decision = await changeRun(of.context(by), { run: runOf(about), key, ask: asked });
  if (!decision.ok) throw new Error(`${asked.type} was refused: ${decision.refusal.code}`);
}

async function reject(reason: string) {
  const form = await until(async () => (await bot.slack.state(people.security)).view);
  const { block_id, action_id } = fields.reason;
  return bot.slack.submit({
    user: people.security,
    view_id: form.id,
    values: { [block_id]: { [action_id]: reason } },
  });
}

async function standing(task: TaskId) {
  return requireTask((await bot.run(runOf(task))).run, task);
}

async function countOf({ run }: RunSeen, type: string): Promise<number> {
  const rows = await bot.db.sql`select 1 from baton.events where run_id = ${run.id} and type = ${type}`;
  return rows.length;
}

function lastTold(user: UserId): Promise<string> {
  return until(async () => (await toldPrivately(bot, ONBOARDING, user)).at(-1));
}

function dmOf(user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "a direct message" });
}
