import { describe, expect, test } from "vitest";
import type { Ask } from "#domain/intent.ts";
import { may, maySteer } from "#domain/may.ts";
import { deadlineOn, given, kickoff, meets, play, taskIn, welcome } from "#test/support/domain.ts";
import {
  csmOne as assignee,
  csmTwo as member,
  fallback as asked,
  guest as outsider,
  operator,
  owner,
  reviewer as told,
  stranger,
} from "#test/support/people.ts";

// Who may do what is the table of test/support/permissions.ts: permissions.test.ts holds it. Here is what a refusal says.

// Kickoff became overdue in the hands of the one who was told; the assignee has it now. It is offered, and so is the run.
const run = play(
  given(owner.assigns(kickoff, told), meets("due", kickoff)),
  told.givesBack(kickoff),
  assignee.claims(kickoff),
  assignee.offers(kickoff, asked),
  owner.offersTheRun(asked),
);
const { handoff } = taskIn(run, kickoff, "claimed").offer ?? { handoff: run.ownedBy };

describe("a refusal names who may", () => {
  test.for<{ readonly ask: Ask; readonly who: object }>([
    {
      ask: { type: "claim-task", task: welcome },
      who: { kind: "role-or-owner", role: "customer-success", owner: owner.id },
    },
    {
      ask: { type: "complete-task", task: kickoff, evidence: null },
      who: { kind: "assignee-or-owner", assignee: assignee.id, owner: owner.id },
    },
    {
      ask: { type: "give-back-task", task: welcome, reason: null },
      who: { kind: "assignee-or-owner", assignee: null, owner: owner.id },
    },
    { ask: { type: "assign-task", task: kickoff, to: member.id }, who: { kind: "owner", owner: owner.id } },
    { ask: { type: "accept-handoff", handoff }, who: { kind: "person", user: asked.id } },
    { ask: { type: "withdraw-handoff", handoff }, who: { kind: "offerer", user: assignee.id } },
    {
      ask: { type: "acknowledge-task", task: kickoff },
      who: { kind: "told", people: [told.id, assignee.id] },
    },
    {
      ask: { type: "meet-deadline", deadline: deadlineOn(run, "run-due").id },
      who: { kind: "system" },
    },
  ])("$ask.type: $who.kind", ({ ask, who }) => {
    expect(may(stranger.actor, ask, run)).toEqual({ code: "not-allowed", intent: ask.type, who });
  });

  test("or that one must be inside the organisation", () => {
    const claim: Ask = { type: "claim-task", task: welcome };
    expect(may(outsider.actor, claim, run)).toMatchObject({ who: { kind: "internal" } });
  });
});

describe("an act on many runs", () => {
  test.for([
    { who: "whoever asked for it", actor: stranger.actor, stop: true, goOn: true },
    { who: "an operator", actor: operator.actor, stop: true, goOn: false },
    { who: "an owner", actor: owner.actor, stop: false, goOn: false },
    { who: "somebody of another organisation", actor: outsider.actor, stop: false, goOn: false },
  ])("$who: stops it $stop, goes on with it $goOn", ({ actor, stop, goOn }) => {
    expect([maySteer(actor, "stop", stranger.id), maySteer(actor, "continue", stranger.id)]).toEqual([
      stop,
      goOn,
    ]);
  });

  test("that somebody began is not theirs any more once they belong to another organisation", () => {
    expect(maySteer(outsider.actor, "stop", outsider.id)).toBe(false);
  });
});

test("the system acts as itself", () => {
  const ask: Ask = { type: "meet-deadline", deadline: deadlineOn(run, "run-due").id };
  expect(may({ kind: "system", name: "clock" }, ask, run)).toBeNull();
});
