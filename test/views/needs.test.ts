import { expect, test } from "vitest";
import { exceptionIdOf, handoffIdOf, taskIdOf } from "#domain/ids.ts";
import { OPEN_STATES } from "#domain/run-filter.ts";
import type { ExceptionLine, OfferLine, RunLine, TaskLine } from "#views/lines.ts";
import { homeView } from "#views/home.ts";
import { listText, mineText } from "#views/lists.ts";
import { needsText, type Needs } from "#views/needs.ts";
import { RUN } from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY, owner } from "#test/support/people.ts";
import { buttonsIn, problemsOf, shown } from "./shown.ts";

const reader = { me: csmOne.id, now: MONDAY };
const nothing: Needs = {
  offers: [],
  overdue: [],
  mine: [],
  ready: [],
  approvals: [],
  gates: [],
  exceptions: [],
};
const of = { client: "Acme Robotics", threadLink: "https://acme.slack.example/p1" };
const tomorrow = new Date("2026-03-03T17:00:00Z");
const yesterday = new Date("2026-03-01T17:00:00Z");

function task(number: number, some: Partial<TaskLine> = {}): TaskLine {
  return {
    ...of,
    id: taskIdOf(RUN, number),
    title: `Task ${number}`,
    role: "customer-success",
    work: { kind: "human", mode: "claim" },
    assignee: csmOne.id,
    approvals: [],
    until: null,
    attempt: 1,
    nextAt: null,
    dueAt: tomorrow,
    counts: true,
    alarm: null,
    offer: null,
    ...some,
  };
}

const late = task(1, {
  dueAt: yesterday,
  alarm: { level: 1, since: yesterday, told: [csmOne.id], acknowledgedBy: null, snoozedUntil: null },
});
const offer: OfferLine = {
  ...of,
  handoff: handoffIdOf(RUN, 7),
  title: "Review the contract",
  from: csmTwo.id,
  note: "You know them",
  expiresAt: tomorrow,
};
const exception: ExceptionLine = {
  id: exceptionIdOf(RUN, 9),
  title: null,
  owner: csmOne.id,
  gate: null,
  mayOpen: true,
  type: "missing_owner",
  reason: "Role security has nobody",
  dueAt: tomorrow,
  client: null,
  threadLink: null,
};
const gate: ExceptionLine = {
  ...exception,
  ...of,
  id: exceptionIdOf(RUN, 10),
  type: "permanent_block",
  reason: "It was rejected",
  title: "Security review",
  owner: owner.id,
  gate: "security",
};
const run: RunLine = {
  ...of,
  id: RUN,
  title: "Enterprise onboarding",
  owner: owner.id,
  status: "active",
  done: 2,
  total: 6,
  isPart: false,
  overdueTasks: 1,
  dueAt: tomorrow,
  completedAt: null,
  cancelledAt: null,
  review: null,
  gates: 0,
};

