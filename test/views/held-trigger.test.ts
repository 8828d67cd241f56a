import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ExceptionIdSchema } from "#src/ids.ts";
import { csmOne, MONDAY, operator } from "#test/support/people.ts";
import { settleHeldModal, settleRefusalText, type HeldProps } from "#views/held-trigger.ts";
import { exceptionLine } from "#views/lines.ts";
import { workspaceNoticeMessage } from "#views/workspace-notice.ts";
import { buttonsIn, problemsOf, shown, shownModal } from "./shown.ts";

const held: HeldProps = {
  id: ExceptionIdSchema.parse("exc_aaaaaaaaaaaa"),
  type: "data_mismatch",
  owner: operator.id,
  reason: "The amount is missing",
  dueAt: MONDAY,
  closed: null,
  source: "stripe",
  triggerType: "payment.received",
  receivedAt: MONDAY,
};
const closed = { at: MONDAY, by: operator.id, cause: "No <deal> was named", prevention: "Name *it*" };

function told(about: HeldProps, recipient = operator.id) {
  return workspaceNoticeMessage({ kind: "held-trigger", recipient, held: about });
}

function calledAbout(about: HeldProps, recipient = operator.id) {
  return workspaceNoticeMessage({ kind: "held-trigger-overdue", recipient, held: about });
}

test("the owner of a trigger that led nowhere reads what it was, why, until when to look, and can settle it", () => {
  const { text, blocks } = told(held);
  expect(text).toBe("payment.received from stripe led to no onboarding, and waits for you");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "⚠️ *payment.received from stripe*, received {2026-03-02 10:00 UTC}, led to no onboarding, and waits for you.
    > The amount is missing
    Kind: data mismatch. Look at it by {2026-03-02 10:00 UTC}.
    [Settle]
    Correct it where it comes from, or begin by hand: \`/onboard start &lt;client&gt;\`. Then settle it here."
  `);
});

test("called about it, an operator reads for whom it still waits", () => {
  expect(calledAbout(held).text).toContain("still waits for you");
  expect(calledAbout(held, csmOne.id).text).toContain("still waits for <@U0OPERATOR>");
});

test("settled it says who let go of it and what was learned, or that its deal has its onboarding, and the button is gone", () => {
  for (const message of [told({ ...held, closed }), calledAbout({ ...held, closed })]) {
    expect(shown(message.blocks)).toMatchInlineSnapshot(`
      "✓ *payment.received from stripe*, received {2026-03-02 10:00 UTC}, was settled by <@U0OPERATOR> {2026-03-02 10:00 UTC}.
      *What happened*
      > No &lt;deal&gt; was named
      *What keeps it from happening again*
      > Name ✱it✱"
    `);
    expect(buttonsIn(message.blocks)).toEqual([]);
  }
  const without = { ...closed, by: null, cause: null, prevention: null };
  expect(shown(told({ ...held, closed: without }).blocks)).toContain("it has its onboarding");
});

test("the form says what it is about, what settling means, and asks what is learned", () => {
  expect(shownModal(settleHeldModal(held))).toMatchInlineSnapshot(`
    "Settle an exception
    *payment.received from stripe* led to no onboarding
    The amount is missing
    data mismatch · <@U0OPERATOR> answers for it, by {2026-03-02 10:00 UTC}
    Settled, it is let go: nothing opens by it. If its client is to be onboarded, begin by hand first: \`/onboard start &lt;client&gt;\`.
    What happened? | The cause, for those who learn from it later.
    What keeps it from happening again?
    [Settle]"
  `);
});

test("the list shows it with its button to who may settle it", () => {
  const line = { ...held, title: null, gate: null, client: null, threadLink: null, mayOpen: true };
  const reader = { me: operator.id, now: MONDAY };
  expect(shown(exceptionLine(line, reader))).toContain("[Settle]");
  expect(shown(exceptionLine({ ...line, mayOpen: false }, reader))).not.toContain("[Settle]");
});

test("every refusal says why, and whom to ask", () => {
  expect(settleRefusalText({ code: "not-answerable", owner: operator.id })).toContain(
    "Only <@U0OPERATOR>, who answers for it, and operators can settle it",
  );
  expect(settleRefusalText({ code: "settled-already", by: operator.id })).toContain(
    "<@U0OPERATOR> settled it before you",
  );
  expect(settleRefusalText({ code: "settled-already", by: null })).toContain("its deal has its onboarding");
});

test("however long the reason and the words are, Slack takes the messages and the form", () => {
  const anyText = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom("&".repeat(3000), "word ".repeat(600), "<!channel> *".repeat(250)),
  );
  fc.assert(
    fc.property(anyText, anyText, (reason, typed) => {
      const about = { ...held, reason, source: reason, triggerType: reason };
      const over = { ...about, closed: { ...closed, cause: typed, prevention: typed } };
      for (const { blocks } of [told(about), told(over), calledAbout(about), settleHeldModal(about)])
        expect(problemsOf(blocks)).toEqual([]);
    }),
    { numRuns: 50, endOnFailure: true },
  );
});
