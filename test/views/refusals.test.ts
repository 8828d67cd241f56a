import { expect, test } from "vitest";
import type { Refusal } from "#domain/refusal.ts";
import { taskIdOf } from "#domain/ids.ts";
import {
  automation,
  connector,
  given,
  kickoff,
  opened,
  play,
  refusalOf,
  RUN,
  started,
  taskSpec,
} from "#test/support/domain.ts";
import {
  csmOne,
  csmTwo,
  guest,
  leaver,
  operator,
  owner,
  reviewer,
  stranger,
  type Step,
} from "#test/support/people.ts";
import { fieldErrors, refusalText } from "#views/refusals.ts";

const free = opened();
const held = given(csmOne.claims(kickoff));
const asked = given(csmOne.claims(kickoff), csmOne.offers(kickoff, csmTwo));
const done = play(held, csmOne.completes(kickoff));
const first = taskIdOf(RUN, 1);
const second = taskIdOf(RUN, 2);
const approvals = started(
  taskSpec("approval", { work: { kind: "approval", needed: 1 }, onFailure: "fail_closed" }),
  taskSpec("provision", { work: automation(), after: [] }),
);
const gated = play(approvals, csmOne.rejects(first));

test.for([
  {
    run: held,
    step: csmTwo.claims(kickoff),
    said: "<@U0CSMONE> has *Do kickoff* already. Ask them to hand it off if you should do it.",
  },
  { run: done, step: csmTwo.claims(kickoff), said: "*Do kickoff* is done already, by <@U0CSMONE>." },
  {
    run: free,
    step: owner.claims(connector),
    said: "*Do connector* can't start yet. It waits for *Do kickoff* and *Do review*.",
  },
  { run: free, step: owner.completes(kickoff), said: "Nobody has *Do kickoff* yet. Claim it first." },
  {
    run: free,
    step: reviewer.claims(kickoff),
    said: "Only customer success and the owner can claim this task. Ask <@U0OWNER>, who owns the onboarding.",
  },
  {
    run: held,
    step: csmTwo.completes(kickoff),
    said: "Only <@U0CSMONE>, who has it, and the owner, <@U0OWNER>, can mark this task as done. Ask them.",
  },
  {
    run: free,
    step: csmOne.givesBack(kickoff),
    said: "Only the owner, <@U0OWNER>, can give this task back. Ask them.",
  },
  {
    run: free,
    step: csmOne.offersTheRun(csmTwo),
    said: "Only the owner and the operators can hand the onboarding off. Ask <@U0OWNER>.",
  },
  {
    run: asked,
    step: stranger.accepts(kickoff),
    said: "Only <@U0CSMTWO> was asked, so only they can accept.",
  },
  {
    run: asked,
    step: csmTwo.withdraws(kickoff),
    said: "Only <@U0CSMONE>, who made the offer, can withdraw it.",
  },
  {
    run: asked,
    step: csmOne.offers(kickoff, reviewer),
    said: "It is offered to <@U0CSMTWO> already. Wait for their answer, or withdraw that offer first.",
  },
  {
    run: held,
    step: csmOne.offers(kickoff, csmOne),
    said: "<@U0CSMONE> has it already. Choose somebody else.",
  },
  {
    run: held,
    step: csmOne.offers(kickoff, leaver),
    said: "<@U0LEAVER> can't take work: their account is deactivated. Choose somebody else.",
  },
  {
    run: held,
    step: csmOne.offers(kickoff, guest),
    said: "<@U0GUEST00> can't take work: they belong to another organisation. Choose somebody else.",
  },
  {
    run: free,
    step: guest.claims(kickoff),
    said: "People from another organisation can look, and change nothing. Ask your contact to do it.",
  },
  {
    run: approvals,
    step: csmOne.claims(first),
    said: "*Do approval* is an approval: press Approve or Reject.",
  },
  {
    run: approvals,
    step: owner.completes(first),
    said: "*Do approval* is an approval: press Approve or Reject.",
  },
  {
    run: approvals,
    step: reviewer.approves(first),
    said: "Only customer success can approve this. Ask one of them.",
  },
  {
    run: approvals,
    step: owner.blocks(second),
    said: "*Do provision* is done by Baton and can't be stopped by itself. Block the whole onboarding instead.",
  },
  {
    run: approvals,
    step: owner.completes(second),
    said: "*Do provision* is done by Baton itself. Nobody has to do it.",
  },
  {
    run: gated,
    step: csmOne.approves(first),
    said: "*Do approval* is behind a closed gate. Operators can open it, with *Open gate* in the thread.",
  },
  {
    run: gated,
    step: csmOne.opensGate(first, "resume"),
    said: "Only operators can open this gate. Ask one of them.",
  },
  {
    run: play(approvals, operator.rejects(first)),
    step: operator.opensGate(first, "resume"),
    said: "You closed this gate or have the work behind it, so somebody else opens it. Ask another of operators.",
  },
  {
    run: play(gated, operator.opensGate(first, "skip")),
    step: csmOne.approves(first),
    said: "*Do approval* was waived by <@U0OPERATOR>.",
  },
  {
    run: play(gated, operator.opensGate(first, "cancel")),
    step: owner.offersTheRun(csmOne),
    said: "This onboarding is cancelled, so nothing in it changes any more.",
  },
  {
    run: held,
    step: owner.acknowledges(kickoff),
    said: "It isn't overdue, so there is nothing to acknowledge or snooze.",
  },
] satisfies { run: typeof free; step: Step; said: string }[])("refused: $said", ({ run, step, said }) => {
  expect(refusalText(refusalOf(run, step), run)).toBe(said);
});

test.for([
  {
    refusal: { code: "not-found", entity: "run" },
    said: "I can't find that onboarding any more. Nothing was changed.",
  },
  {
    refusal: { code: "offer-over" },
    said: "This offer is over: it was answered, withdrawn or ran out. Nothing was changed.",
  },
  {
    refusal: { code: "task-not-claimed", task: kickoff, intent: "complete-task" },
    said: "Nobody has this task yet. Claim it first.",
  },
  {
    refusal: { code: "task-over", task: kickoff, status: "done", by: csmOne.id },
    said: "This task is done already, by <@U0CSMONE>.",
  },
] satisfies { refusal: Refusal; said: string }[])(
  "a refusal about what is gone has words too: $refusal.code",
  ({ refusal, said }) => {
    expect(refusalText(refusal, null)).toBe(said);
  },
);

test("what a form lacks is said at the field that is empty", () => {
  for (const what of ["reason", "cause", "prevention", "target"] as const) {
    expect(fieldErrors({ code: "words-missing", what })).toEqual({
      [what]: expect.stringContaining("Please"),
    });
  }
  expect(fieldErrors({ code: "not-a-target", task: kickoff })).toEqual({
    target: "It is under way. Choose one that isn't.",
  });
});

test("what was filled in wrongly is said at its field, in words without markup", () => {
  expect(fieldErrors({ code: "evidence-missing", task: kickoff, question: "Link to the notes" })).toEqual({
    evidence: "Please answer: Link to the notes",
  });
  expect(fieldErrors({ code: "cannot-take-work", user: leaver.id, why: "unknown" })).toEqual({
    person: "They can't take work: I don't know them as a member of this workspace.",
  });
  expect(fieldErrors({ code: "already-theirs", to: csmOne.id })).toEqual({
    person: "They have it already. Choose somebody else.",
  });
  expect(fieldErrors({ code: "run-over" })).toBeNull();
});
