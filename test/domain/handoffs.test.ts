import { describe, expect, test } from "vitest";
import { decide } from "#domain/decide.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import {
  accepted,
  at,
  deadlineOn,
  enterprise,
  eventsOf,
  facts,
  given,
  kickoff,
  meets,
  openIntent,
  opened,
  play,
  refusalOf,
  taskIn,
  text,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, guest, leaver, operator, owner, reviewer, type Step } from "#test/support/people.ts";

const note = text("you know them");
const claimed = given(csmOne.claims(kickoff));
const offered = play(claimed, csmOne.offers(kickoff, csmTwo, note));
const runOffered = given(owner.offersTheRun(csmOne));

describe("an offer of a task", () => {
  test("leaves the one who has it responsible until the other accepts", () => {
    expect(taskIn(offered, kickoff, "claimed")).toMatchObject({
      assignee: csmOne.id,
      offer: { from: csmOne.id, by: csmOne.id, to: csmTwo.id, note },
    });
    const taken = play(offered, csmTwo.accepts(kickoff));
    expect(taskIn(taken, kickoff, "claimed")).toMatchObject({ assignee: csmTwo.id, offer: null });
  });

  test("is the handoff by which the other holds it", () => {
    const { offer } = taskIn(offered, kickoff, "claimed");
    const taken = play(offered, csmTwo.accepts(kickoff));
    expect(taskIn(taken, kickoff, "claimed").heldBy).toBe(offer?.handoff);
  });

  test("may go to anyone inside, whatever their role", () => {
    const taken = play(claimed, csmOne.offers(kickoff, reviewer), reviewer.accepts(kickoff));
    expect(taskIn(taken, kickoff, "claimed").assignee).toBe(reviewer.id);
  });

  test("that is declined says why, and another can be asked", () => {
    const reason = text("on holiday");
    expect(eventsOf(offered, csmTwo.declines(kickoff, reason))).toMatchObject([
      { type: "handoff-declined", data: { from: csmOne.id, to: csmTwo.id, reason } },
    ]);
    const next = play(offered, csmTwo.declines(kickoff), csmOne.offers(kickoff, reviewer));
    expect(taskIn(next, kickoff, "claimed").offer?.to).toBe(reviewer.id);
  });

  test("that nobody answers lapses at the close of the next working day, and the holder keeps the task", () => {
    expect(deadlineOn(offered, "offer-expiry").at).toEqual(new Date("2026-03-03T17:00Z"));
    const lapsed = play(offered, meets("offer-expiry"));
    expect(taskIn(lapsed, kickoff, "claimed")).toMatchObject({ assignee: csmOne.id, offer: null });
    expect(lapsed.deadlines.map(({ kind }) => kind)).not.toContain("offer-expiry");
  });

  test("may be made by the owner for the assignee, and withdrawn by who made it", () => {
    const byOwner = play(claimed, owner.offers(kickoff, csmTwo));
    expect(taskIn(byOwner, kickoff, "claimed").offer).toMatchObject({ from: csmOne.id, by: owner.id });
    expect(refusalOf(byOwner, csmOne.withdraws(kickoff))).toEqual({
      code: "not-allowed",
      intent: "withdraw-handoff",
      who: { kind: "offerer", user: owner.id },
    });
    expect(taskIn(play(byOwner, owner.withdraws(kickoff)), kickoff, "claimed").offer).toBeNull();
  });
});

