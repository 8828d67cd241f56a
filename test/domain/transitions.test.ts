import { describe, expect, test } from "vitest";
import type { Run } from "#domain/run.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { TaskState } from "#domain/task.ts";
import {
  connector,
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
  welcome,
} from "#test/support/domain.ts";
import { csmOne, csmTwo, guest, leaver, owner, reviewer, somebody, type Step } from "#test/support/people.ts";

const proof = text("the link");
const ready = opened();
const claimed = given(csmOne.claims(kickoff));
const done = play(claimed, csmOne.completes(kickoff));
const offered = play(claimed, csmOne.offers(kickoff, csmTwo));
const completed = play(
  done,
  reviewer.claims(review),
  reviewer.completes(review),
  csmOne.claims(importing),
  csmOne.completes(importing),
  csmTwo.claims(welcome),
  csmOne.claims(connector),
  csmOne.completes(connector, proof),
  csmOne.claims(goLive),
  csmOne.completes(goLive),
);

describe("a task moves", () => {
  test.for([
    {
      what: "a member of its role claims it",
      from: ready,
      step: csmOne.claims(kickoff),
      status: "claimed",
      assignee: csmOne,
    },
    {
      what: "the owner claims it",
      from: ready,
      step: owner.claims(kickoff),
      status: "claimed",
      assignee: owner,
    },
    {
      what: "the owner gives it to somebody",
      from: ready,
      step: owner.assigns(kickoff, csmTwo),
      status: "claimed",
      assignee: csmTwo,
    },
    {
      what: "the owner takes it",
      from: ready,
      step: owner.assigns(kickoff, owner),
      status: "claimed",
      assignee: owner,
    },
    {
      what: "its assignee completes it",
      from: claimed,
      step: csmOne.completes(kickoff),
      status: "done",
      assignee: csmOne,
    },
    {
      what: "the owner completes it for its assignee",
      from: claimed,
      step: owner.completes(kickoff),
      status: "done",
      assignee: csmOne,
    },
    {
      what: "its assignee gives it back",
      from: claimed,
      step: csmOne.givesBack(kickoff),
      status: "ready",
      assignee: null,
    },
    {
      what: "the owner gives it to another",
      from: claimed,
      step: owner.assigns(kickoff, csmTwo),
      status: "claimed",
      assignee: csmTwo,
    },
    {
      what: "the owner takes it over",
      from: claimed,
      step: owner.assigns(kickoff, owner),
      status: "claimed",
      assignee: owner,
    },
    {
      what: "its assignee asks another, who has not answered",
      from: claimed,
      step: csmOne.offers(kickoff, csmTwo),
      status: "claimed",
      assignee: csmOne,
    },
    {
      what: "the other accepts",
      from: offered,
      step: csmTwo.accepts(kickoff),
      status: "claimed",
      assignee: csmTwo,
    },
    {
      what: "the other declines",
      from: offered,
      step: csmTwo.declines(kickoff),
      status: "claimed",
      assignee: csmOne,
    },
    {
      what: "its assignee withdraws the offer",
      from: offered,
      step: csmOne.withdraws(kickoff),
      status: "claimed",
      assignee: csmOne,
    },
    {
      what: "its assignee completes it while another is asked",
      from: offered,
      step: csmOne.completes(kickoff),
      status: "done",
      assignee: csmOne,
    },
    {
      what: "its assignee gives it back while another is asked",
      from: offered,
      step: csmOne.givesBack(kickoff),
      status: "ready",
      assignee: null,
    },
  ] satisfies {
    what: string;
    from: Run;
    step: Step;
    status: TaskState["status"];
    assignee: { id: string } | null;
  }[])("to $status: $what", ({ from, step, status, assignee }) => {
    const task = taskIn(play(from, step), kickoff, status);
    expect("assignee" in task ? task.assignee : null).toBe(assignee?.id ?? null);
  });
});

describe("a task refuses", () => {
  const outsider = somebody("NOBODY0");
  test.for([
    {
      why: "what waits for others can't be claimed",
      from: ready,
      step: csmOne.claims(goLive),
      code: "task-pending",
    },
    { why: "nor given to somebody", from: ready, step: owner.assigns(goLive, csmOne), code: "task-pending" },
    { why: "nor done", from: ready, step: owner.completes(goLive), code: "task-pending" },
    {
      why: "what another has can't be claimed",
      from: claimed,
      step: csmTwo.claims(kickoff),
      code: "task-taken",
    },
    {
      why: "what nobody has can't be done",
      from: ready,
      step: owner.completes(kickoff),
      code: "task-not-claimed",
    },
    { why: "nor given back", from: ready, step: owner.givesBack(kickoff), code: "task-not-claimed" },
    { why: "nor handed off", from: ready, step: owner.offers(kickoff, csmOne), code: "task-not-claimed" },
    { why: "what is done can't be claimed", from: done, step: csmTwo.claims(kickoff), code: "task-over" },
    { why: "nor given to somebody", from: done, step: owner.assigns(kickoff, csmTwo), code: "task-over" },
    { why: "nor done by another", from: done, step: owner.completes(kickoff), code: "task-over" },
    { why: "nor given back", from: done, step: csmOne.givesBack(kickoff), code: "task-over" },
    {
      why: "what was skipped is over for who had it",
      from: completed,
      step: csmTwo.completes(welcome),
      code: "task-over",
    },
    {
      why: "a completed run has its owner for good",
      from: completed,
      step: owner.offersTheRun(csmOne),
      code: "run-over",
    },
    {
      why: "work for somebody unknown",
      from: ready,
      step: owner.assigns(kickoff, outsider),
      code: "cannot-take-work",
    },
    {
      why: "work for somebody who has left",
      from: ready,
      step: owner.assigns(kickoff, leaver),
      code: "cannot-take-work",
    },
    {
      why: "work for another organisation",
      from: ready,
      step: owner.assigns(kickoff, guest),
      code: "cannot-take-work",
    },
  ] satisfies { why: string; from: Run; step: Step; code: Refusal["code"] }[])(
    "$why: $code",
    ({ from, step, code }) => {
      expect(refusalOf(from, step).code).toBe(code);
    },
  );

  test("and says what it waits for", () => {
    expect(refusalOf(done, csmOne.claims(connector))).toEqual({
      code: "task-pending",
      task: connector,
      waitsFor: [review],
    });
  });

  test("and says who has it, or who did it", () => {
    expect(refusalOf(claimed, csmTwo.claims(kickoff))).toMatchObject({ assignee: csmOne.id });
    expect(refusalOf(done, csmTwo.claims(kickoff))).toMatchObject({ status: "done", by: csmOne.id });
    expect(refusalOf(completed, csmTwo.completes(welcome))).toMatchObject({ status: "skipped", by: null });
  });

  test.for([
    { user: outsider, why: "unknown" },
    { user: leaver, why: "deactivated" },
    { user: guest, why: "outside" },
  ])("and says why somebody can't take work: $why", ({ user, why }) => {
    expect(refusalOf(ready, owner.assigns(kickoff, user))).toEqual({
      code: "cannot-take-work",
      user: user.id,
      why,
    });
  });
});
