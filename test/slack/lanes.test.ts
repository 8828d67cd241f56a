import { expect, test } from "vitest";
import { checkAccount, DMS, MESSAGES, newTeam, ONBOARDING, REPORTS, sendWelcome } from "./support.ts";

const CSM = "csm-1@acme.example";
const SUPPORT = "support-1@acme.example";

test("a new run is a card, in its thread the checklist of the stage that has begun, and one message to whoever should hear", async () => {
  const team = await newTeam();
  const run = await team.open();
  team.worker();
  await team.settled();
  const [card, checklist, ...others] = await team.slack.messages({ channel: ONBOARDING });
  expect(others).toEqual([]);
  expect(card).toMatchObject({ threadTs: null, text: expect.stringContaining("Example Client") });
  expect(checklist).toMatchObject({ threadTs: card?.ts, text: expect.stringContaining("Welcome") });
  expect(await team.direct(CSM)).toHaveLength(1);
  expect(await team.direct("csm-2@acme.example")).toHaveLength(1);
  expect(await team.direct(SUPPORT)).toHaveLength(1);
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(MESSAGES);
  const version = await team.version(run);
  expect((await team.rows(run)).map(({ shown }) => shown)).toEqual(Array(MESSAGES).fill(version));
});

test("a card is posted before the checklists of its thread, also where Slack fails first", async () => {
  const team = await newTeam();
  await team.slack.fault({ method: "chat.postMessage", http: 500, times: 3 });
  await Promise.all([team.open("First Client"), team.open("Second Client")]);
  team.worker();
  await team.settled();
  const messages = await team.slack.messages({ channel: ONBOARDING });
  expect(messages.filter(({ threadTs }) => threadTs === null)).toHaveLength(2);
  const stages = messages.filter(({ threadTs }) => threadTs !== null);
  expect(stages).toHaveLength(2);
  for (const { threadTs, ts } of stages) expect(Number(threadTs)).toBeLessThan(Number(ts));
});

test("many changes in a moment are one change of each message", async () => {
  const team = await newTeam();
  const run = await team.open();
  const worker = team.worker();
  await team.settled();
  await worker.stop();
  await team.change(run, CSM, { type: "claim-task", task: sendWelcome(run) });
  await team.change(run, SUPPORT, { type: "claim-task", task: checkAccount(run) });
  await team.change(run, CSM, { type: "complete-task", task: sendWelcome(run), evidence: null });
  team.worker();
  await team.settled();
  const [card, checklist] = await team.slack.messages({ channel: ONBOARDING });
  const updated = (await team.slack.calls("chat.update")).map(({ args }) => args["ts"]);
  expect(updated.filter((ts) => ts === card?.ts)).toHaveLength(1);
  expect(updated.filter((ts) => ts === checklist?.ts)).toHaveLength(1);
  expect(card?.text).toContain("1 of");
});

test("the first change of a message shows at once, and the next ones together after a pause", async () => {
  const team = await newTeam();
  const run = await team.open();
  const worker = team.worker({ updatesMs: 1500 });
  await team.settled();
  const [card] = await team.slack.messages({ channel: ONBOARDING });
  const updates = async () =>
    (await team.slack.calls("chat.update")).filter(({ args }) => args["ts"] === card?.ts);
  await team.change(run, CSM, { type: "claim-task", task: sendWelcome(run) });
  worker.wake();
  await team.settled();
  expect(await updates()).toHaveLength(1);
  await team.change(run, SUPPORT, { type: "claim-task", task: checkAccount(run) });
  await team.change(run, CSM, { type: "complete-task", task: sendWelcome(run), evidence: null });
  await team.change(run, SUPPORT, { type: "complete-task", task: checkAccount(run), evidence: null });
  worker.wake();
  await team.settled();
  const [first, second, ...more] = await updates();
  expect(more).toEqual([]);
  expect(Date.parse(String(second?.at)) - Date.parse(String(first?.at))).toBeGreaterThanOrEqual(1400);
});

