import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { UserId } from "#domain/ids.ts";
import type { RunSeen } from "#services/read-run.ts";
import { actionIds, fields } from "#views/ids.ts";
import { ONBOARDING, people, startBot, taskNamed, toldPrivately, type Bot } from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

const BOT = "U00000BOT01";
const { claimTask, handOffTask, handOffRun, acceptHandoff, declineHandoff, withdrawHandoff } = actionIds;

test("a task that is handed off stays with its holder until the other accepts", async () => {
  const { seen, task } = await claimed("Acme Robotics");
  await bot.press(people.csmOne, handOffTask, task);
  expect(await submit(people.csmOne, { person: people.csmTwo, note: "I am away on Friday" })).toMatchObject({
    ok: true,
  });
  expect(await standing(seen, task)).toMatchObject({ assignee: people.csmOne, offer: { to: people.csmTwo } });
  await bot.press(people.csmTwo, acceptHandoff, await offerOn(seen, task), await dmOf(people.csmTwo));
  expect(await standing(seen, task)).toMatchObject({ assignee: people.csmTwo, offer: null });
  expect(await handoffs(seen)).toContainEqual({
    kind: "offer",
    from_user: people.csmOne,
    to_user: people.csmTwo,
    outcome: "accepted",
  });
});

test("a declined offer says why to who asked, and nothing changes hands", async () => {
  const { seen, task } = await claimed("Beta Labs");
  await bot.press(people.csmOne, handOffTask, task);
  await submit(people.csmOne, { person: people.csmTwo });
  await bot.press(people.csmTwo, declineHandoff, await offerOn(seen, task), await dmOf(people.csmTwo));
  expect(await submit(people.csmTwo, { reason: "I have four of these already" })).toMatchObject({ ok: true });
  expect(await standing(seen, task)).toMatchObject({ assignee: people.csmOne, offer: null });
  const dm = await dmOf(people.csmOne);
  await until(async () =>
    (await bot.slack.messages({ channel: dm, user: people.csmOne })).some(({ blocks }) =>
      JSON.stringify(blocks).includes("I have four of these already"),
    ),
  );
});

test("while one offer is open there is no second one, and who made it may withdraw it", async () => {
  const { run } = await bot.startRun("Gamma Foods");
  const other = run.owner === people.psOne ? people.psTwo : people.psOne;
  await bot.say(run.owner, `/onboard handoff Gamma Foods <@${other}>`);
  await submit(run.owner, {});
  const told = await bot.say(run.owner, `/onboard handoff Gamma Foods <@${people.founder}>`);
  expect(told).toContain(`offered to <@${other}> already`);
  await bot.press(run.owner, withdrawHandoff, await offerOn({ run }, null));
  expect((await bot.run(run.id)).run).toMatchObject({ owner: run.owner, offer: null });
});

test.for([
  { who: people.leaver, says: "deactivated" },
  { who: people.stranger, says: "another organisation" },
  { who: BOT, says: "don't know them" },
  { who: people.csmOne, says: "have it already" },
])("nothing can be offered to somebody who can't take it: $says", async ({ who, says }) => {
  const { seen, task } = await claimed(`Delta ${says}`);
  await bot.press(people.csmOne, handOffTask, task);
  expect(await submit(people.csmOne, { person: who })).toMatchObject({
    errors: { [fields.person.block_id]: expect.stringContaining(says) },
  });
  expect(await standing(seen, task)).toMatchObject({ assignee: people.csmOne, offer: null });
});

test("somebody whom Baton has never met can take a task over", async () => {
  const { seen, task } = await claimed("Epsilon Bank");
  await bot.db.sql`delete from baton.people where user_id = ${people.founder}`;
  await bot.press(people.csmOne, handOffTask, task);
  await submit(people.csmOne, { person: people.founder });
  await bot.press(people.founder, acceptHandoff, await offerOn(seen, task), await dmOf(people.founder));
  expect(await standing(seen, task)).toMatchObject({ assignee: people.founder });
});

