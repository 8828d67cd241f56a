import { expect, test } from "vitest";
import {
  ambiguous,
  brokenText,
  gaveBackText,
  notFound,
  notSavedText,
  unknownPlaybook,
} from "#views/answers.ts";
import { auditText } from "#views/audit.ts";
import { COMMANDS, didYouMean, helpText, usageText } from "#views/help.ts";
import { startedText } from "#views/status.ts";
import { whyPartText, whyText, type WhyProps } from "#views/why.ts";
import type { RunEvent } from "#domain/event.ts";
import { taskIdOf } from "#domain/ids.ts";
import { eventsOf, given, kickoff, meets, opened, play, RUN, text } from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY, owner, type Step } from "#test/support/people.ts";
import { acme, shown } from "./shown.ts";

const why: WhyProps = {
  client: acme,
  outcome: "opened",
  trigger: { type: "deal.won", source: "hubspot" },
  contract: { value: "72000.00", currency: "USD" },
  rule: "high-touch",
  playbook: "Enterprise onboarding",
  tried: [
    { rule: "renewals", outcome: "not-matched" },
    { rule: "high-touch", outcome: "matched" },
  ],
  role: "professional-services",
  owner: owner.id,
  missingRole: null,
  considered: [
    { id: owner.id, available: true, openRuns: 1 },
    { id: csmOne.id, available: true, openRuns: 4 },
    { id: csmTwo.id, available: false, openRuns: 0 },
  ],
  decidedAt: MONDAY,
  release: 3,
  by: null,
  ownerNow: owner.id,
  evidence: [{ type: "payment.received", source: "stripe", receivedAt: MONDAY }],
};

test("why is answered in a sentence: the rule, the trigger, the money, and among whom the owner was chosen", () => {
  const { text: sentence, blocks = [] } = whyText(why);
  expect(sentence).toBe(
    "*Acme Robotics* runs *Enterprise onboarding* because rule *high-touch* matched: deal.won from HubSpot, contract 72,000 USD.",
  );
  expect(shown(blocks)).toMatchInlineSnapshot(`
    "*Acme Robotics* runs *Enterprise onboarding* because rule *high-touch* matched: deal.won from HubSpot, contract 72,000 USD.
    <@U0OWNER> was chosen as owner from professional services, with 1 open run: the fewest first, then the role's order. The others: <@U0CSMONE> had 4 and <@U0CSMTWO> could not take work.
    Rules looked at before: renewals (did not match).
    Also heard of this deal: payment.received from Stripe, {2026-03-02 10:00 UTC}. It opened nothing more.
    Decided {2026-03-02 10:00 UTC} under release 3 of the book."
  `);
});

test.for([
  {
    some: { outcome: "held" },
    said: "is held for a person: rule *high-touch* could not be worked out for deal.won from HubSpot",
  },
  { some: { outcome: "evidence" }, said: "may not open one, so it waits for a sale that does" },
  { some: { outcome: "joined" }, said: "already had a run for this deal" },
  { some: { outcome: "ignored" }, said: "is of no interest to the book" },
  {
    some: { trigger: { type: "manual.start", source: "manual" }, contract: null, rule: null },
    said: "runs *Enterprise onboarding* because somebody started it by hand.",
  },
  {
    some: { trigger: { type: "manual.start", source: "manual" }, contract: null, rule: null, by: csmOne.id },
    said: "because <@U0CSMONE> started it by hand.",
  },
  {
    some: {
      trigger: { type: "manual.start", source: "import" },
      rule: null,
      tried: [],
      considered: [],
      by: csmOne.id,
      ownerNow: csmTwo.id,
    },
    said: "<@U0CSMONE> imported it, with its past, from a spreadsheet.\nThe spreadsheet named <@U0OWNER> as its owner. <@U0CSMTWO> owns it now.",
  },
  {
    some: { missingRole: "security" },
    said: "Nobody in security could take it, so the fallback owner <@U0OWNER> did.",
  },
  { some: { ownerNow: csmOne.id }, said: "<@U0CSMONE> owns it now." },
  { some: { contract: { value: "1234567.50", currency: "EUR" } }, said: "contract 1,234,567.50 EUR" },
] satisfies { some: Partial<WhyProps>; said: string }[])("why also tells: $said", ({ some, said }) => {
  expect(shown(whyText({ ...why, ...some }).blocks ?? [])).toContain(said);
});

test("the record tells what happened in sentences, the newest last, each with its link in the chain", () => {
  const steps: Step[] = [
    csmOne.claims(kickoff),
    csmOne.offers(kickoff, csmTwo, text("note")),
    csmTwo.declines(kickoff, text("no")),
  ];
  const events = eventsAfter(steps);
  const entries = events.map((event) => ({ event, hash: `${event.seq}`.repeat(64).slice(0, 64) }));
  const answer = auditText({ run: play(opened(), ...steps), client: acme, entries });
  expect(answer.text).toBe("The record of Acme Robotics: 7 events");
  expect(shown(answer.blocks ?? [])).toMatchInlineSnapshot(`
    "*The record of Acme Robotics*: 7 events
    4 earlier events not shown
    5. {2026-03-02 10:00 UTC}: <@U0CSMONE> claimed *Do kickoff* · \`55555555\`
    6. {2026-03-02 10:00 UTC}: <@U0CSMONE> offered *Do kickoff* to <@U0CSMTWO> · \`66666666\`
    7. {2026-03-02 10:00 UTC}: <@U0CSMTWO> declined *Do kickoff*, with a reason · \`77777777\`
    Each line ends with the first characters of its hash, which seals it and all before it."
  `);
});

