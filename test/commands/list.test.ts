import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "#sandbox/client.ts";
import type { OperationId, UserId } from "#domain/ids.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import { operate } from "#services/operate.ts";
import { listOperations, startOperation } from "#services/operations.ts";
import { UserIdSchema } from "#src/ids.ts";
import { actionIds, fields } from "#views/ids.ts";
import { ONBOARDING, people, startBot, textOf, type Bot } from "#test/support/bot.ts";

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
  for (let number = 1; number <= 23; number++) await bot.startRun(`Example Client ${number}`);
  await bot.startRun("Acme & Sons Ltd", "guided");
});
afterAll(() => bot.stop());

test("the list is narrowed by client, playbook, owner, state and lateness, and says by what", async () => {
  const says = (typed: string) => bot.say(people.operator, `/onboard list ${typed}`);
  expect(await says("")).toContain("24 onboardings, open");
  expect(await says("acme")).toContain("1 onboarding, open, of clients whose name begins with “acme”");
  expect(await says('client:"Acme & Sons"')).toContain("Acme &amp; Sons Ltd");
  expect(await says("playbook:guided")).toContain("1 onboarding, open, of playbook guided");
  expect(await says("guided")).toContain("of playbook guided");
  expect(await says("state:completed,cancelled")).toContain("No onboarding is completed or cancelled");
  expect(await says("paused acme")).toContain("No onboarding is paused, of clients");
  expect(await says("overdue")).toContain("No onboarding is overdue");
  expect(await says(`owner:<@${people.founder}>`)).toContain(
    `No onboarding is open, owned by <@${people.founder}>`,
  );
  expect(await says("owner:me")).toContain(`owned by <@${people.operator}>`);
  const [{ email = "" } = {}] = await bot.db
    .sql`select email from baton.people where user_id = ${people.founder}`;
  expect(await says(`owner:${String(email)}`)).toContain(`owned by <@${people.founder}>`);
});

test.for([
  { typed: "onwer:me", says: "Did you mean `owner:`?" },
  { typed: "state:pausd", says: "There is no state “pausd”. Did you mean `state:paused`?" },
  { typed: "owner: acme", says: "Nothing stands behind `owner:`" },
  { typed: "owner:nobody@acme.example", says: "I don't know who “nobody@acme.example” is" },
])("a filter that can't be read is explained: $typed", async ({ typed, says }) => {
  expect(await bot.say(people.operator, `/onboard list ${typed}`)).toContain(says);
});

test("what is late is found once its time has come", async () => {
  const before = bot.now();
  bot.setNow(new Date(before.getTime() + 3 * 86_400_000));
  await bot.sweep();
  expect(await bot.say(people.operator, "/onboard list overdue")).toContain("24 onboardings, overdue");
  bot.setNow(before);
});

test("a long list goes on page by page, each onboarding once", async () => {
  const first = await bot.say(people.operator, "/onboard list example");
  expect(first).toContain("23 onboardings*, open, of clients whose name begins with “example” · 1 to 20");
  await pressPrivately(people.operator, actionIds.moreRuns);
  const second = await until(async () =>
    (await privately(people.operator)).find((text) => text.includes("21 to 23")),
  );
  const named = [...`${first}\n${second}`.matchAll(/Example Client \d+/g)].map(([name]) => name);
  expect(new Set(named).size).toBe(23);
  expect(named).toHaveLength(23);
  expect(second).not.toContain("Show more");
});

