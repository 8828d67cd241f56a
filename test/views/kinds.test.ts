import { expect, test } from "vitest";
import type { TaskSpec } from "#domain/book.ts";
import { taskIdOf } from "#domain/ids.ts";
import { requireException, type Run } from "#domain/run.ts";
import { RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { automation, meets, play, reports, RUN, started, taskSpec } from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY, operator, owner, reviewer } from "#test/support/people.ts";
import { cardMessage } from "#views/card.ts";
import type { ExceptionRecord } from "#views/notice-gates.ts";
import { noticeMessage } from "#views/notice.ts";
import { gateModal } from "#views/gate-modal.ts";
import { stageMessage } from "#views/stage.ts";
import { acme, buttonsIn, noticeProps, shown, shownModal } from "./shown.ts";

const FRIDAY = new Date("2026-03-06T10:00:00Z");
const CHILD = RunIdSchema.parse("run_000000000002");
const first = taskIdOf(RUN, 1);
const second = taskIdOf(RUN, 2);

/** All at once, none of them due. */
const task = (key: string, some: Partial<TaskSpec> = {}) => taskSpec(key, { after: [], sla: null, ...some });
const closed = { onFailure: "fail_closed" } as const;
const approval = task("approval", { ...closed, work: { kind: "approval", needed: 2 } });
const payment = task("payment", {
  work: {
    kind: "wait",
    signal: { type: "payment.received", when: null },
    timeout: { amount: 3, unit: "business days" },
  },
});
const contacts = task("contacts", { work: { kind: "client" } });
const provision = task("provision", { ...closed, work: automation(), role: "system" });
const migration = task("migration", { work: { kind: "run", playbook: "data-migration" }, role: "system" });

/** The checklist without its heading. */
function stage(run: Run, now = MONDAY): string {
  const { blocks } = stageMessage({ run, stage: 0, part: 0, client: acme, now });
  return shown(blocks.slice(2));
}

function card(run: Run, now = MONDAY): string {
  return shown(cardMessage({ run, client: acme, now }).blocks);
}

test("each kind of task says who or what it is with, and has the buttons that bring it further", () => {
  expect(stage(started(approval, payment, contacts, provision, migration))).toMatchInlineSnapshot(`
    "*Do approval*
    For 2 of customer success to approve
    [Approve] [Reject]
    *Do payment*
    ⏳ Waits for a payment, until {2026-03-05 17:00 UTC} · looked after by customer success [Done]
    *Do contacts*
    ⏳ Waits for the client · looked after by customer success [Done]
    *Do provision*
    ⚙️ Baton is doing it
    *Do migration*
    ⚙️ Runs as an onboarding of its own: data migration"
  `);
});

test("an owner isn't asked to claim what the client does, but to look after it", () => {
  const run = started(contacts, task("call"));
  const owned = (...tasks: Parameters<typeof taskIdOf>[1][]) => {
    const about = tasks.map((number) => taskIdOf(RUN, number));
    return shown(noticeMessage(noticeProps("run-owned", run, { tasks: about, recipient: owner.id })).blocks);
  };
  expect(owned(1)).toContain("*For you to look after*\n*Do contacts*");
  expect(owned(1, 2)).toContain("*For you to look after*");
  expect(owned(2)).toContain("*Ready for you to claim*\n*Do call*");
});

test("a call that is tried again says which try is next, and when", () => {
  const run = play(started(provision), failed(1, false));
  expect(stage(run)).toMatchInlineSnapshot(`
    "*Do provision*
    ⚙️ Baton is doing it · try 2 begins {2026-03-02 10:00 UTC}"
  `);
});

test("an approval of two says who was the first", () => {
  expect(stage(play(started(approval), csmOne.approves(first)))).toMatchInlineSnapshot(`
    "*Do approval*
    1 of 2 approved, by <@U0CSMONE> · another of customer success is to answer
    [Approve] [Reject]"
  `);
});

