import { expect, test } from "vitest";
import type { NoticeKind } from "#domain/effects.ts";
import { openOffers, type Run } from "#domain/run.ts";
import { given, kickoff, meets, opened, review, welcome } from "#test/support/domain.ts";
import { csmOne, csmTwo, operator, owner } from "#test/support/people.ts";
import { noticeMessage } from "#views/notice.ts";
import { buttonsIn, noticeProps, shown } from "./shown.ts";

const FRIDAY = new Date("2026-03-06T10:00:00Z");
const claimed = given(csmOne.claims(kickoff));
const offered = given(csmOne.claims(kickoff), csmOne.offers(kickoff, csmTwo));
const late = given(csmOne.claims(kickoff), meets("due", kickoff));
const handoff = openOffers(offered)[0]?.offer.handoff ?? null;
const asked = { from: csmOne.id, to: csmTwo.id, note: "I am away from Thursday", reason: null };

function notice(kind: NoticeKind, run: Run, some: Parameters<typeof noticeProps>[2]) {
  return noticeMessage(noticeProps(kind, run, some));
}

function pressed(kind: NoticeKind, run: Run, some: Parameters<typeof noticeProps>[2]): string[] {
  return buttonsIn(notice(kind, run, some).blocks.filter(({ type }) => type !== "context"));
}

test("an owner is told once what they own, with what is theirs to claim", () => {
  const { text, blocks } = notice("run-owned", opened(), { tasks: [kickoff], recipient: owner.id });
  expect(text).toBe("You own the onboarding of Acme Robotics: Enterprise onboarding");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "You own the onboarding of *Acme Robotics*: Enterprise onboarding.
    Due {2026-04-13 17:00 UTC}. You answer for it until somebody accepts it from you.
    [Hand off]
    *Ready for you to claim*
    *Do kickoff*
    Ready for customer success · due {2026-03-04 17:00 UTC} [Claim]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
});

test("a role hears of all that became ready in one message, and sees what others took since", () => {
  const { text, blocks } = notice("tasks-ready", claimed, {
    tasks: [kickoff, welcome],
    recipient: csmTwo.id,
  });
  expect(text).toBe("2 tasks became ready for Acme Robotics");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "2 tasks became ready for *Acme Robotics*
    *Do kickoff*
    <@U0CSMONE> has it · due {2026-03-04 17:00 UTC}
    *Do welcome*
    Ready for customer success [Claim]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
});

test("an offer carries its note, who has the task until then, and Accept and Decline", () => {
  const { text, blocks } = notice("offer", offered, {
    tasks: [kickoff],
    recipient: csmTwo.id,
    handoffRecord: { ...asked, outcome: "offered" },
  });
  expect(text).toBe("<@U0CSMONE> asks you to take over Do kickoff for Acme Robotics");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "<@U0CSMONE> asks you to take over *Do kickoff* for *Acme Robotics*.
    > I am away from Thursday
    Due {2026-03-04 17:00 UTC}
    <@U0CSMONE> has it until you accept. The offer stands until {2026-03-03 17:00 UTC}.
    [Accept] [Decline]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
});

test.for([
  { outcome: "accepted", said: "✓ You accepted." },
  { outcome: "declined", said: "You declined:\n> No time" },
  { outcome: "withdrawn", said: "The offer was withdrawn. There is nothing left to answer." },
  { outcome: "expired", said: "The offer ran out before it was answered." },
] as const)("an offer that was $outcome says so instead of asking again", ({ outcome, said }) => {
  const some = {
    tasks: [kickoff],
    handoff,
    recipient: csmTwo.id,
    handoffRecord: { ...asked, outcome, reason: outcome === "declined" ? "No time" : null },
  };
  expect(shown(notice("offer", claimed, some).blocks)).toContain(said);
  expect(pressed("offer", claimed, some)).toEqual([]);
});