test("all that a list shows is reassigned, after it was said what will happen and asked once more; and undone", async () => {
  const to = people.csmTwo;
  const was = await owners();
  await bot.say(people.operator, "/onboard list client:example");
  await pressPrivately(people.operator, actionIds.reassignListed);
  await submit({ [fields.person.block_id]: { [fields.person.action_id]: to }, ...extent("tasks") });
  await formSays("23 onboardings");
  await formSays("and 15 more");
  expect(await begunBy(people.operator)).toEqual([]);
  await submit({});
  await formSays("It has begun");
  const id = await newest();
  await closeForms(people.operator);
  const dm = await dmOf(people.operator);
  await dmSays(people.operator, "0 of 23");
  await bot.press(people.operator, actionIds.stopOperation, id, dm);
  await operate(bot.context("system"), id);
  await dmSays(people.operator, "Reassigned: stopped");
  await bot.press(people.operator, actionIds.continueOperation, id, dm);
  await operate(bot.context("system"), id);
  await dmSays(people.operator, "23 changed");
  await dmSays(to, "made you the owner of 23 onboardings");
  expect(new Set(await owners())).toEqual(new Set([to]));
  const former = UserIdSchema.parse(was.find((owner) => owner !== to && owner !== people.operator));
  await dmSays(former, `of yours to <@${to}>, with the tasks that you had there`);

  aMinutePasses();
  await bot.press(people.operator, actionIds.undoOperation, id, dm);
  await formSays("Each goes back to its former owner");
  await submit({});
  await formSays("It has begun");
  const back = await newest();
  await operate(bot.context("system"), back);
  await dmSays(people.operator, "Reassignment undone");
  await dmSays(people.operator, "asked to undo it");
  await dmSays(former, "undid it since. All of them are yours again");
  await dmSays(to, "You own none of them any more");
  expect(await owners()).toEqual(was);
});

test("due dates are moved by what was chosen; whoever may not is told before, and nothing begins", async () => {
  await bot.say(people.support, "/onboard list client:acme");
  await pressPrivately(people.support, actionIds.moveListed);
  await submit(later("2 business days"), people.support);
  await formSays("Nothing would change", people.support);
  await formSays("only the owner and operators may do that", people.support);

  await closeForms(people.operator);
  aMinutePasses();
  const [due] = await dues();
  await bot.say(people.operator, "/onboard list client:acme");
  await pressPrivately(people.operator, actionIds.moveListed);
  await submit(later("2 business days"));
  await formSays("1 onboarding");
  await submit({});
  await formSays("It has begun");
  const id = await newest();
  await operate(bot.context("system"), id);
  expect((await dues())[0]?.getTime()).toBeGreaterThan(due?.getTime() ?? Infinity);
  await dmSays(people.operator, "Due dates moved");

  await closeForms(people.operator);
  aMinutePasses();
  await bot.press(people.operator, actionIds.undoOperation, id, await dmOf(people.operator));
  await formSays("is due when it was before");
  await submit({});
  await formSays("It has begun");
  await operate(bot.context("system"), await newest());
  expect((await dues())[0]).toEqual(due);
  await dmSays(people.operator, "Due dates moved back");
});

test("whoever confirms what would be others by now is shown those, and asked once more", async () => {
  await closeForms(people.operator);
  aMinutePasses();
  await bot.startRun("Late Lark");
  await bot.say(people.operator, "/onboard list client:late");
  await pressPrivately(people.operator, actionIds.moveListed);
  await submit(later("1 business day"));
  await formSays("*1 onboarding*");
  await bot.startRun("Late Starling");
  const before = (await begunBy(people.operator)).length;
  await submit({});
  await formSays("The list has changed since you looked");
  await formSays("*2 onboardings*");
  expect(await begunBy(people.operator)).toHaveLength(before);
  await submit({});
  await formSays("It has begun");
  expect(await begunBy(people.operator)).toHaveLength(before + 1);
  await operate(bot.context("system"), await newest());
});

test("operators see under the list what others do to many, and can stop it; whoever began it sees who did", async () => {
  aMinutePasses();
  const owner = people.psOne;
  const context = bot.context(owner);
  const spec = { kind: "move-due", later: { amount: 1, unit: "business days" } } as const;
  const filter = { states: OPEN_STATES, owner };
  const started = await startOperation(context, { spec, filter, words: "owner:me", key: "theirs" });
  if (!started.ok) throw new Error("It was not begun");
  expect(await bot.say(people.support, "/onboard list client:late")).not.toContain("asked by");
  await bot.say(people.operator, "/onboard list client:late");
  expect((await privately(people.operator)).at(-1)).toContain(`asked by <@${owner}>`);
  await pressPrivately(people.operator, actionIds.stopOperation);
  await until(
    async () => (await privately(people.operator)).some((text) => text.includes("It stops after")),
    { what: "an answer that it stops" },
  );
  await dmSays(owner, "Due dates moved: stopped");
  await dmSays(owner, `<@${people.operator}> stopped it.`);
});

