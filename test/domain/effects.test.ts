import { describe, expect, test } from "vitest";
import { decide } from "#domain/decide.ts";
import { effectsOf, type Notice } from "#domain/effects.ts";
import { taskIdOf } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import {
  accepted,
  connector,
  effects,
  facts,
  given,
  goLive,
  importing,
  kickoff,
  meets,
  ONBOARDING,
  openIntent,
  opened,
  play,
  playbook,
  review,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
  welcome,
} from "#test/support/domain.ts";
import { RunIdSchema } from "#src/ids.ts";
import {
  csmOne,
  csmTwo,
  everybody,
  intentOf,
  MONDAY,
  operator,
  owner,
  reviewer,
  type Somebody,
  type Step,
} from "#test/support/people.ts";

const claimed = given(csmOne.claims(kickoff));
const overdue = play(claimed, meets("due", kickoff));

describe("when a run opens", () => {
  const { events, run } = accepted(decide(null, openIntent(), facts()));
  const { notices, stages, touched } = effectsOf(events, run, facts());

  test("each person hears once, of all the tasks they may claim; the owner of the run too", () => {
    expect(notices.map(worded)).toEqual([
      "CSMONE: tasks-ready kickoff, welcome",
      "CSMTWO: tasks-ready kickoff, welcome",
      "REVIEWER: tasks-ready review",
      "OWNER: run-owned",
    ]);
  });

  test("the stage that begins is shown, and no later one", () => {
    expect(stages).toEqual([0]);
    expect(touched).toContain(kickoff);
  });

  test("an owner who may claim tasks hears of both in one message", () => {
    const own = playbook([
      { stage: "Only", tasks: [taskSpec("kickoff", { role: "professional-services" })] },
    ]);
    const decision = accepted(decide(null, openIntent(own), facts()));
    expect(effectsOf(decision.events, decision.run, facts()).notices.map(worded)).toEqual([
      "OWNER: run-owned kickoff",
    ]);
  });
});