test("whoever offered a task hears the reason of a refusal, still has it, and can ask somebody else", () => {
  const handoffRecord = { ...asked, outcome: "declined", reason: "No time" } as const;
  const { blocks } = notice("offer-declined", claimed, {
    tasks: [kickoff],
    handoff,
    recipient: csmOne.id,
    handoffRecord,
  });
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "<@U0CSMTWO> declined *Do kickoff* for *Acme Robotics*.
    > No time
    It is still yours. You can ask somebody else.
    [Hand off]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
});

test("the ownership of a run is offered in the same words", () => {
  const run = given(owner.offersTheRun(operator));
  const { text, blocks } = notice("offer", run, { recipient: operator.id });
  expect(text).toBe("<@U0OWNER> asks you to take over the onboarding of Acme Robotics");
  expect(buttonsIn(blocks)).toEqual(["Accept", "Decline"]);
});

test("the assignee of a late task can acknowledge it, put it off, finish it or hand it off, and finds thread and runbook", () => {
  const { text, blocks } = notice("overdue", late, { tasks: [kickoff], recipient: csmOne.id, now: FRIDAY });
  expect(text).toBe("Do kickoff is overdue: Acme Robotics");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "*Do kickoff* is overdue for *Acme Robotics*.
    ⚠️ *Overdue* since {2026-03-04 17:00 UTC} · You have it
    [Acknowledge] [Snooze] [Done] [Hand off]
    <https://acme.slack.example/archives/C1/p1|Open the thread> · <https://wiki.acme.example/late|What to do when it is late>"
  `);
});

test.for([
  {
    who: "the owner, of a task that nobody has",
    run: given(meets("due", review)),
    task: review,
    recipient: owner.id,
    buttons: ["Acknowledge", "Snooze", "Assign"],
  },
  {
    who: "the owner, of somebody's task",
    run: late,
    task: kickoff,
    recipient: owner.id,
    buttons: ["Acknowledge", "Snooze", "Assign"],
  },
  {
    who: "the assignee, once acknowledged",
    run: given(csmOne.claims(kickoff), meets("due", kickoff), csmOne.acknowledges(kickoff)),
    task: kickoff,
    recipient: csmOne.id,
    buttons: ["Done", "Hand off"],
  },
  {
    who: "anybody, once it is done",
    run: given(csmOne.claims(kickoff), meets("due", kickoff), csmOne.completes(kickoff)),
    task: kickoff,
    recipient: csmOne.id,
    buttons: [],
  },
  { who: "a channel", run: late, task: kickoff, recipient: null, buttons: [] },
])("an overdue notice to $who offers $buttons", ({ run, task, recipient, buttons }) => {
  expect(pressed("overdue", run, { tasks: [task], recipient, now: FRIDAY })).toEqual(buttons);
});

test("a late task that was done since says so", () => {
  const run = given(csmOne.claims(kickoff), meets("due", kickoff), csmOne.completes(kickoff));
  expect(
    shown(notice("overdue", run, { tasks: [kickoff], recipient: owner.id, now: FRIDAY }).blocks),
  ).toContain("*Do kickoff* is no longer overdue for *Acme Robotics*.\n✓ Done by <@U0CSMONE>");
});

test.for([
  {
    kind: "assigned",
    recipient: csmOne.id,
    said: "You now have *Do kickoff*",
    buttons: ["Done", "Hand off", "Give back", "Block"],
  },
  { kind: "taken-over", recipient: csmTwo.id, said: "*Do kickoff* is no longer with you", buttons: [] },
  {
    kind: "reminder",
    recipient: csmOne.id,
    said: "*Do kickoff* is due {2026-03-04 17:00 UTC}",
    buttons: ["Done", "Hand off"],
  },
  {
    kind: "run-overdue",
    recipient: owner.id,
    said: "is past its due date, {2026-04-13 17:00 UTC}",
    buttons: ["Hand off"],
  },
] as const)(
  "a notice of kind $kind says what happened and what can be done",
  ({ kind, recipient, said, buttons }) => {
    const some = { tasks: [kickoff], recipient };
    expect(shown(notice(kind, claimed, some).blocks)).toContain(said);
    expect(pressed(kind, claimed, some)).toEqual(buttons);
  },
);