test("a ladder's steps are on record with whom they called", () => {
  const [overdue, escalated] = eventsOf(given(csmOne.claims(kickoff)), meets("due", kickoff));
  const entries = [overdue, escalated].flatMap((event) => (event ? [{ event, hash: "abcdef0123" }] : []));
  expect(
    shown(
      auditText({ run: given(csmOne.claims(kickoff), meets("due", kickoff)), client: acme, entries })
        .blocks ?? [],
    ),
  ).toContain("<@U0CSMONE> was told that *Do kickoff* is overdue (level 1) · `abcdef01`");
});

test("help names every command, and tells more of one", () => {
  const all = shown(helpText().blocks ?? []);
  for (const { usage } of Object.values(COMMANDS))
    expect(all).toContain(usage.replaceAll("<", "&lt;").replaceAll(">", "&gt;"));
  expect(helpText("start").text).toBe(
    "`/onboard start &lt;client&gt; [playbook]`: begin an onboarding. Without a playbook the routing rules choose one. The owner is told at once.",
  );
  expect(usageText("why").text).toMatch(/^That lacks something\. `\/onboard why/);
});

test("a mistyped command is answered with the one that may have been meant", () => {
  expect(didYouMean("strat", "start").text).toBe(
    "I don't know “strat”. Did you mean `/onboard start`? `/onboard help` shows what I understand.",
  );
  expect(didYouMean("<!channel> `x`", null).text).toContain("I don't know “&lt;!channel&gt; ‛x‛”.");
});

test("a client that isn't found is answered with those that may have been meant", () => {
  expect(notFound("Akme", ["Acme Robotics", "Acme <b>"]).text).toBe(
    "I found no onboarding for “Akme”. Did you mean *Acme Robotics* or *Acme &lt;b&gt;*?",
  );
  expect(notFound("x".repeat(5000), []).text.length).toBeLessThan(200);
  expect(ambiguous("Ac", ["Acme One", "Acme Two"]).text).toContain("*Acme One*");
  expect(unknownPlaybook("gold", ["enterprise", "self-serve"]).text).toContain(
    "`enterprise` and `self-serve`",
  );
});

test("starting a client that is being onboarded already says who owns it, and that nothing new began", () => {
  const run = opened();
  const threadLink = "https://acme.slack.example/p1";
  expect(startedText({ run, client: acme, threadLink, wasOpen: false }).text).toBe(
    "Started Enterprise onboarding for *Acme Robotics*. <@U0OWNER> owns it. <https://acme.slack.example/p1|Open the thread>",
  );
  expect(startedText({ run, client: acme, threadLink: null, wasOpen: true }).text).toContain(
    "Nothing new was started.",
  );
});

test("when something breaks people are told what became of what they asked", () => {
  expect(notSavedText().text).toContain("nothing was saved");
  expect(brokenText("req-1").text).toContain("`req-1`");
  expect(gaveBackText({ title: "Do kickoff", client: "Acme" }).text).toContain("You gave back *Do kickoff*");
});

test("evidence is mentioned on record, never shown", () => {
  const run = given(csmOne.claims(kickoff));
  const [done] = eventsOf(run, csmOne.completes(kickoff, text("secret words")));
  if (!done) throw new Error("Nothing happened");
  const record = shown(auditText({ run, client: acme, entries: [{ event: done, hash: "00" }] }).blocks ?? []);
  expect(record).toContain("finished *Do kickoff*, with evidence");
  expect(record).not.toContain("secret");
});

function eventsAfter(steps: readonly Step[]): readonly RunEvent[] {
  let run = opened();
  const events = steps.flatMap((step) => {
    const happened = eventsOf(run, step);
    run = play(run, step);
    return happened;
  });
  return events;
}

test("a part is there because of a task of the whole, which leads to its thread", () => {
  const parent = { run: opened(), threadLink: "https://acme.slack.example/p1" };
  const run = {
    ...opened(),
    title: "Data migration",
    parent: { run: RUN, task: taskIdOf(RUN, 5), execution: 1 },
  };
  expect(whyPartText({ run, client: { name: "Acme" }, parent }).text).toBe(
    "*Acme* runs *Data migration* because the task *Do import* of *Enterprise onboarding* (<https://acme.slack.example/p1|its thread>) is done by it. <@U0OWNER> owns it. No rule decided about it: `/onboard why` of the whole tells which rule did.",
  );
  expect(whyPartText({ run, client: { name: "Acme" }, parent: null }).text).toContain(
    "because another onboarding",
  );
});