test("what is done says by whom or by what", () => {
  const run = play(
    started(approval, payment, contacts, provision, migration),
    csmOne.approves(first),
    csmTwo.approves(first),
    reports({
      type: "receive-signal",
      trigger: TriggerIdSchema.parse("trg_000000000001"),
      signal: "payment.received",
      tasks: [second],
      unread: [],
    }),
    csmOne.completes(taskIdOf(RUN, 3)),
    reports({
      type: "report-attempt",
      task: taskIdOf(RUN, 4),
      execution: 1,
      attempt: 1,
      status: 200,
      tookMs: 20,
      exchange: null,
      ok: true,
      results: {},
    }),
    reports({
      type: "report-child",
      task: taskIdOf(RUN, 5),
      execution: 1,
      child: CHILD,
      state: "completed",
    }),
  );
  expect(stage(run)).toMatchInlineSnapshot(`
    "*Do approval*
    ✓ Approved by <@U0CSMONE> and <@U0CSMTWO> · {2026-03-02 10:00 UTC}
    *Do payment*
    ✓ It has come · {2026-03-02 10:00 UTC}
    *Do contacts*
    ✓ Done by <@U0CSMONE> · {2026-03-02 10:00 UTC}
    *Do provision*
    ✓ Done by Baton · {2026-03-02 10:00 UTC}
    *Do migration*
    ✓ Done by an onboarding of its own · {2026-03-02 10:00 UTC}"
  `);
});

test("a child run leads to its thread once that is there", () => {
  const run = play(
    started(migration),
    reports({ type: "report-child", task: first, execution: 1, child: CHILD, state: "open" }),
  );
  const childLinks = new Map([[CHILD, "https://acme.slack.example/p9"]]);
  const { blocks } = stageMessage({ run, stage: 0, part: 0, client: acme, childLinks, now: MONDAY });
  expect(shown(blocks)).toContain("<https://acme.slack.example/p9|Open its thread>");
});

test("a part says on its card what it is a part of", () => {
  const run = { ...started(task("work")), parent: { run: CHILD, task: first, execution: 1 } };
  const props = { run, client: acme, now: MONDAY };
  expect(shown(cardMessage(props).blocks)).toContain("· part of another onboarding of this client");
  expect(shown(cardMessage({ ...props, parentLink: "https://acme.slack.example/p9" }).blocks)).toContain(
    "· part of <https://acme.slack.example/p9|another onboarding of this client>",
  );
});

const rejected = play(started(approval, task("work")), csmTwo.claims(second), csmOne.rejects(first));
const blocked = play(started(task("work"), task("other")), csmOne.claims(first), csmOne.blocks(first));

test("what failed or was blocked stands behind its gate, with why, who opens it, and the button", () => {
  expect(stage(rejected)).toMatchInlineSnapshot(`
    "*Do approval*
    ⛔ *Failed:* It was rejected · permanent block · operators can open the gate [Open gate]
    *Do work*
    <@U0CSMTWO> has it
    [Done] [Hand off] [Give back]"
  `);
  expect(stage(blocked)).toMatchInlineSnapshot(`
    "*Do work*
    ⛔ *Blocked:* Raised by hand · manual block · operators can open the gate · <@U0CSMONE> has it [Open gate]
    *Do other*
    Ready for customer success [Claim]"
  `);
});

test("a late task whose lateness holds others up keeps its buttons, and has the gate's besides", () => {
  const late = taskSpec("late", { ...closed, after: [] });
  const run = play(
    started(late, taskSpec("next", { after: ["late"] })),
    csmOne.claims(first),
    meets("due", first),
  );
  expect(stage(run, FRIDAY)).toMatchInlineSnapshot(`
    "*Do late*
    ⚠️ *Overdue* since {2026-03-04 17:00 UTC} · <@U0CSMONE> has it
    ⛔ *What follows is held up:* It was not done by its due time · deadline missed · operators can open the gate
    [Done] [Hand off] [Give back] [Open gate]
    *Do next*
    Not started · waits for Do late"
  `);
  const done = play(run, csmOne.completes(first));
  expect(stage(done, FRIDAY)).toMatchInlineSnapshot(`
    "*Do late*
    ✓ Done by <@U0CSMONE> · {2026-03-02 10:00 UTC}
    ⛔ *What follows is held up:* It was not done by its due time · deadline missed · operators can open the gate [Open gate]
    *Do next*
    Not started · waits for the gate of Do late"
  `);
});

