import { describe, expect, test } from "vitest";
import type { Run } from "#domain/run.ts";
import {
  at,
  connector,
  eventsOf,
  given,
  goLive,
  importing,
  kickoff,
  opened,
  play,
  refusalOf,
  review,
  taskIn,
  text,
  typesOf,
  welcome,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, MONDAY, operator, owner, reviewer, type Step } from "#test/support/people.ts";

const proof = text("the link");
const ready = opened();
const claimed = given(csmOne.claims(kickoff));
const done = play(claimed, csmOne.completes(kickoff));
const offered = play(claimed, csmOne.offers(kickoff, csmTwo));
describe("claiming", () => {
  test("is a race that one person wins", () => {
    const [first, second] = [csmOne.claims(kickoff), csmTwo.claims(kickoff)];
    expect(refusalOf(play(ready, first), second)).toEqual({
      code: "task-taken",
      task: kickoff,
      assignee: csmOne.id,
    });
  });

  test.for([
    { what: "claiming what one has", from: claimed, step: csmOne.claims(kickoff) },
    { what: "doing what one has done", from: done, step: csmOne.completes(kickoff) },
    {
      what: "accepting what one has accepted",
      from: play(offered, csmTwo.accepts(kickoff)),
      step: again(offered),
    },
    { what: "giving somebody what they have", from: claimed, step: owner.assigns(kickoff, csmOne) },
  ])("twice is no harm: $what succeeds without an event", ({ from, step }) => {
    expect(eventsOf(from, step)).toEqual([]);
  });
});

describe("done", () => {
  const atConnector = play(
    done,
    reviewer.claims(review),
    reviewer.completes(review),
    csmOne.claims(connector),
  );

  test("asks for evidence where the playbook does, and keeps what it got", () => {
    expect(refusalOf(atConnector, csmOne.completes(connector))).toEqual({
      code: "evidence-missing",
      task: connector,
      question: "Link to the connector",
    });
    const run = play(atConnector, csmOne.completes(connector, proof));
    expect(taskIn(run, connector, "done").evidence).toEqual(proof);
  });

  test("starts what waited for it, and only that", () => {
    expect(typesOf(eventsOf(claimed, csmOne.completes(kickoff)))).toEqual(["task-done", "task-ready"]);
    expect(taskIn(done, importing, "ready").readyAt).toEqual(MONDAY);
    expect(taskIn(done, connector, "pending").waitsFor).toEqual(["kickoff", "review"]);
  });

  test("counts the next task's time from then", () => {
    const friday = new Date("2026-03-06T15:00Z");
    const late = play(claimed, at(friday, csmOne.completes(kickoff)));
    expect(taskIn(late, importing, "ready").due).toEqual({
      at: new Date("2026-03-09T11:00Z"),
      original: new Date("2026-03-09T11:00Z"),
    });
  });

  test("withdraws the question whether another takes it over, on record", () => {
    expect(typesOf(eventsOf(offered, csmOne.completes(kickoff)))).toEqual([
      "handoff-withdrawn",
      "task-done",
      "task-ready",
    ]);
  });

  test("keeps who was responsible, and who pressed the button", () => {
    const byOwner = play(claimed, owner.completes(kickoff));
    expect(taskIn(byOwner, kickoff, "done")).toMatchObject({ assignee: csmOne.id, doneBy: owner.id });
  });
});

describe("the last required task", () => {
  const beforeLast = play(
    done,
    reviewer.claims(review),
    reviewer.completes(review),
    csmOne.claims(importing),
    csmOne.completes(importing),
    csmOne.claims(connector),
    csmOne.completes(connector, proof),
    csmOne.claims(goLive),
    csmTwo.claims(welcome),
    csmTwo.offers(welcome, csmOne),
    owner.offersTheRun(csmOne),
    csmOne.offers(goLive, csmTwo),
  );

  test("completes the run: offers are withdrawn, optional tasks skipped, no deadline is left", () => {
    expect(typesOf(eventsOf(beforeLast, csmOne.completes(goLive)))).toEqual([
      "handoff-withdrawn",
      "task-done",
      "handoff-withdrawn",
      "handoff-withdrawn",
      "task-skipped",
      "run-completed",
    ]);
    const run = play(beforeLast, csmOne.completes(goLive));
    expect(run).toMatchObject({ status: "completed", completedAt: MONDAY, deadlines: [], offer: null });
    expect(taskIn(run, welcome, "skipped").begun).toEqual({ readyAt: MONDAY, due: null });
  });

  test("says how long the onboarding took, counted from the sale", () => {
    const [event] = eventsOf(beforeLast, csmOne.completes(goLive)).slice(-1);
    expect(event).toMatchObject({ type: "run-completed", data: { grossSeconds: 60 } });
  });
});

describe("giving back", () => {
  test("returns a task to its role with its time running", () => {
    const back = play(claimed, csmOne.givesBack(kickoff, text("too much")));
    const { readyAt, due } = taskIn(ready, kickoff, "ready");
    expect(taskIn(back, kickoff, "ready")).toMatchObject({ readyAt, due });
    expect(taskIn(play(back, csmTwo.claims(kickoff)), kickoff, "claimed").assignee).toBe(csmTwo.id);
  });
});

describe("the owner assigns", () => {
  test.for([
    { what: "an open task to another", from: ready, to: csmOne, kind: "reassign" },
    { what: "another's task to a third", from: claimed, to: csmTwo, kind: "reassign" },
    { what: "another's task to themselves", from: claimed, to: owner, kind: "takeover" },
  ])("$what: a $kind", ({ from, to, kind }) => {
    expect(eventsOf(from, owner.assigns(kickoff, to))).toMatchObject([
      { type: "task-assigned", data: { to: to.id, kind } },
    ]);
  });

  test("an open task to themselves: a claim", () => {
    expect(typesOf(eventsOf(ready, owner.assigns(kickoff, owner)))).toEqual(["task-claimed"]);
  });

  test("a task that was offered: the offer is withdrawn", () => {
    expect(typesOf(eventsOf(offered, operator.assigns(kickoff, csmTwo)))).toEqual([
      "handoff-withdrawn",
      "task-assigned",
    ]);
  });

  test("a task to whoever has it while another is asked: they keep it, and nobody is asked", () => {
    expect(typesOf(eventsOf(offered, owner.assigns(kickoff, csmOne)))).toEqual(["handoff-withdrawn"]);
  });
});

/** Accepting the offer that was open in that run. */
function again(before: Run): Step {
  return { now: () => MONDAY, intent: () => csmTwo.accepts(kickoff).intent(before) };
}
