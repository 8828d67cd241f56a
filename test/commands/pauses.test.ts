import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { TaskId } from "#domain/ids.ts";
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
import {
  cardSaying,
  chooseChange,
  dmOf,
  dmSaying,
  pressInWindow,
  submitForm,
  threadOf,
  windowText,
} from "#test/support/steering.ts";
import { TUESDAY } from "#test/support/workspace.ts";

const { pauseRun, resumeRun } = actionIds;
const REASON = "They wait for their new contract";
/** The owner's own window, whose buttons are for the operator as well. */
const { operator } = people;

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

test("whoever owns an onboarding lets it rest, and everybody sees for whom, until when and why", async () => {
  const seen = await bot.startRun("Acme Robotics");
  const { owner } = seen.run;
  await bot.claim(people.csmOne, taskNamed(seen, "schedule-kickoff"));
  expect(await chooseChange(bot, owner, seen, pauseRun)).toContain("Whom does it wait for?");
  await submitForm(bot, owner, { waitingOn: "client", review: "2026-12-01", reason: REASON });
  expect(await windowText(bot, owner)).toContain("is paused, waiting for the client");

  const card = await cardSaying(bot, seen, "⏸ *Paused, waiting for the client*");
  expect(card).toContain(REASON);
  expect(card).toContain("Looked at again");
  expect(card).not.toContain("Next deadline");
  await until(async () => (await threadText(seen)).includes("has it · ⏸ paused"));
  expect(await threadText(seen)).not.toMatch(/ · due </);
  expect(await dmSaying(bot, people.csmOne, "is paused")).toContain(REASON);
  expect(await bot.say(owner, "/onboard status acme")).toContain(REASON);
  expect(await bot.say(owner, "/onboard list paused")).toContain("waiting for the client until");
  // Nine in the morning where its people work.
  expect((await bot.run(seen.run.id)).run).toMatchObject({
    status: "paused",
    pause: { on: "client", by: owner, reviewAt: new Date("2026-12-01T14:00:00Z") },
  });
});

describe("while an onboarding is paused", () => {
  test("no deadline of it rings however far the clock moves, except its review; resumed, they ring after the time that was left", async () => {
    const own = await startBot();
    try {
      const seen = await own.startRun("Beta Labs");
      const { owner } = seen.run;
      const task = taskNamed(seen, "schedule-kickoff");
      await own.claim(people.csmOne, task);
      const due = (await dueOf(own, seen)).getTime();
      await own.say(owner, "/onboard pause beta");
      await submitForm(own, owner, { waitingOn: "vendor", review: "2026-12-08" });

      own.setNow(new Date("2026-12-07T20:00:00Z"));
      await own.sweep();
      expect(await rung(own, seen)).toEqual([]);
      own.setNow(new Date("2026-12-08T14:00:01Z"));
      await own.sweep();
      expect(await rung(own, seen)).toEqual(["pause-review-due"]);
      await dmSaying(own, owner, "still have to rest?");

      await own.press(owner, resumeRun, seen.run.id, await dmOf(own, owner));
      // Tuesday, Wednesday and a short Friday were left, and from a Tuesday morning on they end in a Thursday's afternoon.
      const again = await dueOf(own, seen);
      expect(again.toISOString()).toBe("2026-12-10T21:00:01.000Z");
      own.setNow(new Date(again.getTime() - 60_000));
      await own.sweep();
      expect(await rung(own, seen, task)).not.toContain("task-overdue");
      own.setNow(new Date(again.getTime() + 1000));
      await own.sweep();
      expect(await rung(own, seen, task)).toContain("task-overdue");
      expect(again.getTime()).toBeGreaterThan(due);
      await dmSaying(own, owner, "goes on");
    } finally {
      await own.stop();
    }
  });

  test("it can be kept so, for another reason and until another day, and what was written stands there", async () => {
    const seen = await paused("Gamma Foods");
    const { owner } = seen.run;
    expect(await chooseChange(bot, owner, seen, pauseRun)).toContain("Keep it paused");
    const { view } = await bot.slack.state(owner);
    expect(JSON.stringify(view)).toContain(REASON);
    await submitForm(bot, owner, { waitingOn: "us", review: "2026-12-15" });
    expect(await cardSaying(bot, seen, "waiting for us")).toContain(REASON);
    const [history] = await bot.db.sql`select count(*)::integer as pauses from baton.events
      where run_id = ${seen.run.id} and type = 'run-paused'`;
    expect(history).toEqual({ pauses: 2 });
  });

  test("what is open may be finished, and nothing new starts until it goes on", async () => {
    const seen = await bot.startRun("Delta Bank");
    const { owner } = seen.run;
    for (const task of ["read-handover", "schedule-kickoff"]) await bot.claim(owner, taskNamed(seen, task));
    await pause(seen);
    for (const task of ["read-handover", "schedule-kickoff"])
      await bot.press(owner, actionIds.completeTask, taskNamed(seen, task));
    expect(await statusOf(seen, "hold-kickoff")).toBe("pending");
    await until(async () => (await threadText(seen)).includes("starts once the onboarding goes on"));
    expect(await bot.say(owner, "/onboard resume delta")).toContain("goes on");
    expect(await statusOf(seen, "hold-kickoff")).toBe("ready");
    await dmSaying(bot, people.csmOne, "Hold the kickoff call");
  });

  test("its due dates can't be changed, which is said at once and not after a form", async () => {
    const seen = await paused("Epsilon Bank");
    await bot.press(seen.run.owner, actionIds.changeRun, seen.run.id);
    expect(JSON.stringify((await bot.slack.state(seen.run.owner)).view)).not.toContain(actionIds.changeDue);
  });
});

