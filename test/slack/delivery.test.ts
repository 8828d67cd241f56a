import { expect, test } from "vitest";
import { dueLanes } from "#db/lanes.ts";
import { beginPost, claimNext, retryRefused } from "#db/slack-messages.ts";
import { keyMetadata } from "#slack/find-posted.ts";
import { until } from "#sandbox/client.ts";
import { DMS, MESSAGES, newTeam, ONBOARDING, sendWelcome, type Team } from "./support.ts";

const CSM = "csm-1@acme.example";
const EVERYBODY = [CSM, "csm-2@acme.example", "support-1@acme.example"];

test("a post whose answer is lost is found again and not posted twice", async () => {
  const team = await newTeam();
  await team.slack.fault({
    method: "chat.postMessage",
    dropConnection: true,
    afterEffect: true,
    times: MESSAGES,
  });
  await team.open();
  team.worker();
  await team.settled();
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(MESSAGES);
  await expectEachOnce(team);
});

test("a post that never reached Slack is posted again", async () => {
  const team = await newTeam();
  await team.slack.fault({ method: "chat.postMessage", dropConnection: true, times: MESSAGES });
  await team.open();
  team.worker();
  await team.settled();
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(2 * MESSAGES);
  await expectEachOnce(team);
});

test.for(["before it called Slack", "after it called Slack"])(
  "what a worker had begun when it was killed, %s, is posted once",
  async (when) => {
    const team = await newTeam();
    const run = await team.open();
    const [lane] = (await dueLanes(team.at.db, 10)).filter(({ lane }) => lane === ONBOARDING);
    const claimed = lane && (await claimNext(team.at.db, lane, 300));
    if (!claimed?.message) throw new Error("There is nothing to do in the channel");
    const { lease, message } = claimed;
    expect(await beginPost(team.at.db, lease, message.id, { leaseMs: 300, nextPostMs: 10 })).toBe(true);
    if (when.startsWith("after")) {
      const metadata = keyMetadata(message.id, await team.version(run));
      await team.client.chat.postMessage({ channel: ONBOARDING, text: "Example Client", metadata });
    }
    team.worker();
    await team.settled();
    await expectEachOnce(team);
  },
);

test("two workers on one database post nothing twice, and keep a channel's pace between them", async () => {
  const team = await newTeam();
  for (const number of [1, 2, 3, 4]) await team.open(`Client ${number}`);
  team.worker({ postsMs: 100 });
  team.worker({ postsMs: 100 });
  await team.settled();
  const messages = await team.slack.messages({ channel: ONBOARDING });
  expect(messages).toHaveLength(8);
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(4 * MESSAGES);
  const gaps = messages.slice(1).map(({ ts }, index) => (Number(ts) - Number(messages[index]?.ts)) * 1000);
  // The pace is kept from start to start; how long a call is on its way differs a little.
  expect(Math.min(...gaps)).toBeGreaterThan(60);
});

test("a worker that was held up and lost its lane writes nothing", async () => {
  const team = await newTeam();
  await team.open();
  await team.slack.fault({ method: "chat.postMessage", latencyMs: 900, afterEffect: true });
  const stalled = team.worker({ leaseMs: 400, callMs: 100 }, 1);
  await team.slack.until(() => isPosted(team));
  team.worker();
  await team.settled();
  await stalled.stop();
  expect(team.lines.filter((line) => line.includes("lane lost")).length).toBeGreaterThan(0);
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(MESSAGES);
  await expectEachOnce(team);
});

test("when Slack asks to wait, nobody calls that method before the time is over", async () => {
  const team = await newTeam();
  await team.slack.fault({ method: "chat.postMessage", retryAfter: 1 });
  await team.open();
  team.worker({}, 1);
  team.worker({}, 1);
  await team.settled();
  const calls = await team.slack.calls("chat.postMessage");
  const limited = calls.find(({ status }) => status === 429);
  const until = Date.parse(String(limited?.at)) + 1000;
  const during = calls.filter(
    ({ at }) => Date.parse(at) > Date.parse(String(limited?.at)) && Date.parse(at) < until,
  );
  // The other worker's may have been on its way.
  expect(during.length).toBeLessThanOrEqual(1);
  await expectEachOnce(team);
});

