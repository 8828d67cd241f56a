import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import { runOf, type ExceptionId, type TaskId, type UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { gateOn, requireTask } from "#domain/run.ts";
import { changeRun } from "#services/change-run.ts";
import { newText } from "#services/new-text.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import {
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

const { blockRun, blockTask, openGate } = actionIds;
const LEARNED = { cause: "The test was forgotten", prevention: "It is on the checklist now" };

test("an approver opens the gate of what failed, in a message of theirs, and it is tried again", async () => {
  const { review, seen } = await rejected("Acme Robotics");
  const gate = await gateOf(review);
  const dm = await dmOf(people.founder);
  await bot.press(people.founder, openGate, gate, dm);
  const form = await formOf(people.founder);
  expect(form).toContain("Too early for this");
  expect(form).toContain("Try again");
  expect(await submit(people.founder, { choice: "resume", ...LEARNED })).toMatchObject({ ok: true });
  expect(await standing(review)).toMatchObject({ status: "ready", execution: 2, approvals: [] });
  const { owner } = seen.run;
  await heard(owner, `<@${people.founder}> opened the gate of *Do review* for *Acme Robotics*: it goes on.`);
  await heard(owner, "The test was forgotten");
  await heard(people.founder, `✓ <@${people.founder}> settled *Do review* for *Acme Robotics*`);
});

test("a gate doesn't open before cause and prevention are written", async () => {
  const { review } = await rejected("Beta Labs");
  await bot.press(people.founder, openGate, await gateOf(review));
  expect(
    await submit(people.founder, { choice: "resume", cause: " ", prevention: "It is known now" }),
  ).toMatchObject({ errors: { [fields.cause.block_id]: "Please say what happened." } });
  expect(
    await submit(people.founder, { choice: "resume", cause: "It was unknown", prevention: " " }),
  ).toMatchObject({
    errors: { [fields.prevention.block_id]: "Please say what keeps it from happening again." },
  });
  expect(await submit(people.founder, { choice: "reroute", ...LEARNED })).toMatchObject({
    errors: { [fields.target.block_id]: "Please choose the task that is done instead." },
  });
  expect(await standing(review)).toMatchObject({ status: "failed" });
});

test("skipped at its gate it is waived, and what waits for it starts", async () => {
  const { review, seen } = await rejected("Gamma Foods");
  await bot.press(people.founder, openGate, await gateOf(review));
  expect(await submit(people.founder, { choice: "skip", ...LEARNED })).toMatchObject({ ok: true });
  expect(await standing(review)).toMatchObject({ status: "waived", waivedBy: people.founder });
  expect(await standing(taskNamed(seen, "finish"))).toMatchObject({ status: "ready" });
});

test("another task is done in its stead, and what waits for the one waits for the other", async () => {
  const { review, seen } = await rejected("Delta Freight");
  const detour = taskNamed(seen, "detour");
  await bot.press(people.founder, openGate, await gateOf(review));
  expect(await submit(people.founder, { choice: "reroute", target: detour, ...LEARNED })).toMatchObject({
    ok: true,
  });
  expect(await standing(review)).toMatchObject({ status: "waived" });
  expect(await standing(detour)).toMatchObject({ status: "ready" });
  expect(await standing(taskNamed(seen, "finish"))).toMatchObject({ status: "pending" });
});

test("cancelled at its gate the onboarding ends, and its card says so", async () => {
  const { review, seen } = await rejected("Epsilon Mills");
  await bot.press(people.founder, openGate, await gateOf(review));
  expect(await submit(people.founder, { choice: "cancel", ...LEARNED })).toMatchObject({ ok: true });
  expect((await bot.run(seen.run.id)).run).toMatchObject({ status: "cancelled" });
  await until(async () =>
    (await bot.slack.messages({ channel: ONBOARDING, user: people.founder })).some((message) =>
      textOf(message).includes("Epsilon Mills: Gated onboarding was cancelled"),
    ),
  );
  expect(await bot.say(people.founder, "/onboard list cancelled")).toContain("Epsilon Mills");
});

test("who lacks the role can't open a gate, and hears who can", async () => {
  const { review } = await rejected("Zeta Bank");
  await bot.press(people.csmTwo, openGate, await gateOf(review));
  expect(await lastTold(people.csmTwo)).toContain("Only approvers can open this gate. Ask one of them.");
});

test("what one has can be blocked with its reason, and goes on in one's hands once another opens the gate", async () => {
  const seen = await bot.startRun("Eta Optics", "gated");
  const task = taskNamed(seen, "prepare");
  await bot.claim(people.csmOne, task);
  await bot.say(people.csmOne, "/onboard block eta");
  const form = await formOf(people.csmOne);
  expect(form).toContain("Do prepare");
  expect(form).not.toContain("The whole onboarding");
  expect(await submit(people.csmOne, { target: task, reason: " " })).toMatchObject({
    errors: { [fields.reason.block_id]: "Please say why." },
  });
  expect(await submit(people.csmOne, { target: task, reason: "Their administrator left" })).toMatchObject({
    ok: true,
  });
  expect(await standing(task)).toMatchObject({ status: "blocked", hold: { assignee: people.csmOne } });
  expect(await bot.say(people.csmOne, "/onboard unblock eta")).toContain("Only approvers can open this gate");
  await heard(people.founder, "Their administrator left");
  await bot.say(people.founder, "/onboard unblock eta");
  expect(await formOf(people.founder)).toContain("Their administrator left");
  expect(await submit(people.founder, { choice: "resume", ...LEARNED })).toMatchObject({ ok: true });
  expect(await standing(task)).toMatchObject({ status: "claimed", assignee: people.csmOne });
});

test("who closed a gate doesn't open it, whatever else they may", async () => {
  const seen = await bot.startRun("Theta Labs", "gated");
  await bot.say(people.operator, "/onboard block theta");
  expect(
    await submit(people.operator, { target: seen.run.id, reason: "The contract is in doubt" }),
  ).toMatchObject({
    ok: true,
  });
  expect((await bot.run(seen.run.id)).run).toMatchObject({ status: "blocked" });
  expect(await bot.say(people.operator, "/onboard unblock theta")).toContain("somebody else opens it");
  await bot.say(people.founder, "/onboard unblock theta");
  expect(await submit(people.founder, { choice: "resume", ...LEARNED })).toMatchObject({ ok: true });
  expect((await bot.run(seen.run.id)).run).toMatchObject({ status: "active", exceptions: [] });
});

test("where several gates are closed, unblock lists them for whoever may open them", async () => {
  const { seen, review } = await rejected("Iota Games");
  const prepare = taskNamed(seen, "notes");
  const why = newText(people.operator, "Nobody knows");
  const reason = why?.ref ?? null;
  await changeRun(bot.context(people.operator), {
    run: seen.run.id,
    key: "block iota",
    ask: { type: "block-task", task: prepare, reason },
    texts: why ? [why] : [],
  });
  const told = await bot.say(people.founder, "/onboard unblock iota");
  expect(told).toContain("2 closed gates for Iota Games");
  await bot.press(people.founder, openGate, await gateOf(review));
  expect(await formOf(people.founder)).toContain("permanent block");
});

test("/onboard lists the gates that one can open", async () => {
  await rejected("Kappa Air");
  const told = await bot.say(people.founder, "/onboard");
  expect(told).toContain("Gates you can open");
  expect(told).toContain("Kappa Air");
  expect(await bot.say(people.support, "/onboard")).not.toContain("Gates you can open");
});

test("in a thread a mention blocks what it is about, by a button that opens the form", async () => {
  const seen = await bot.startRun("Lambda Works", "gated");
  const thread = await threadOf(seen);
  const { owner } = seen.run;
  await bot.slack.mention({
    user: owner,
    channel: ONBOARDING,
    text: "<@U00000BOT01> block",
    thread_ts: thread,
  });
  await bot.press(owner, blockRun, seen.run.id);
  expect(await submit(owner, { target: seen.run.id, reason: "They are acquired" })).toMatchObject({
    ok: true,
  });
  expect((await bot.run(seen.run.id)).run).toMatchObject({ status: "blocked" });
});

test("what one has can be blocked where one finds it", async () => {
  const seen = await bot.startRun("My Harbour", "gated");
  const task = taskNamed(seen, "prepare");
  await bot.claim(people.csmTwo, task);
  await bot.say(people.csmTwo, "/onboard block");
  await bot.press(people.csmTwo, blockTask, task);
  expect(await submit(people.csmTwo, { reason: "No answer for a week" })).toMatchObject({ ok: true });
  expect(await standing(task)).toMatchObject({ status: "blocked" });
});

test("a stranger opens no gate and blocks nothing, and learns of no other client", async () => {
  const { review, seen } = await rejected("Nu Harbour");
  const { stranger } = people;
  await bot.slack.setMember(ONBOARDING, stranger);
  await bot.press(stranger, openGate, await gateOf(review));
  expect(await lastTold(stranger)).toContain("People from another organisation can look, and change nothing");
  const thread = await threadOf(seen);
  for (const words of ["block acme", "unblock acme", "handoff acme"]) {
    await bot.slack.mention({
      user: stranger,
      channel: ONBOARDING,
      text: `<@U00000BOT01> ${words}`,
      thread_ts: thread,
    });
  }
  const told = await until(async () => {
    const all = await toldPrivately(bot, ONBOARDING, stranger);
    return all.length >= 4 && all;
  });
  expect(told.join("\n")).not.toContain("Acme Robotics");
  expect(await standing(review)).toMatchObject({ status: "failed" });
});

/** A run whose review was rejected, so that its gate is closed. */
async function rejected(client: string) {
  const seen = await bot.startRun(client, "gated");
  const task = taskNamed(seen, "prepare");
  const review = taskNamed(seen, "review");
  await ask(people.csmOne, task, { type: "claim-task", task });
  await ask(people.csmOne, task, { type: "complete-task", task, evidence: null });
  const why = newText(people.security, "Too early for this");
  await ask(people.security, review, { type: "reject-task", task: review, reason: why?.ref ?? null }, why);
  return { seen, review };
}

async function ask(by: UserId, about: TaskId, asked: Ask, text: ReturnType<typeof newText> = null) {
  const key = `${asked.type} ${about} ${by}`;
  const request = { run: runOf(about), key, ask: asked, texts: text ? [text] : [] };
  const decision = await changeRun(bot.context(by), request);
  if (!decision.ok) throw new Error(`${asked.type} was refused: ${decision.refusal.code}`);
}

type Entered = Partial<Record<"choice" | "target" | "cause" | "prevention" | "reason", string>>;

async function submit(user: UserId, entered: Entered) {
  const view = await until(async () => (await bot.slack.state(user)).view);
  const { choice, target, cause, prevention, reason } = fields;
  const values = Object.fromEntries(
    [choice, target, cause, prevention, reason].flatMap(({ block_id, action_id }) => {
      const value = entered[block_id];
      return value === undefined ? [] : [[block_id, { [action_id]: value }]];
    }),
  );
  return bot.slack.submit({ user, view_id: view.id, values });
}

async function formOf(user: UserId): Promise<string> {
  return JSON.stringify(await until(async () => (await bot.slack.state(user)).view));
}

async function gateOf(task: TaskId): Promise<ExceptionId> {
  const gate = gateOn((await bot.run(runOf(task))).run, task);
  if (!gate) throw new Error(`No gate is closed on ${task}`);
  return gate.id;
}

async function standing(task: TaskId) {
  return requireTask((await bot.run(runOf(task))).run, task);
}

async function heard(user: UserId, words: string): Promise<void> {
  const dm = await dmOf(user);
  await until(
    async () =>
      (await bot.slack.messages({ channel: dm, user })).some((message) => textOf(message).includes(words)),
    { what: `a message to ${user} with “${words}”` },
  );
}

async function threadOf({ run }: RunSeen): Promise<string> {
  const [row] = await until(async () => {
    const rows = await bot.db
      .sql`select ts from baton.slack_messages where run_id = ${run.id} and kind = 'card' and ts is not null`;
    return rows.length > 0 && rows;
  });
  return String(row?.["ts"]);
}

function lastTold(user: UserId): Promise<string> {
  return until(async () => (await toldPrivately(bot, ONBOARDING, user)).at(-1));
}

function dmOf(user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "a direct message" });
}
