import { describe, expect, test } from "vitest";
import type { Ask } from "#domain/intent.ts";
import { may } from "#domain/may.ts";
import {
  deadlineOn,
  given,
  kickoff,
  meets,
  openIntent,
  play,
  taskIn,
  welcome,
} from "#test/support/domain.ts";
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

const people = { member, assignee, owner, operator, asked, told, stranger, outsider };
const inside = ["member", "assignee", "owner", "operator", "asked", "told", "stranger"];

// Kickoff became overdue in the hands of the one who was told; the assignee has it now. It is offered, and so is the run.
const run = play(
  given(owner.assigns(kickoff, told), meets("due", kickoff)),
  told.givesBack(kickoff),
  assignee.claims(kickoff),
  assignee.offers(kickoff, asked),
  owner.offersTheRun(asked),
);
const { handoff } = taskIn(run, kickoff, "claimed").offer ?? { handoff: run.ownedBy };
const ofTheRun = run.offer?.handoff ?? run.ownedBy;

describe("who may", () => {
  test.for<{
    readonly what: string;
    readonly ask: Ask;
    readonly who: readonly string[];
  }>([
    { what: "open a run", ask: openIntent(), who: inside },
    {
      what: "claim a task",
      ask: { type: "claim-task", task: welcome },
      who: ["member", "assignee", "owner", "operator"],
    },
    {
      what: "complete a task",
      ask: { type: "complete-task", task: kickoff, evidence: null },
      who: ["assignee", "owner", "operator"],
    },
    {
      what: "give a task back",
      ask: { type: "give-back-task", task: kickoff, reason: null },
      who: ["assignee", "owner", "operator"],
    },
    {
      what: "hand a task off",
      ask: { type: "hand-off-task", task: kickoff, to: member.id, note: null },
      who: ["assignee", "owner", "operator"],
    },
    {
      what: "hand the run off",
      ask: { type: "hand-off-run", to: member.id, note: null },
      who: ["owner", "operator"],
    },
    { what: "accept a task", ask: { type: "accept-handoff", handoff }, who: ["asked"] },
    { what: "accept the run", ask: { type: "accept-handoff", handoff: ofTheRun }, who: ["asked"] },
    { what: "decline a task", ask: { type: "decline-handoff", handoff, reason: null }, who: ["asked"] },
    {
      what: "withdraw the offer of a task",
      ask: { type: "withdraw-handoff", handoff },
      who: ["assignee", "operator"],
    },
    {
      what: "withdraw the offer of the run",
      ask: { type: "withdraw-handoff", handoff: ofTheRun },
      who: ["owner", "operator"],
    },
    {
      what: "assign a task",
      ask: { type: "assign-task", task: kickoff, to: member.id },
      who: ["owner", "operator"],
    },
    {
      what: "acknowledge an overdue task",
      ask: { type: "acknowledge-task", task: kickoff },
      who: ["assignee", "operator", "told"],
    },
    {
      what: "snooze an overdue task",
      ask: { type: "snooze-task", task: kickoff, duration: { amount: 1, unit: "business hours" } },
      who: ["assignee", "operator", "told"],
    },
    {
      what: "say that a deadline has come",
      ask: { type: "meet-deadline", deadline: deadlineOn(run, "run-due").id },
      who: [],
    },
  ])("$what: $who", ({ ask, who }) => {
    const allowed = Object.entries(people).flatMap(([name, { actor }]) =>
      may(actor, ask, ask.type === "open-run" ? null : run) === null ? [name] : [],
    );
    expect(allowed).toEqual(who);
  });
});

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

test("the system acts as itself", () => {
  const ask: Ask = { type: "meet-deadline", deadline: deadlineOn(run, "run-due").id };
  expect(may({ kind: "system", name: "clock" }, ask, run)).toBeNull();
});