test("what was passed over says why, and counts neither for nor against", () => {
  const skipped = play(rejected, operator.opensGate(first, "skip"));
  expect(stage(skipped)).toContain("Waived by <@U0OPERATOR> · {2026-03-02 10:00 UTC}");
  expect(card(skipped)).toContain("*0 of 1 task done*");
  const open = play(started(task("provision", { work: automation() }), task("work")), failed(1, true));
  expect(stage(open)).toContain("Waived: it could not be done, and the playbook goes on without it");
});

test("the card of a blocked run begins with its gates, and doesn't say that it is on track", () => {
  expect(card(rejected)).toMatchInlineSnapshot(`
    "Acme Robotics
    Enterprise onboarding · opened {2026-03-02 10:00 UTC}
    *0 of 2 tasks done*  ○○○○○○○○○○
    ⛔ *Do approval*
    It was rejected [Open gate]
    permanent block · <@U0OWNER> answers for it, by {2026-03-03 17:00 UTC} · operators can open the gate
    *Owner*
    <@U0OWNER> *Due*
    {2026-04-13 17:00 UTC} *Now*
    Only (0 of 2) *Next deadline*
    None ahead
    [Hand off] [More…]"
  `);
});

test("the card claims no more than is true", () => {
  expect(card(started(task("work")))).toContain("*Nobody is at it yet,* and nothing is overdue.");
  expect(card(started(payment))).toContain("*Waiting* for what comes from outside; nothing is overdue.");
  expect(card(started(provision))).toContain("*On track:* nothing is overdue.");
});

test("a cancelled run says how far it was, and has nothing left to press", () => {
  const run = play(rejected, operator.opensGate(first, "cancel"));
  expect(card(run)).toMatchInlineSnapshot(`
    "Acme Robotics
    Enterprise onboarding · opened {2026-03-02 10:00 UTC}
    ✕ *Cancelled* with 0 of 2 tasks done. Nothing in it goes on.
    *Owner*
    <@U0OWNER> *Cancelled*
    {2026-03-02 10:00 UTC}"
  `);
  expect(buttonsIn(cardMessage({ run, client: acme, now: MONDAY }).blocks)).toEqual([]);
  const { text, blocks } = stageMessage({ run, stage: 0, part: 0, client: acme, now: MONDAY });
  expect(text).toContain("Cancelled: 0 of 2 tasks done");
  expect(buttonsIn(blocks)).toEqual([]);
  expect(shown(blocks)).toContain("Skipped: the onboarding was cancelled");
});

test("the form of a gate offers what fits how it stopped", () => {
  expect(formOf(rejected, "No penetration test")).toMatchInlineSnapshot(`
    "Open the gate
    ⛔ *Do approval* for *Acme Robotics*
    It was rejected
    > No penetration test
    permanent block · <@U0OWNER> answers for it, by {2026-03-03 17:00 UTC}
    How does it go on? | Try again | Skip it with a waiver | Cancel the onboarding
    What happened? | The cause, for those who learn from it later.
    What keeps it from happening again?
    [Open gate]"
  `);
  expect(formOf(blocked, null)).toContain("Go on | Skip it with a waiver");
  const whole = play(started(task("work")), owner.blocksTheRun());
  expect(formOf(whole, null)).toContain("Go on | Cancel the onboarding");
});

