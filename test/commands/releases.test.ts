import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Book } from "#domain/book.ts";
import type { ReleaseRequestId } from "#domain/ids.ts";
import { until } from "#sandbox/client.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { draftRelease } from "#services/draft-release.ts";
import { ReleaseRequestIdSchema } from "#src/ids.ts";
import { actionIds, fields, modalIds } from "#views/ids.ts";
import {
  hasButton,
  messageWith,
  ONBOARDING,
  people,
  SHARED,
  startBot,
  textOf,
  toldPrivately,
  type Bot,
} from "#test/support/bot.ts";

// In the example book the operator and the founder are the approvers.
const { csmOne: author, operator, founder, stranger } = people;

let bot: Bot;
beforeAll(async () => {
  bot = await startBot();
});
afterAll(() => bot.stop());

/** A draft with another title of the enterprise playbook. */
async function drafted(title: string, by = author): Promise<number> {
  const enterprise = bot.book.playbooks["enterprise"];
  if (!enterprise) throw new Error("The example book has no enterprise playbook");
  const book: Book = {
    ...bot.book,
    playbooks: { ...bot.book.playbooks, enterprise: { ...enterprise, title } },
  };
  return (await draftRelease(bot.context(by), book, by)).number;
}

/** One whose author asks that it become current. */
async function asked(title: string, by = author): Promise<{ number: number; request: ReleaseRequestId }> {
  const number = await drafted(title, by);
  const done = await askToPublish(bot.context(by), { number, findByEmail: null });
  if (!done.ok) throw new Error(`Release ${number} was refused: ${done.refusal.code}`);
  const [row] = await bot.db
    .sql`select id from baton.release_log where what = 'asked' and release = ${number}`;
  return { number, request: ReleaseRequestIdSchema.parse(row?.["id"]) };
}

/** The direct messages of a person with the app, as they are now. */
async function direct(who: typeof author): Promise<string> {
  const messages = await bot.slack.messages({ channel: await directChannel(who), user: who });
  return messages.map(textOf).join("\n");
}

async function directChannel(who: typeof author): Promise<string> {
  return until(
    async () => {
      const [row] = await bot.db.sql`select channel from baton.slack_messages
        where lane = ${who} and channel is not null limit 1`;
      return row && String(row["channel"]);
    },
    { what: `a direct message to ${who}` },
  );
}

async function currentRelease(): Promise<number> {
  const [row] = await bot.db.sql`select current_release from baton.workspaces`;
  return Number(row?.["current_release"]);
}

test("approvers get a message with what changes, and Approve publishes the release for everybody", async () => {
  const { number, request } = await asked("Enterprise in four weeks");
  const channel = await directChannel(founder);
  const message = await messageWith(bot, { channel, user: founder }, actionIds.approveRelease, request);
  expect(textOf(message)).toContain(`asks to make current *release ${number}* of the book`);
  expect(textOf(message)).toContain("→ Enterprise in four weeks");
  expect((await bot.press(founder, actionIds.approveRelease, request, channel)).ok).toBe(true);
  await until(async () => (await direct(operator)).includes(`<@${founder}> approved it`), {
    what: "what the founder answered, in the operator's message",
  });
  expect(await currentRelease()).toBe(number);
  for (const who of [founder, operator]) {
    const where = { channel: await directChannel(who), user: who };
    await until(
      async () => !hasButton(await bot.slack.messages(where), actionIds.approveRelease, request) || null,
      { what: "a message without its buttons" },
    );
  }
  await until(async () => (await direct(author)).includes(`Release ${number} of the book: ✓`), {
    what: "the author's message",
  });
  expect(await bot.say(author, '/onboard start "Delta Freight" enterprise')).toContain(
    "Enterprise in four weeks",
  );
});