test("an archived channel is a state that can be mended, and keeps nobody else waiting", async () => {
  const team = await newTeam();
  await team.slack.archive(ONBOARDING);
  const run = await team.open();
  await team.open("Another Client", "onboarding-reports");
  team.worker();
  await team.slack.until(async () => (await team.rows(run))[0]?.["state"] === "refused");
  await team.slack.until(async () => (await team.direct(CSM)).length > 0);
  expect((await team.rows(run))[0]).toMatchObject({ kind: "card", state: "refused", error: "is_archived" });
  expect(team.lines.filter((line) => line.includes("refused"))).toHaveLength(1);
  await team.slack.archive(ONBOARDING, false);
  expect(await retryRefused(team.at.db, team.at.id)).toBe(1);
  await team.settled();
  expect(await team.slack.messages({ channel: ONBOARDING })).toHaveLength(2);
});

test("a message that somebody deleted is posted anew with the next change", async () => {
  const team = await newTeam();
  const run = await team.open();
  team.worker();
  await team.settled();
  const [card] = await team.slack.messages({ channel: ONBOARDING });
  await team.client.chat.delete({ channel: ONBOARDING, ts: card?.ts ?? "" });
  await team.change(run, CSM, { type: "claim-task", task: sendWelcome(run) });
  await team.settled();
  const cards = (await team.slack.messages({ channel: ONBOARDING })).filter(
    ({ threadTs }) => threadTs === null,
  );
  expect(cards).toHaveLength(1);
  expect(cards[0]?.ts).not.toBe(card?.ts);
});

test("while Slack is down changes are kept, and Slack catches up when it is back", async () => {
  const team = await newTeam();
  const run = await team.open();
  team.worker();
  await team.settled();
  await team.stopSlack();
  await team.change(run, CSM, { type: "claim-task", task: sendWelcome(run) });
  await team.open("Second Client");
  await team.slack.until(() => team.lines.some((line) => line.includes("did not answer")));
  await team.startSlack();
  await team.settled();
  const messages = await team.slack.messages({ channel: ONBOARDING });
  expect(messages.some(({ text }) => text.includes("Second Client"))).toBe(true);
});

test("a message that cannot be rendered keeps no other waiting", async () => {
  const team = await newTeam();
  const run = await team.open();
  await team.at.db.sql`update baton.notices set kind = 'unknown' where recipient = ${team.at.user(CSM)}`;
  team.worker();
  await team.slack.until(
    async () => (await team.rows(run)).filter(({ shown }) => shown > 0).length === MESSAGES - 1,
  );
  expect(team.lines.filter((line) => line.includes("message not shown"))).toHaveLength(1);
});

test("outcomes are logged without names or texts", async () => {
  const team = await newTeam();
  const run = await team.open("Very Secret Client");
  team.worker();
  await team.settled();
  expect(team.lines.filter((line) => line.includes("message posted"))).toHaveLength(MESSAGES);
  expect(team.lines.join()).toContain(run);
  expect(team.lines.join()).not.toContain("Secret");
});

/** Whether the first message is there, in the channel or with somebody. */
async function isPosted(team: Team) {
  const seen = [
    team.slack.messages({ channel: ONBOARDING }),
    ...EVERYBODY.map((email) => team.direct(email)),
  ];
  return (await Promise.all(seen)).flat().length > 0;
}

/** One card, one checklist in its thread, and one message to each who should hear. */
async function expectEachOnce(team: Team) {
  const messages = await team.slack.messages({ channel: ONBOARDING });
  expect(messages).toHaveLength(2);
  expect(messages[1]).toMatchObject({ threadTs: messages[0]?.ts });
  for (const email of EVERYBODY) expect(await team.direct(email)).toHaveLength(1);
}

test("whoever is told of a run can open its thread: the message waits for the card", async () => {
  const team = await newTeam();
  await team.open();
  team.worker();
  await team.settled();
  const told = await directMessages(team);
  expect(told).toHaveLength(DMS);
  for (const text of told) expect(text).toContain("Open the thread");
});

test("people are told of a run even where Slack refuses its card", async () => {
  const team = await newTeam();
  await team.slack.archive(ONBOARDING);
  await team.open();
  team.worker();
  expect(
    await until(async () => {
      const told = await directMessages(team);
      return told.length === DMS && told;
    }),
  ).toHaveLength(DMS);
});

async function directMessages(team: Team): Promise<string[]> {
  const posts = await team.slack.calls("chat.postMessage");
  return posts.filter(({ args }) => args["channel"] !== ONBOARDING).map(({ args }) => JSON.stringify(args));
}