describe("who hears", () => {
  const offered = play(claimed, csmOne.offers(kickoff, csmTwo));
  const byOwner = play(claimed, owner.offers(kickoff, csmTwo));
  const atOperators = play(overdue, meets("escalation", kickoff), meets("escalation", kickoff));
  const reviewed = play(claimed, reviewer.claims(review), reviewer.completes(review));
  test.for<{
    readonly what: string;
    readonly from: Run;
    readonly step: Step;
    readonly hear: readonly string[];
  }>([
    { what: "a claim", from: opened(), step: csmOne.claims(kickoff), hear: [] },
    {
      what: "a task done: of what became ready, in one message, but not who did it",
      from: reviewed,
      step: csmOne.completes(kickoff),
      hear: ["CSMTWO: tasks-ready connector, import"],
    },
    {
      what: "a task given back: its role, but not who gave it back",
      from: claimed,
      step: csmOne.givesBack(kickoff),
      hear: ["CSMTWO: tasks-ready kickoff"],
    },
    {
      what: "a task that the owner gave back: who had it, and its role",
      from: claimed,
      step: owner.givesBack(kickoff),
      hear: ["CSMONE: taken-over kickoff", "CSMTWO: tasks-ready kickoff"],
    },
    {
      what: "an offer",
      from: claimed,
      step: csmOne.offers(kickoff, csmTwo),
      hear: ["CSMTWO: offer kickoff"],
    },
    { what: "an offer of the run", from: claimed, step: owner.offersTheRun(csmTwo), hear: ["CSMTWO: offer"] },
    {
      what: "an acceptance",
      from: offered,
      step: csmTwo.accepts(kickoff),
      hear: ["CSMONE: offer-accepted kickoff"],
    },
    {
      what: "a refusal",
      from: offered,
      step: csmTwo.declines(kickoff, text("busy")),
      hear: ["CSMONE: offer-declined kickoff"],
    },
    {
      what: "a refusal of what the owner offered for the assignee: both",
      from: byOwner,
      step: csmTwo.declines(kickoff),
      hear: ["CSMONE: offer-declined kickoff", "OWNER: offer-declined kickoff"],
    },
    {
      what: "an offer that lapsed",
      from: offered,
      step: meets("offer-expiry"),
      hear: ["CSMONE: offer-expired kickoff"],
    },
    { what: "an offer withdrawn", from: offered, step: csmOne.withdraws(kickoff), hear: [] },
    {
      what: "an open task given to somebody",
      from: opened(),
      step: owner.assigns(kickoff, csmOne),
      hear: ["CSMONE: assigned kickoff"],
    },
    {
      what: "a task given from one to another: both",
      from: claimed,
      step: owner.assigns(kickoff, csmTwo),
      hear: ["CSMTWO: assigned kickoff", "CSMONE: taken-over kickoff"],
    },
    {
      what: "a takeover: who had it",
      from: claimed,
      step: owner.assigns(kickoff, owner),
      hear: ["CSMONE: taken-over kickoff"],
    },
    {
      what: "half of the time over",
      from: claimed,
      step: meets("reminder", kickoff),
      hear: ["CSMONE: reminder kickoff"],
    },
    {
      what: "a missed deadline",
      from: claimed,
      step: meets("due", kickoff),
      hear: ["CSMONE: overdue kickoff"],
    },
    {
      what: "its next level",
      from: overdue,
      step: meets("escalation", kickoff),
      hear: ["OWNER: overdue kickoff"],
    },
    {
      what: "the end of the ladder: a channel",
      from: atOperators,
      step: meets("escalation", kickoff),
      hear: [`${ONBOARDING}: overdue kickoff`],
    },
    { what: "an acknowledgement", from: overdue, step: csmOne.acknowledges(kickoff), hear: [] },
    {
      what: "a run that takes too long",
      from: opened(),
      step: meets("run-due"),
      hear: ["OWNER: run-overdue", "OPERATOR: run-overdue"],
    },
  ])("$what", ({ from, step, hear }) => {
    expect(effects(from, step).notices.map(worded)).toEqual(hear);
  });

  test("of a completed run its owner, unless they completed it", () => {
    const last = play(
      reviewed,
      csmOne.completes(kickoff),
      csmOne.claims(importing),
      csmOne.completes(importing),
      csmOne.claims(connector),
      csmOne.completes(connector, text("the link")),
      csmOne.claims(goLive),
    );
    expect(effects(last, csmOne.completes(goLive)).notices.map(worded)).toEqual(["OWNER: run-completed"]);
    expect(effects(last, owner.completes(goLive)).notices).toEqual([]);
  });

  test("of a run that ends before its time whoever had something of it in hand, once, and not who ended it", () => {
    const run = play(claimed, csmTwo.claims(welcome), owner.assigns(review, csmOne));
    const cancels = (by: Somebody) =>
      by.asks({ type: "cancel-run", reason: "Cancelled by hand", note: text("lost") });
    expect(effects(run, cancels(operator)).notices.map(worded)).toEqual([
      "OWNER: run-cancelled",
      "CSMONE: run-cancelled",
      "CSMTWO: run-cancelled",
    ]);
    expect(effects(run, cancels(owner)).notices.map(worded)).toEqual([
      "CSMONE: run-cancelled",
      "CSMTWO: run-cancelled",
    ]);
    const into = { run: RunIdSchema.parse("run_other0000000"), owner: null, isLive: true, isPart: false };
    expect(effects(run, owner.asks({ type: "merge-run", into, note: null })).notices.map(worded)).toEqual([
      "CSMONE: run-cancelled",
      "CSMTWO: run-cancelled",
    ]);
  });

  test("of the run that goes on after a merge its owner, unless they merged it", () => {
    const absorbs = (by: Somebody): Step => ({
      now: () => MONDAY,
      intent: ({ id: from, deal }) =>
        intentOf({ kind: "system", name: "worker" }, { type: "absorb-run", from, deal, mergedBy: by.id }),
    });
    expect(effects(claimed, absorbs(operator)).notices.map(worded)).toEqual(["OWNER: run-absorbed"]);
    expect(effects(claimed, absorbs(owner)).notices).toEqual([]);
  });

  test("of a paused run with all done its owner, once, who only has to resume it", () => {
    const reviewAt = new Date("2026-04-01T10:00:00Z");
    const pause = { type: "pause-run", on: "client", reviewAt, reason: null } as const;
    const run = play(
      started(taskSpec("one"), taskSpec("two"), taskSpec("spare", { required: false })),
      ...[1, 2, 3].map((number) => csmOne.claims(taskIdOf(RUN, number))),
      owner.asks(pause),
    );
    const [one, two, spare] = [1, 2, 3].map((number) => csmOne.completes(taskIdOf(RUN, number)));
    if (!one || !two || !spare) throw new Error("There are three tasks");
    expect(effects(run, one).notices).toEqual([]);
    const last = play(run, one);
    expect(effects(last, two).notices.map(({ kind, to }) => [kind, to])).toEqual([
      ["run-to-resume", { person: owner.id }],
    ]);
    expect(effects(play(last, two), spare).notices).toEqual([]);
  });

  test("nobody, when the same is asked again", () => {
    expect(effects(claimed, csmOne.claims(kickoff))).toEqual({
      notices: [],
      stages: [],
      touched: [],
      jobs: [],
    });
  });
});

describe("what is shown again", () => {
  test("the stage in which a task changed, and the next when it begins", () => {
    expect(effects(opened(), csmOne.claims(kickoff)).stages).toEqual([0]);
    expect(effects(claimed, csmOne.completes(kickoff)).stages).toEqual([0, 1]);
  });

  test("the messages that hold buttons for the task and for the offer that went with it", () => {
    const offered = play(claimed, csmOne.offers(kickoff, csmTwo));
    const offer = taskIn(offered, kickoff, "claimed").offer?.handoff;
    expect(effects(offered, csmOne.completes(kickoff)).touched).toEqual([kickoff, offer, importing]);
  });

  test("no stage when only the ownership moves", () => {
    expect(effects(opened(), owner.offersTheRun(csmOne)).stages).toEqual([]);
  });
});

test("a member who has left hears nothing", () => {
  const people = new Map([...facts().people].filter(([id]) => id !== csmTwo.id));
  expect(effects(claimed, csmOne.givesBack(kickoff), { people }).notices).toEqual([]);
});

/** A notice as `who: kind tasks`. */
function worded({ to, kind, tasks }: Notice): string {
  const who = "person" in to ? everybody.find(({ id }) => id === to.person)?.id.slice(2) : to.channel;
  const keys = tasks.map((id) => opened().tasks.find((task) => task.id === id)?.key);
  return `${who}: ${kind} ${keys.join(", ")}`.trim();
}