test("who is no approver any more is told so when they press, and nothing is published", async () => {
  const before = await currentRelease();
  const { request } = await asked("By a former approver");
  const channel = await directChannel(founder);
  await messageWith(bot, { channel, user: founder }, actionIds.approveRelease, request);
  await bot.db
    .sql`update baton.role_members set role = 'was-approver' where role = 'approvers' and user_id = ${founder}`;
  onTestFinished(async () => {
    await bot.db.sql`update baton.role_members set role = 'approvers' where role = 'was-approver'`;
  });
  await bot.press(founder, actionIds.approveRelease, request, channel);
  const told = await toldPrivately(bot, channel, founder);
  expect(told.at(-1)).toContain("Only approvers can answer this");
  expect(await currentRelease()).toBe(before);
});

test("Reject asks why, and the author reads the reason", async () => {
  const { number, request } = await asked("Too hasty");
  const channel = await directChannel(operator);
  await messageWith(bot, { channel, user: operator }, actionIds.rejectRelease, request);
  await bot.press(operator, actionIds.rejectRelease, request, channel);
  const { view } = await bot.slack.state(operator);
  expect(view?.view.callback_id).toBe(modalIds.rejectRelease);
  await bot.slack.submit({
    user: operator,
    view_id: view?.id ?? "",
    values: { [fields.reason.block_id]: { [fields.reason.action_id]: "Security must see it first" } },
  });
  await until(async () => (await direct(author)).includes("Security must see it first"), {
    what: "the reason",
  });
  await until(async () => (await direct(founder)).includes(`<@${operator}> rejected it`), {
    what: "the other approver's message",
  });
  expect(await bot.say(founder, `/onboard playbooks ${number}`)).toContain("It was never published");
});

test("an older request's message tells that another was asked for, and its buttons go", async () => {
  const first = await asked("First thought");
  const channel = await directChannel(founder);
  await messageWith(bot, { channel, user: founder }, actionIds.approveRelease, first.request);
  const second = await asked("Second thought");
  await until(
    async () => (await direct(founder)).includes(`release ${first.number} is not asked for any more`),
    { what: "the end of the first request" },
  );
  await messageWith(bot, { channel, user: founder }, actionIds.approveRelease, second.request);
});

test("playbooks shows what is current, what waits with its changes, and who was asked", async () => {
  const { number } = await asked("Waiting for review");
  const told = await bot.say(author, "/onboard playbooks");
  expect(told).toContain(`Release ${await currentRelease()} of the book is current`);
  expect(told).toMatch(/\(`self-serve`\), version 1: \d+ tasks/);
  expect(told).toContain(`*Release ${number}* waits`);
  expect(told).toContain("Waiting for review");
  expect(told).toContain(`<@${author}> asked that it become current`);
  expect(await bot.say(author, "/onboard playbooks 1")).toContain("Release 1 of the book");
  expect(await bot.say(author, "/onboard playbooks 999")).toContain("There is no release 999");
  expect(await bot.say(author, "/onboard playbooks enterprise")).toContain("/onboard playbooks [number]");
});

test("a draft is published by a button, which asks the approvers", async () => {
  const draft = await drafted("Asked for in Slack", operator);
  expect(await bot.say(operator, `/onboard playbooks ${draft}`)).toContain("Publish");
  const list = (await bot.slack.messages({ channel: ONBOARDING, user: operator })).at(-1);
  const before = await toldPrivately(bot, ONBOARDING, operator);
  await bot.slack.click({
    user: operator,
    channel: ONBOARDING,
    ts: list?.ts ?? "",
    action_id: actionIds.publishRelease,
    value: String(draft),
  });
  const told = (await toldPrivately(bot, ONBOARDING, operator)).slice(before.length).join("\n");
  expect(told).toContain(`Release ${draft} waits for approval in Slack by <@${founder}>`);
});

test("people from another organisation learn nothing of the playbooks", async () => {
  const { ok } = await bot.slack.command({ user: stranger, channel: SHARED, text: "/onboard playbooks" });
  expect(ok).toBe(true);
  expect((await toldPrivately(bot, SHARED, stranger)).join("\n")).toContain(
    "People from another organisation",
  );
});