test.for([
  { typed: "paussed", says: "Did you mean `state:paused`?" },
  { typed: "guidde", says: "Did you mean `playbook:guided`?" },
  { typed: "overdu acme", says: "begins with “overdu acme”. Did you mean `overdue` by “overdu”?" },
])(
  "a word that no client is called by, but that is close to one I know, is asked about: $typed",
  async (one) => {
    expect(await bot.say(people.operator, `/onboard list ${one.typed}`)).toContain(one.says);
  },
);

test("a word that a client is called by is that client, however close it is to another", async () => {
  await bot.startRun("Paussed Pictures");
  const said = await bot.say(people.operator, "/onboard list paussed");
  expect(said).toContain("1 onboarding, open, of clients whose name begins with “paussed”");
  expect(await bot.say(people.operator, "/onboard list paussed overdue")).not.toContain("Did you mean");
});

/** So that what is begun next is the newest. */
function aMinutePasses() {
  bot.setNow(new Date(bot.now().getTime() + 60_000));
}

function extent(value: string) {
  return { [fields.extent.block_id]: { [fields.extent.action_id]: value } };
}

function later(value: string) {
  return { [fields.duration.block_id]: { [fields.duration.action_id]: value } };
}

async function privately(who: UserId): Promise<string[]> {
  const seen = await bot.slack.messages({ channel: ONBOARDING, user: who });
  return seen.filter(({ ephemeral }) => ephemeral).map(textOf);
}

/** Presses a button in the newest of what only that person sees. */
async function pressPrivately(user: UserId, action_id: string) {
  const seen = await bot.slack.messages({ channel: ONBOARDING, user });
  const message = seen.findLast(
    ({ ephemeral, blocks }) => ephemeral && JSON.stringify(blocks).includes(action_id),
  );
  if (!message) throw new Error(`Nothing has a button ${action_id}`);
  await bot.slack.click({ user, channel: ONBOARDING, ts: message.ts, action_id });
}

async function modal(who: UserId = people.operator) {
  return until(async () => (await bot.slack.state(who)).view, { what: "a form" });
}

/** Waits for a form to say that: one that takes long is shown empty first. */
async function formSays(words: string, who: UserId = people.operator) {
  await until(async () => JSON.stringify((await modal(who)).view).includes(words), {
    what: `a form that says ${words}`,
  });
}

async function submit(
  values: Parameters<Bot["slack"]["submit"]>[0]["values"],
  user: UserId = people.operator,
) {
  const { id } = await modal(user);
  const answer = await bot.slack.submit({ user, view_id: id, ...(values && { values }) });
  expect(answer).toMatchObject({ ok: true });
}

async function begunBy(by: UserId) {
  const filter = { by, state: null };
  return (await listOperations(bot.context(by), filter, { after: null, limit: 10 })).operations;
}

async function newest(): Promise<OperationId> {
  const [operation] = await begunBy(people.operator);
  if (!operation) throw new Error("No operation was begun");
  return operation.id;
}

async function dmSays(who: UserId, words: string) {
  const channel = await dmOf(who);
  await until(
    async () =>
      (await bot.slack.messages({ channel, user: who })).some((message) => textOf(message).includes(words)),
    { what: `a direct message that says ${words}` },
  );
}

function dmOf(who: UserId): Promise<string> {
  return until(async () => (await bot.slack.state(who)).dm, { what: "a direct message" });
}

async function closeForms(user: UserId) {
  const { view } = await bot.slack.state(user);
  if (view) await bot.slack.close({ user, view_id: view.id, all: true });
}

async function owners() {
  const rows = await bot.db.sql`select r.owner from baton.runs r join baton.clients c on c.id = r.client_id
    where c.key like 'example-%' order by c.key`;
  return rows.map(({ owner }) => String(owner));
}

async function dues() {
  const rows = await bot.db.sql`select r.due_at from baton.runs r join baton.clients c on c.id = r.client_id
    where c.key like 'acme-%'`;
  return rows.map(({ due_at }) => new Date(String(due_at)));
}