test("whoever is asked to approve sees whose work it is about, and once they did, no button", () => {
  const judged = task("judged", {
    ...closed,
    work: { kind: "approval", needed: 2 },
    after: ["work"],
    role: "security",
  });
  const run = play(started(task("work"), judged), csmOne.claims(first), csmOne.completes(first));
  const asked = (now: Run) =>
    noticeMessage(noticeProps("approval-asked", now, { tasks: [second], recipient: reviewer.id }));
  expect(shown(asked(run).blocks)).toMatchInlineSnapshot(`
    "Your approval is asked for *Do judged* of *Acme Robotics*.
    For 2 of security to approve
    Done before it: Do work (<@U0CSMONE>)
    [Approve] [Reject]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
  expect(buttonsIn(asked(play(run, reviewer.approves(second))).blocks)).toEqual([]);
});

test("whoever hears of a gate reads why it closed, and finds the button if they may open it", () => {
  const notice = (recipient: typeof owner.id, some: Partial<ExceptionRecord> = {}) =>
    noticeMessage(
      noticeProps("exception", rejected, {
        tasks: [first],
        recipient,
        exception: { ...recordOf(rejected), ...some },
      }),
    );
  expect(shown(notice(operator.id).blocks)).toMatchInlineSnapshot(`
    "⛔ *Do approval* for *Acme Robotics*
    It was rejected
    > No penetration test
    permanent block · <@U0OWNER> answers for it, by {2026-03-03 17:00 UTC} · operators can open the gate
    [Open gate]
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
  expect(buttonsIn(notice(owner.id, { mayOpen: false }).blocks)).toEqual([]);
  // Who closed it may not open it, whatever role they have.
  expect(buttonsIn(notice(csmOne.id).blocks)).toEqual([]);
});

test("once a gate is open its message says by whom and how it goes on, with what was learned", () => {
  const exception: ExceptionRecord = {
    ...recordOf(rejected),
    closed: {
      at: MONDAY,
      by: operator.id,
      choice: "resume",
      to: null,
      cause: "It was forgotten",
      prevention: "It is on the list now",
    },
  };
  const run = play(rejected, operator.opensGate(first, "resume"));
  const some = { tasks: [first], recipient: owner.id, exception };
  expect(shown(noticeMessage(noticeProps("gate-opened", run, some)).blocks)).toMatchInlineSnapshot(`
    "✓ <@U0OPERATOR> opened the gate of *Do approval* for *Acme Robotics*: it goes on.
    *What happened*
    > It was forgotten
    *What keeps it from happening again*
    > It is on the list now
    <https://acme.slack.example/archives/C1/p1|Open the thread>"
  `);
  expect(shown(noticeMessage(noticeProps("exception", run, some)).blocks)).toContain(
    "✓ <@U0OPERATOR> settled *Do approval* for *Acme Robotics*: it goes on.",
  );
});

test("a later call about something late says which it is, and a channel's whom it asks for what", () => {
  const late = taskSpec("late", { after: [] });
  const run = play(started(late), csmOne.claims(first), meets("due", first));
  const call = (level: number, recipient: typeof owner.id | null) =>
    noticeMessage(noticeProps("overdue", run, { tasks: [first], level, recipient, now: FRIDAY }));
  expect(call(1, owner.id).text).toBe("Do late is overdue: Acme Robotics");
  expect(call(2, owner.id).text).toBe("Second call: Do late is overdue: Acme Robotics");
  expect(call(4, null).text).toBe("4th call: Do late is overdue: Acme Robotics");
  expect(shown(call(4, null).blocks)).toContain(
    "<@U0OWNER>, please see that it is done, or say in the thread who does it.",
  );
});

function failed(attempt: number, permanent: boolean) {
  return reports({
    type: "report-attempt",
    task: first,
    execution: 1,
    attempt,
    status: 503,
    tookMs: 20,
    exchange: null,
    ok: false,
    problem: "answer 503",
    failure: "transient",
    permanent,
    retryAfterMs: null,
    jitter: 1,
  });
}

function formOf(run: Run, note: string | null): string {
  const [exception] = run.exceptions;
  if (!exception) throw new Error("No gate is closed");
  return shownModal(
    gateModal({ run, exception: requireException(run, exception.id), note, answer: null, client: acme }),
  );
}

function recordOf({ exceptions: [open] }: Run): ExceptionRecord {
  if (!open) throw new Error("No gate is closed");
  return { ...open, note: "No penetration test", mayOpen: true, closed: null };
}
