import { describe, expect, test } from "vitest";
import { taskIdOf } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { may } from "#domain/may.ts";
import { TriggerIdSchema } from "#src/ids.ts";
import {
  deadlineOn,
  given,
  kickoff,
  meets,
  openIntent,
  play,
  reports,
  RUN,
  started,
  taskIn,
  taskSpec,
  welcome,
} from "#test/support/domain.ts";
import {
  csmOne as assignee,
  csmTwo as member,
  fallback as asked,
  guest as outsider,
  leadOne,
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

// The same people on a run with every kind of gate: a client's task in the role of the member, an approval, a task behind
// its gate, which the lead opens, and an exception that holds nothing up.
const others = { ...people, lead: leadOne };
const [contacts, approval, kept, wait] = [1, 2, 3, 4].map((number) => taskIdOf(RUN, number));
const orchestrated = play(
  started(
    taskSpec("contacts", { work: { kind: "client" } }),
    taskSpec("approve", { work: { kind: "approval", needed: 1 }, role: "security" }),
    taskSpec("kept", { gate: "leads" }),
    taskSpec("wait", {
      work: { kind: "wait", signal: { type: "form.submitted", when: null }, timeout: null },
    }),
  ),
  assignee.claims(known(kept)),
  assignee.blocks(known(kept)),
  reports({
    type: "receive-signal",
    trigger: TriggerIdSchema.parse("trg_000000000001"),
    signal: "form.submitted",
    tasks: [],
    unread: [{ task: known(wait), error: "no such field" }],
  }),
);
const [gate, unread] = orchestrated.exceptions.map(({ id }) => id);
const words = { cause: null, prevention: null, to: null };
const attempt = { execution: 1, attempt: 1, status: 200, tookMs: 1, exchange: null };

describe("who may, where systems work and gates stand,", () => {
  test.for<{ readonly what: string; readonly ask: Ask; readonly who: readonly string[] }>([
    {
      what: "say that the client has done their part",
      ask: { type: "complete-task", task: known(contacts), evidence: null },
      who: ["member", "assignee", "owner", "operator"],
    },
    {
      what: "approve",
      ask: { type: "approve-task", task: known(approval), note: null },
      who: ["operator", "told"],
    },
    {
      what: "reject",
      ask: { type: "reject-task", task: known(approval), reason: null },
      who: ["operator", "told"],
    },
    {
      what: "block a task",
      ask: { type: "block-task", task: known(kept), reason: null },
      who: ["assignee", "owner", "operator"],
    },
    { what: "block the run", ask: { type: "block-run", reason: null }, who: ["owner", "operator"] },
    {
      what: "open a gate",
      ask: { type: "open-gate", exception: known(gate), choice: "resume", ...words },
      who: ["operator", "lead"],
    },
    {
      what: "settle what holds nothing up",
      ask: { type: "open-gate", exception: known(unread), choice: "resume", ...words },
      who: ["owner", "operator"],
    },
    {
      what: "report a call",
      ask: { type: "report-attempt", task: known(contacts), ...attempt, ok: true, results: {} },
      who: [],
    },
    {
      what: "report a child run",
      ask: { type: "report-child", task: known(contacts), execution: 1, child: RUN, state: "completed" },
      who: [],
    },
    {
      what: "send a signal",
      ask: {
        type: "receive-signal",
        trigger: TriggerIdSchema.parse("trg_000000000001"),
        signal: "form.submitted",
        tasks: [],
        unread: [],
      },
      who: [],
    },
    { what: "cancel", ask: { type: "cancel-run", reason: "lost", note: null }, who: ["owner", "operator"] },
  ])("$what: $who", ({ ask, who }) => {
    const allowed = Object.entries(others).flatMap(([name, { actor }]) =>
      may(actor, ask, orchestrated) === null ? [name] : [],
    );
    expect(allowed).toEqual(who);
    expect(may({ kind: "system", name: "worker" }, ask, orchestrated)).toBeNull();
  });
});

function known<Id>(id: Id | undefined): Id {
  if (id === undefined) throw new Error("There is no such thing in the run");
  return id;
}

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