test("a message that somebody clicked in changes at once, while a queue of others waits for the channel's pace", async () => {
  const team = await newTeam();
  const run = await team.open();
  const first = team.worker();
  await team.settled();
  await first.stop();
  for (const name of ["One", "Two", "Three", "Four"]) await team.open(`Client ${name}`);
  const [, checklist] = await team.slack.messages({ channel: ONBOARDING });
  if (!checklist) throw new Error("There is no checklist");
  // What waits for either pace is seen in none of the time that is waited for here.
  const worker = team.worker({ postsMs: 600_000, updatesMs: 600_000 });
  await team.slack.until(async () => (await team.slack.messages({ channel: ONBOARDING })).length === 3);
  for (const [email, task] of [
    [CSM, sendWelcome(run)],
    [SUPPORT, checkAccount(run)],
  ] as const) {
    await team.change(run, email, { type: "claim-task", task }, { channel: ONBOARDING, ts: checklist.ts });
    worker.wake();
    const version = await team.version(run);
    await team.slack.until(async () => (await team.rows(run))[1]?.["shown"] === version);
  }
});

test("what somebody clicked for has a budget left when other changes have used up theirs", async () => {
  const team = await newTeam();
  const run = await team.open();
  const other = await team.open("Other Client");
  const worker = team.worker();
  await team.settled();
  // As many changes as the reserve leaves were made a moment ago.
  await team.at.db
    .sql`insert into baton.rate_buckets values (${team.at.id}, 'chat.update', 15, now(), null, now() + interval '1 hour')`;
  const card = (await team.rows(run))[0];
  const checklist = (await team.rows(run))[1];
  await team.change(other, CSM, { type: "claim-task", task: sendWelcome(other) });
  await team.change(
    run,
    CSM,
    { type: "claim-task", task: sendWelcome(run) },
    { channel: ONBOARDING, ts: checklist?.["ts"] },
  );
  worker.wake();
  await team.slack.until(async () => (await team.rows(run))[1]?.["shown"] === (await team.version(run)));
  expect((await team.rows(run))[0]).toMatchObject({ shown: card?.["shown"] });
  expect(await team.slack.calls("chat.update")).toHaveLength(1);
});

test("channels take turns", async () => {
  const team = await newTeam();
  for (const number of [1, 2, 3]) await team.open(`Client ${number}`);
  await team.open("Another Client", "onboarding-reports");
  team.worker({ postsMs: 200 }, 1);
  await team.settled();
  const channels = (await team.slack.calls("chat.postMessage"))
    .map(({ args }) => args["channel"])
    .filter((channel) => channel === ONBOARDING || channel === REPORTS);
  expect(channels).toHaveLength(8);
  expect(channels.slice(0, 4).toSorted()).toEqual([ONBOARDING, ONBOARDING, REPORTS, REPORTS]);
});

test("another process hears at once that something waits", async () => {
  const team = await newTeam();
  const run = await team.open();
  const hearing = team.worker({ pollMs: 60_000 });
  // It looks by itself once a minute: what only waits for the channel's pace is found by a nudge.
  const nudges = setInterval(() => hearing.wake(), 50);
  await team.settled().finally(() => clearInterval(nudges));
  const changing = team.worker({ pollMs: 60_000 }, 0);
  await team.change(run, CSM, { type: "claim-task", task: sendWelcome(run) });
  changing.wake();
  await team.settled();
});

test("who has left gets no message, and an administrator sees it", async () => {
  const team = await newTeam();
  await team.at.db.sql`update baton.people set active = false where user_id = ${team.at.user(SUPPORT)}`;
  const run = await team.open();
  await team.at.db.sql`update baton.people set active = false where user_id = ${team.at.user(CSM)}`;
  team.worker();
  await team.settled();
  expect(await team.direct(CSM)).toEqual([]);
  expect((await team.rows(run)).filter(({ state }) => state === "refused")).toMatchObject([
    { kind: "notice", lane: team.at.user(CSM), error: "user_disabled" },
  ]);
  expect(await team.slack.calls("chat.postMessage")).toHaveLength(2 + DMS - 2);
});
