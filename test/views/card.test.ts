import { expect, test } from "vitest";
import {
  accepted,
  connector,
  facts,
  given,
  goLive,
  importing,
  kickoff,
  meets,
  opened,
  openIntent,
  review,
  text,
} from "#test/support/domain.ts";
import { decide } from "#domain/decide.ts";
import { csmOne, MONDAY, operator, owner, reviewer } from "#test/support/people.ts";
import { cardMessage } from "#views/card.ts";
import { statusText } from "#views/status.ts";
import { acme, buttonsIn, shown } from "./shown.ts";

const FRIDAY = new Date("2026-03-06T10:00:00Z");

const finished = given(
  csmOne.claims(kickoff),
  csmOne.completes(kickoff),
  reviewer.claims(review),
  reviewer.completes(review),
  csmOne.claims(importing),
  csmOne.completes(importing),
  csmOne.claims(connector),
  csmOne.completes(connector, text("link")),
  csmOne.claims(goLive),
  csmOne.completes(goLive),
);

test("a card says who owns the run, how far it is, what comes next and what nobody has taken", () => {
  const { text, blocks } = cardMessage({ run: opened(), client: acme, now: MONDAY });
  expect(text).toBe("Acme Robotics: Enterprise onboarding, 0 of 6 tasks done");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "Acme Robotics
    Enterprise onboarding · opened {2026-03-02 10:00 UTC}
    *0 of 6 tasks done*  ○○○○○○○○○○
    *Owner*
    <@U0OWNER> *Due*
    {2026-04-13 17:00 UTC} *Now*
    Kickoff (0 of 3) *Next deadline*
    {2026-03-04 17:00 UTC}
    *Do kickoff*, unclaimed
    *Nobody is at it yet,* and nothing is overdue.
    3 tasks to claim: Do kickoff, Do review and Do welcome
    Later: Setup and Launch
    [Hand off] [More…]"
  `);
});

test("the card of an imported run says since when it is under way, and when it was imported", () => {
  const done = { task: "kickoff", state: "done", at: new Date("2026-02-20T12:00:00Z") } as const;
  const history = { dueAt: null, tasks: [done] };
  const intent = {
    ...openIntent(undefined, null, history),
    occurredAt: new Date("2026-02-16T12:00:00Z"),
  };
  const { run } = accepted(decide(null, intent, facts()));
  expect(shown(cardMessage({ run, client: acme, now: MONDAY }).blocks)).toContain(
    "Enterprise onboarding · under way since {2026-02-16} · imported {2026-03-02 10:00 UTC}\n*1 of 6 tasks done*",
  );
});

test("a card says where the run is stuck and who has it", () => {
  const run = given(csmOne.claims(kickoff), meets("due", kickoff));
  const card = shown(cardMessage({ run, client: acme, now: FRIDAY }).blocks);
  expect(card).toContain(`*Stuck*
• *Do kickoff*: ⚠️ *Overdue* since {2026-03-04 17:00 UTC} · <@U0CSMONE> has it
• *Do review*: ⚠️ *Overdue* since {2026-03-05 17:00 UTC} · nobody has it yet, for security`);
  expect(card).not.toContain("On track");
});

test("a card shows an open exception with who answers for it", () => {
  const run = accepted(decide(null, openIntent(undefined, "professional-services"), facts())).run;
  expect(shown(cardMessage({ run, client: acme, now: MONDAY }).blocks)).toContain(
    "• Exception, missing owner: Role professional-services has nobody who can own the run · <@U0OWNER> answers for it",
  );
});

test("while the ownership is offered the card says to whom, and offers to withdraw it", () => {
  const run = given(owner.offersTheRun(operator));
  const { blocks } = cardMessage({ run, client: acme, now: MONDAY });
  expect(shown(blocks)).toContain(
    "Ownership offered to <@U0OPERATOR> until {2026-03-03 17:00 UTC}. <@U0OWNER> owns it until they accept.",
  );
  expect(buttonsIn(blocks)).toEqual(["Withdraw", "More…"]);
});

test("a completed run's card says how long it took, and has nothing left to press", () => {
  const { text, blocks } = cardMessage({ run: finished, client: acme, now: FRIDAY });
  expect(text).toBe("Acme Robotics: Enterprise onboarding completed in 1 minute");
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "Acme Robotics
    Enterprise onboarding · opened {2026-03-02 10:00 UTC}
    ✓ *Completed in 1 minute*, counted from the sale. *5 of 5 tasks done*  ●●●●●●●●●●
    *Owner*
    <@U0OWNER> *Completed*
    {2026-03-02 10:00 UTC}"
  `);
});

test("a name full of marks and commands is shown as a name", () => {
  const { text, blocks } = cardMessage({
    run: opened(),
    client: { name: "<!channel> *Acme* & _Co_" },
    now: MONDAY,
  });
  expect(text).toContain("&lt;!channel&gt; ✱Acme✱ &amp; ‗Co‗");
  expect(blocks[0]).toEqual({
    type: "header",
    text: { type: "plain_text", text: "<!channel> *Acme* & _Co_" },
  });
});

test("the status of a run is its card and who has each open task, without buttons", () => {
  const { blocks = [] } = statusText({
    run: given(csmOne.claims(kickoff)),
    client: acme,
    now: MONDAY,
    threadLink: "https://acme.slack.example/p1",
  });
  expect(buttonsIn(blocks)).toEqual([]);
  expect(shown(blocks)).toContain(`*Open tasks*
• *Do kickoff*: <@U0CSMONE> has it · due {2026-03-04 17:00 UTC}
• *Do review*: Ready for security · due {2026-03-05 17:00 UTC}
• *Do welcome*: Ready for customer success
<https://acme.slack.example/p1|Open the thread>`);
});