describe("an offer refuses", () => {
  const both = play(offered, owner.offersTheRun(csmTwo));
  test.for([
    {
      why: "a second one for the task",
      from: offered,
      step: csmOne.offers(kickoff, reviewer),
      code: "offer-open",
    },
    {
      why: "a second one for the run",
      from: runOffered,
      step: owner.offersTheRun(csmTwo),
      code: "offer-open",
    },
    { why: "who has the task", from: claimed, step: owner.offers(kickoff, csmOne), code: "already-theirs" },
    { why: "who owns the run", from: claimed, step: owner.offersTheRun(owner), code: "already-theirs" },
    { why: "who has left", from: claimed, step: csmOne.offers(kickoff, leaver), code: "cannot-take-work" },
    { why: "another organisation", from: claimed, step: owner.offersTheRun(guest), code: "cannot-take-work" },
    {
      why: "an answer by another, even an operator",
      from: offered,
      step: operator.accepts(kickoff),
      code: "not-allowed",
    },
    {
      why: "to be withdrawn by another",
      from: offered,
      step: csmTwo.withdraws(kickoff),
      code: "not-allowed",
    },
    { why: "an answer when it was declined", ...late(offered, csmTwo.declines(kickoff)), code: "offer-over" },
    {
      why: "an answer when it was withdrawn",
      ...late(offered, csmOne.withdraws(kickoff)),
      code: "offer-over",
    },
    { why: "an answer when it lapsed", ...late(offered, meets("offer-expiry")), code: "offer-over" },
    {
      why: "an answer when the task is done",
      ...late(offered, csmOne.completes(kickoff)),
      code: "offer-over",
    },
    {
      why: "an answer when the owner gave the task away",
      ...late(both, owner.assigns(kickoff, reviewer)),
      code: "offer-over",
    },
  ] satisfies { why: string; from: Run; step: Step; code: Refusal["code"] }[])(
    "$why: $code",
    ({ from, step, code }) => {
      expect(refusalOf(from, step).code).toBe(code);
    },
  );

  test("somebody who left after they were asked", () => {
    const gone = { people: new Map([...facts().people].filter(([id]) => id !== csmTwo.id)) };
    expect(refusalOf(offered, csmTwo.accepts(kickoff), gone).code).toBe("cannot-take-work");
  });
});

describe("an offer of the run", () => {
  test("leaves its owner accountable until the other accepts", () => {
    expect(runOffered).toMatchObject({ owner: owner.id, offer: { from: owner.id, to: csmOne.id } });
    const moved = play(runOffered, csmOne.accepts(null));
    expect(moved).toMatchObject({ owner: csmOne.id, offer: null, ownedBy: runOffered.offer?.handoff });
  });

  test("stands beside offers of its tasks", () => {
    const both = play(offered, owner.offersTheRun(csmTwo), csmTwo.accepts(null));
    expect(both.owner).toBe(csmTwo.id);
    expect(taskIn(both, kickoff, "claimed").offer?.to).toBe(csmTwo.id);
  });

  test("gives the new owner what an owner may do, and takes it from the old one", () => {
    const moved = play(runOffered, csmOne.accepts(null));
    expect(refusalOf(moved, owner.assigns(kickoff, csmTwo)).code).toBe("not-allowed");
    expect(taskIn(play(moved, csmOne.assigns(kickoff, csmTwo)), kickoff, "claimed").assignee).toBe(csmTwo.id);
  });

  test("clears the exception of a run that opened without one", () => {
    const orphan = accepted(decide(null, openIntent(enterprise, "professional-services"), facts())).run;
    expect(orphan.exceptions).toHaveLength(1);
    expect(play(orphan, owner.offersTheRun(csmOne), csmOne.accepts(null)).exceptions).toEqual([]);
  });

  test("lapses like any other", () => {
    const lapsed = play(runOffered, at("2026-03-04T09:00Z", meets("offer-expiry")));
    expect(lapsed).toMatchObject({ owner: owner.id, offer: null });
  });
});

test("there is nothing to answer where nobody was asked", () => {
  const { handoff } = taskIn(offered, kickoff, "claimed").offer ?? {};
  const stray = csmTwo.asks({ type: "accept-handoff", handoff: handoff ?? opened().ownedBy });
  expect(refusalOf(opened(), stray)).toEqual({ code: "offer-over" });
});

/** The other accepts, but something came first. */
function late(run: Run, first: Step): { from: Run; step: Step } {
  const { intent, now } = csmTwo.accepts(kickoff);
  return { from: play(run, first), step: { now, intent: () => intent(run) } };
}