test("a run's ownership moves the same way, and there is always one owner", async () => {
  const seen = await bot.startRun("Zeta Health");
  const owner = seen.run.owner;
  const other = owner === people.psOne ? people.psTwo : people.psOne;
  await bot.press(owner, handOffRun, seen.run.id);
  await submit(owner, { person: other });
  expect((await bot.run(seen.run.id)).run).toMatchObject({ owner, offer: { to: other } });
  await bot.press(other, acceptHandoff, await offerOn(seen, null), await dmOf(other));
  expect((await bot.run(seen.run.id)).run).toMatchObject({ owner: other, offer: null });
});

test("who may not hand a task off is told before they fill in a form", async () => {
  const { task } = await claimed("Eta Travel");
  await bot.press(people.support, handOffTask, task);
  const told = await until(async () => (await toldPrivately(bot, ONBOARDING, people.support)).at(-1));
  expect(told).toContain("can hand this task off");
  expect((await bot.slack.state(people.support)).view).toBeNull();
});

test("/onboard handoff opens the form for a run that one owns, with the person chosen", async () => {
  const seen = await bot.startRun("Theta Mining");
  const { owner } = seen.run;
  const other = owner === people.psOne ? people.psTwo : people.psOne;
  await bot.say(owner, `/onboard handoff Theta Mining <@${other}>`);
  const { view } = await bot.slack.state(owner);
  expect(JSON.stringify(view?.view)).toContain(`"initial_user":"${other}"`);
  if (!view) throw new Error("No form was opened");
  await bot.slack.submit({ user: owner, view_id: view.id });
  expect((await bot.run(seen.run.id)).run.offer).toMatchObject({ to: other });
});

test.for([
  { mention: `<@${people.leaver}>`, says: "deactivated" },
  { mention: `<@${people.stranger}>`, says: "another organisation" },
])("/onboard handoff to somebody who can't take it says so: $says", async ({ mention, says }) => {
  const seen = await bot.startRun(`Iota ${says}`);
  expect(await bot.say(seen.run.owner, `/onboard handoff Iota ${says} ${mention}`)).toContain(says);
});

test("/onboard handoff of a name that Slack doesn't know asks for the person in the form", async () => {
  const seen = await bot.startRun("Kappa Power");
  await bot.say(seen.run.owner, "/onboard handoff Kappa Power @nobody-at-all");
  const { view } = await bot.slack.state(seen.run.owner);
  expect(JSON.stringify(view?.view)).toContain("Who should take it?");
});

test("/onboard handoff of a run of others lists the tasks that one holds in it", async () => {
  await claimed("Lambda Air");
  expect(await bot.say(people.csmOne, "/onboard handoff lambda air")).toContain("Schedule the kickoff call");
  expect(await bot.say(people.support, "/onboard handoff lambda air")).toContain(
    "Only the owner and the operators can hand the onboarding off",
  );
});

async function claimed(client: string) {
  const seen = await bot.startRun(client);
  const task = taskNamed(seen, "schedule-kickoff");
  await bot.press(people.csmOne, claimTask, task);
  return { seen, task };
}

async function submit(user: UserId, entered: Partial<Record<"person" | "note" | "reason", string>>) {
  const { view } = await bot.slack.state(user);
  if (!view) throw new Error("There is no form to submit");
  const { person, note, reason } = fields;
  const values = Object.fromEntries(
    [person, note, reason].flatMap(({ block_id, action_id }) => {
      const value = entered[block_id];
      return value === undefined ? [] : [[block_id, { [action_id]: value }]];
    }),
  );
  return bot.slack.submit({ user, view_id: view.id, values });
}

async function standing({ run }: RunSeen, task: string) {
  return (await bot.run(run.id)).run.tasks.find(({ id }) => id === task);
}

async function offerOn(seen: Pick<RunSeen, "run">, task: string | null): Promise<string> {
  const { run } = await bot.run(seen.run.id);
  const of = task === null ? run : run.tasks.find(({ id }) => id === task);
  if (!of || !("offer" in of) || !of.offer) throw new Error("There is no open offer");
  return of.offer.handoff;
}

function dmOf(user: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(user)).dm, { what: "a direct message" });
}

async function handoffs({ run }: RunSeen) {
  return [
    ...(await bot.db
      .sql`select kind, from_user, to_user, outcome from baton.handoffs where run_id = ${run.id}`),
  ];
}