test("what needs me shows the most pressing first, each with what I can do about it", () => {
  const needs: Needs = {
    offers: [offer],
    overdue: [late],
    mine: [late, task(2)],
    ready: [task(3, { assignee: null })],
    approvals: [task(4, { assignee: null, role: "security", work: { kind: "approval", needed: 2 } })],
    gates: [gate],
    exceptions: [exception],
  };
  const { text, blocks = [] } = needsText(needs, reader);
  expect(text).toBe("7 things for you in Baton");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "Waiting for your answer · 1
    <@U0CSMTWO> asks you to take over *Review the contract* for <https://acme.slack.example/p1|Acme Robotics>
    > You know them
    The offer stands until {2026-03-03 17:00 UTC}.
    [Accept] [Decline]
    For you to approve · 1
    *Task 4* for <https://acme.slack.example/p1|Acme Robotics>
    For 2 of security to approve · due {2026-03-03 17:00 UTC}
    [Approve] [Reject]
    Gates you can open · 1
    ⛔ *Security review* for <https://acme.slack.example/p1|Acme Robotics>: It was rejected
    permanent block · <@U0OWNER> answers for it · due {2026-03-03 17:00 UTC} [Open gate]
    Overdue · 1
    *Task 1* for <https://acme.slack.example/p1|Acme Robotics>
    ⚠️ *Overdue* since {2026-03-01 17:00 UTC} · You have it
    [Acknowledge] [Snooze] [Done] [Hand off] [Give back]
    Exceptions you answer for · 1
    *Exception*: Role security has nobody
    missing owner · due {2026-03-03 17:00 UTC} [Settle]
    Yours · 1
    *Task 2* for <https://acme.slack.example/p1|Acme Robotics>
    You have it · due {2026-03-03 17:00 UTC}
    [Done] [Hand off] [Give back] [Block]
    Ready to claim · 1
    *Task 3* for <https://acme.slack.example/p1|Acme Robotics>
    Ready for customer success · due {2026-03-03 17:00 UTC} [Claim]"
  `);
});

test("a task in several lists is shown once, where it matters most", () => {
  const unclaimed = task(4, { assignee: null, dueAt: yesterday });
  const { blocks = [] } = needsText(
    { ...nothing, overdue: [late, unclaimed], mine: [late], ready: [unclaimed] },
    reader,
  );
  expect(shown(blocks).match(/\*Task 1\*/g)).toHaveLength(1);
  expect(shown(blocks).match(/\*Task 4\*/g)).toHaveLength(1);
});

test("who needs nothing is told so, and what else there is", () => {
  expect(needsText(nothing, reader)).toEqual({
    text: "Nothing needs you right now. `/onboard list` shows every onboarding, `/onboard help` what you can do.",
  });
});

test("long lists are cut and say how many more there are, within Slack's limits", () => {
  const many = (from: number, some: Partial<TaskLine>) =>
    Array.from({ length: 30 }, (_, index) => task(from + index, { title: "<x> ".repeat(500), ...some }));
  const needs: Needs = {
    offers: Array.from({ length: 30 }, () => ({ ...offer, note: "& ".repeat(2000) })),
    overdue: many(100, { dueAt: yesterday, alarm: late.alarm }),
    mine: many(200, { offer: { handoff: offer.handoff, to: csmTwo.id } }),
    ready: many(300, { assignee: null }),
    approvals: many(400, { assignee: null, work: { kind: "approval", needed: 2 } }),
    gates: Array.from({ length: 30 }, () => ({ ...gate, reason: "because ".repeat(200) })),
    exceptions: Array.from({ length: 30 }, () => ({ ...exception, reason: "because ".repeat(200) })),
  };
  const { blocks = [] } = needsText(needs, reader);
  expect(problemsOf(blocks)).toEqual([]);
  expect(shown(blocks)).toContain("and 28 more");
  const home = homeView({ needs, runs: Array.from({ length: 60 }, () => run), reader });
  expect(problemsOf(home.blocks, "home")).toEqual([]);
  expect(shown(home.blocks)).toContain("and 45 more, see `/onboard list`");
  expect(problemsOf(mineText(needs.mine, reader).blocks ?? [])).toEqual([]);
  expect(
    problemsOf(
      listText({
        ...list,
        runs: Array.from({ length: 20 }, () => run),
        before: 980,
        count: { runs: 1000, isMore: true },
        next: '{"filter":""}',
      }).blocks ?? [],
    ),
  ).toEqual([]);
});

test("Home shows what needs me and the runs I own", () => {
  expect(shown(homeView({ needs: { ...nothing, mine: [task(2)] }, runs: [run], reader }).blocks))
    .toMatchInlineSnapshot(`
      "What needs you
      Yours · 1
      *Task 2* for <https://acme.slack.example/p1|Acme Robotics>
      You have it · due {2026-03-03 17:00 UTC}
      [Done] [Hand off] [Give back] [Block]
      ---
      Onboardings you own
      • <https://acme.slack.example/p1|Acme Robotics>, Enterprise onboarding: 2 of 6 tasks done · ⚠️ *1 overdue* · due {2026-03-03 17:00 UTC} · <@U0OWNER>
      ---
      \`/onboard start &lt;client&gt;\` begins an onboarding, \`/onboard list\` shows them all, \`/onboard help\` says what else there is."
    `);
});

test("an empty Home says what will come, rather than nothing", () => {
  const home = shown(homeView({ needs: nothing, runs: [], reader }).blocks);
  expect(home).toContain("Nothing right now. You'll get a message when something is ready for you.");
  expect(home).toContain("You own none at the moment.");
});

test("my tasks come in the order in which they are due", () => {
  const { text, blocks = [] } = mineText([task(1, { dueAt: null }), task(2), late], reader);
  expect(text).toBe("You hold 3 tasks");
  expect(shown(blocks).match(/\*Task \d\*/g)).toEqual(["*Task 1*", "*Task 2*", "*Task 1*"]);
  expect(buttonsIn(blocks).slice(-3)).toEqual(["Hand off", "Give back", "Block"]);
});

test("a task that is offered can be withdrawn, not offered again", () => {
  const { blocks = [] } = mineText([task(1, { offer: { handoff: offer.handoff, to: csmTwo.id } })], reader);
  expect(shown(blocks)).toContain("You have it · due {2026-03-03 17:00 UTC} · offered to <@U0CSMTWO>");
  expect(buttonsIn(blocks)).toEqual(["Done", "Withdraw", "Give back", "Block"]);
});

const list = {
  runs: [],
  before: 0,
  count: { runs: 0, isMore: false },
  filter: { states: OPEN_STATES },
  words: "",
  next: null,
  slip: null,
  underWay: [],
  mayChange: true,
  now: MONDAY,
};

test("the list of onboardings gives each a line, and says when there is none", () => {
  const completed: RunLine = { ...run, status: "completed", completedAt: yesterday };
  const two = { ...list, runs: [run, completed], count: { runs: 2, isMore: false } };
  expect(shown(listText(two).blocks ?? [])).toMatchInlineSnapshot(`
    "*2 onboardings*, open
    • <https://acme.slack.example/p1|Acme Robotics>, Enterprise onboarding: 2 of 6 tasks done · ⚠️ *1 overdue* · due {2026-03-03 17:00 UTC} · <@U0OWNER>
    • <https://acme.slack.example/p1|Acme Robotics>, Enterprise onboarding: ✓ completed {2026-03-01 17:00 UTC} · <@U0OWNER>
    [Reassign…] [Move due…]
    Reassign and Move due are for all 2 onboardings, and ask once more before anything happens."
  `);
  expect(listText(list).text).toBe("No onboarding is open. `/onboard start &lt;client&gt;` begins one.");
  const narrowed = { ...list, filter: { states: OPEN_STATES, client: "<!here>" }, words: "client:x" };
  expect(listText(narrowed).text).toBe(
    "No onboarding is open, of clients whose name begins with “&lt;!here&gt;”. `/onboard list` shows every open one.",
  );
});