test("a day that has passed, or whose morning has, is refused at its field", async () => {
  const seen = await bot.startRun("Zeta Works");
  const { owner } = seen.run;
  await bot.say(owner, "/onboard pause zeta");
  bot.setNow(new Date("2026-11-24T15:00:00Z"));
  for (const review of ["2026-11-20", "2026-11-24"]) {
    expect(await submitForm(bot, owner, { waitingOn: "us", review })).toMatchObject({
      errors: { [fields.review.block_id]: "That is in the past. Choose a day that is still to come." },
    });
  }
  bot.setNow(TUESDAY);
  expect(await submitForm(bot, owner, { review: "2026-11-27" })).toMatchObject({ ok: true });
  expect((await bot.run(seen.run.id)).run.status).toBe("paused");
});

test("Resume pressed twice resumes once, and an old form of a run that ended since changes nothing", async () => {
  const seen = await paused("Theta Works");
  const { owner } = seen.run;
  const where = { channel: ONBOARDING, user: owner };
  const { ts } = await messageWith(bot, where, resumeRun, seen.run.id);
  const press = { user: owner, channel: ONBOARDING, ts, action_id: resumeRun, value: seen.run.id };
  await Promise.all([bot.slack.click(press), bot.slack.click(press)]);
  const [history] = await bot.db.sql`select count(*)::integer as resumed from baton.events
    where run_id = ${seen.run.id} and type = 'run-resumed'`;
  expect(history).toEqual({ resumed: 1 });

  await chooseChange(bot, owner, seen, pauseRun);
  await bot.say(operator, "/onboard cancel theta");
  await submitForm(bot, operator, { reason: "They left" });
  await submitForm(bot, owner, { review: "2026-12-01" });
  expect(await windowText(bot, owner)).toContain("This onboarding is cancelled");
  expect((await bot.run(seen.run.id)).run.status).toBe("cancelled");
});

test("a menu that was opened before the run was paused still resumes it, and says so", async () => {
  const seen = await paused("Iota Works");
  const { owner } = seen.run;
  await bot.press(owner, actionIds.changeRun, seen.run.id);
  expect(await pressInWindow(bot, owner, resumeRun)).toContain("Done.");
  expect((await bot.run(seen.run.id)).run.status).toBe("active");
});

test("in its thread the app is asked by name, and answers with the button for it", async () => {
  const seen = await bot.startRun("Kappa Works");
  const { owner } = seen.run;
  const thread_ts = await threadOf(bot, seen);
  await bot.slack.mention({ user: owner, channel: ONBOARDING, text: "pause", thread_ts });
  const { ts } = await messageWith(bot, { channel: ONBOARDING, user: owner }, pauseRun, seen.run.id);
  await bot.slack.click({ user: owner, channel: ONBOARDING, ts, action_id: pauseRun, value: seen.run.id });
  await submitForm(bot, owner, { waitingOn: "client", review: "2026-12-01" });
  expect((await bot.run(seen.run.id)).run.status).toBe("paused");
});

describe("whoever does not own an onboarding", () => {
  test("can't change it, and hears whom to ask", async () => {
    const seen = await bot.startRun("Lambda Works");
    for (const text of ["pause", "cancel", "change"]) {
      expect(await bot.say(people.support, `/onboard ${text} lambda`)).toBe(
        `Only the owner and the operators can change this onboarding. Ask <@${seen.run.owner}>.`,
      );
    }
    expect(await bot.say(people.support, "/onboard resume lambda")).toContain(
      "Only the owner and the operators can resume",
    );
    await bot.press(people.support, actionIds.changeRun, seen.run.id);
    const told = await toldPrivately(bot, ONBOARDING, people.support);
    expect(told.at(-1)).toContain("Only the owner and the operators");
  });

  test("and is from another organisation is told nothing of it", async () => {
    for (const text of ["pause acme", "resume acme", "cancel acme", "change acme"]) {
      await bot.slack.command({ user: people.stranger, channel: SHARED, text: `/onboard ${text}` });
      const told = await toldPrivately(bot, SHARED, people.stranger);
      expect(told.at(-1)).toContain("People from another organisation");
    }
  });
});

async function paused(client: string): Promise<RunSeen> {
  const seen = await bot.startRun(client);
  await pause(seen);
  return seen;
}

async function pause(seen: RunSeen): Promise<void> {
  const { owner } = seen.run;
  await chooseChange(bot, owner, seen, pauseRun);
  await submitForm(bot, owner, { waitingOn: "client", review: "2026-12-01", reason: REASON });
}

async function statusOf(seen: RunSeen, key: string): Promise<string | undefined> {
  const { run } = await bot.run(seen.run.id);
  return run.tasks.find((task) => task.key === key)?.status;
}

async function dueOf(of: Bot, seen: RunSeen): Promise<Date> {
  const task = (await of.run(seen.run.id)).run.tasks.find(({ key }) => key === "schedule-kickoff");
  if (task?.status !== "claimed" || !task.due) throw new Error("The kickoff has no due time");
  return task.due.at;
}

/** What the clock made happen to a run, or to one of its tasks. */
async function rung(of: Bot, seen: RunSeen, task: TaskId | null = null): Promise<string[]> {
  const rows = await of.db.sql`select type from baton.events where run_id = ${seen.run.id}
    and (${task}::text is null or body::jsonb -> 'data' ->> 'task' = ${task})
    and body::jsonb -> 'actor' ->> 'name' = 'clock' order by seq`;
  return rows.map(({ type }) => String(type));
}

async function threadText(seen: RunSeen): Promise<string> {
  const thread = await threadOf(bot, seen);
  const all = await bot.slack.messages({ channel: ONBOARDING, user: seen.run.owner });
  return all
    .filter(({ threadTs, ts }) => threadTs === thread && ts !== thread)
    .map(textOf)
    .join("\n");
}
