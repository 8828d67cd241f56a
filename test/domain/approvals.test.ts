import { describe, expect, test } from "vitest";
import { taskIdOf } from "#domain/ids.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import {
  effects,
  eventsOf,
  facts,
  play,
  refusalOf,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
  typesOf,
} from "#test/support/domain.ts";
import { csmOne, leadOne, leadTwo, operator, owner, type Step } from "#test/support/people.ts";

const [work, approval, next] = [taskIdOf(RUN, 1), taskIdOf(RUN, 2), taskIdOf(RUN, 3)];
const asked = (needed: number, some = {}) =>
  play(
    started(
      taskSpec("work", { role: "leads" }),
      taskSpec("approve", {
        work: { kind: "approval", needed },
        role: "leads",
        after: ["work"],
        onFailure: "fail_closed",
        ...some,
      }),
      taskSpec("next", { after: ["approve"] }),
    ),
    leadOne.claims(work),
    leadOne.completes(work),
  );
const one = asked(1);
const two = asked(2, { role: "customer-success" });

describe("an approval", () => {
  test("is asked of those of its role who did not do the work", () => {
    const before = play(
      started(
        taskSpec("work", { role: "leads" }),
        taskSpec("approve", { work: { kind: "approval", needed: 1 }, role: "leads", after: ["work"] }),
      ),
      leadOne.claims(work),
    );
    const told = effects(before, leadOne.completes(work)).notices;
    expect(told).toMatchObject([{ kind: "approval-asked", to: { person: leadTwo.id } }]);
  });

  test("is asked of the operators where its role has nobody else", () => {
    const of = started(
      taskSpec("work", { role: "security" }),
      taskSpec("approve", { work: { kind: "approval", needed: 1 }, role: "security", after: ["work"] }),
    );
    const gone = { roles: new Map([...facts().roles].filter(([role]) => role !== "security")) };
    const told = effects(play(of, owner.claims(work)), owner.completes(work), gone).notices;
    expect(told.filter(({ kind }) => kind === "approval-asked")).toMatchObject([
      { to: { person: operator.id } },
    ]);
  });

  test("by one who may is the task's end, on record", () => {
    const run = play(one, leadTwo.approves(approval, text("fine")));
    expect(taskIn(run, approval, "done")).toMatchObject({ doneBy: leadTwo.id, approvals: [leadTwo.id] });
    expect(taskIn(run, next, "ready").execution).toBe(1);
  });

  test("by two needs two different people, and pressing again is no harm", () => {
    const first = play(two, csmOne.approves(approval));
    expect(taskIn(first, approval, "ready").approvals).toEqual([csmOne.id]);
    expect(eventsOf(first, csmOne.approves(approval))).toEqual([]);
    const both = play(first, operator.approves(approval));
    expect(taskIn(both, approval, "done").approvals).toEqual([csmOne.id, operator.id]);
  });

  test("that one refuses fails with their reason, whoever has approved before", () => {
    const reason = text("the contract is missing");
    const events = eventsOf(play(two, csmOne.approves(approval)), operator.rejects(approval, reason));
    expect(typesOf(events)).toEqual(["task-rejected", "exception-opened", "task-failed"]);
    expect(events[1]).toMatchObject({
      data: { type: "permanent_block", note: reason, openedBy: operator.id, gate: "operators" },
    });
  });

  test("that was refused begins anew when its gate is opened, by somebody else than who refused", () => {
    const refused = play(one, leadTwo.rejects(approval));
    expect(refusalOf(refused, leadTwo.opensGate(approval, "resume")).code).toBe("not-allowed");
    const again = play(refused, operator.opensGate(approval, "resume"));
    expect(taskIn(again, approval, "ready")).toMatchObject({
      execution: 2,
      approvals: [],
      askedBy: operator.id,
    });
  });

  test("that may fail open is waived when it is refused", () => {
    const run = play(asked(1, { onFailure: "fail_open" }), leadTwo.rejects(approval));
    expect(taskIn(run, approval, "waived").waivedBy).toBeNull();
    expect(taskIn(run, next, "ready").execution).toBe(1);
  });

  test("keeps who asked and who has approved while it is blocked", () => {
    const held = play(two, csmOne.approves(approval), owner.blocks(approval));
    const back = play(held, operator.opensGate(approval, "resume"));
    expect(taskIn(back, approval, "ready")).toMatchObject({ approvals: [csmOne.id], askedBy: leadOne.id });
  });
});

describe("work that somebody held, and another said was done for them", () => {
  const judged = play(
    started(
      taskSpec("work", { role: "leads" }),
      taskSpec("approve", {
        work: { kind: "approval", needed: 1 },
        role: "leads",
        after: ["work"],
        onFailure: "fail_closed",
        gate: "leads",
      }),
    ),
    leadOne.claims(work),
    owner.completes(work),
  );

  test("is approved by neither of them", () => {
    expect(refusalOf(judged, leadOne.approves(approval)).code).toBe("own-work");
    expect(taskIn(play(judged, leadTwo.approves(approval)), approval, "done").approvals).toEqual([
      leadTwo.id,
    ]);
  });

  test.for([
    { why: "was refused", from: play(judged, operator.rejects(approval)) },
    { why: "is blocked", from: play(judged, operator.blocks(approval)) },
  ])("does not pass by its approval through the gate when that $why", ({ from }) => {
    expect(refusalOf(from, leadOne.opensGate(approval, "skip")).code).toBe("own-work");
    const skipped = play(from, leadTwo.opensGate(approval, "skip"));
    expect(taskIn(skipped, approval, "waived").waivedBy).toBe(leadTwo.id);
  });

  test("calls to the gate of its approval only those who may open it", () => {
    const told = effects(judged, operator.rejects(approval)).notices;
    const called = told.flatMap(({ kind, to }) =>
      kind === "exception" && "person" in to ? [to.person] : [],
    );
    expect(called.toSorted()).toEqual([leadTwo.id, owner.id].toSorted());
  });
});

test("who asked for an approval does not pass it by when it is blocked", () => {
  const [approve, prepare] = [taskIdOf(RUN, 2), taskIdOf(RUN, 1)];
  const run = play(
    started(
      taskSpec("prepare", { role: "leads" }),
      taskSpec("approve", {
        work: { kind: "approval", needed: 2 },
        role: "leads",
        after: ["prepare"],
        gate: "leads",
      }),
    ),
    leadTwo.claims(prepare),
    leadTwo.completes(prepare),
    leadOne.approves(approve),
    owner.blocks(approve),
  );
  for (const one of [leadOne, leadTwo]) {
    expect(refusalOf(run, one.opensGate(approve, "skip")).code).toBe("own-work");
  }
});

describe("an approval refuses", () => {
  const byOwner = play(
    started(
      taskSpec("work"),
      taskSpec("approve", { work: { kind: "approval", needed: 1 }, role: "leads", after: [] }),
    ),
  );
  test.for([
    { why: "who did the work", from: one, step: leadOne.approves(approval), code: "own-work" },
    {
      why: "who did the work, when they say no",
      from: one,
      step: leadOne.rejects(approval),
      code: "own-work",
    },
    { why: "somebody without the role", from: one, step: csmOne.approves(approval), code: "not-allowed" },
    {
      why: "the run's owner, who has no say in it",
      from: one,
      step: owner.approves(approval),
      code: "not-allowed",
    },
    { why: "to be claimed", from: byOwner, step: leadOne.claims(approval), code: "wrong-kind" },
    { why: "to be claimed by the owner", from: byOwner, step: owner.claims(approval), code: "wrong-kind" },
    { why: "to be done by hand", from: byOwner, step: owner.completes(approval), code: "wrong-kind" },
    { why: "a no without a reason", from: one, step: leadTwo.rejects(approval, null), code: "words-missing" },
    {
      why: "an answer once it is over",
      from: play(one, leadTwo.approves(approval)),
      step: operator.approves(approval),
      code: "task-over",
    },
    {
      why: "an answer behind a gate",
      from: play(one, owner.blocks(approval)),
      step: leadTwo.approves(approval),
      code: "task-gated",
    },
    {
      why: "an answer before it is asked",
      from: started(
        taskSpec("work"),
        taskSpec("approve", { work: { kind: "approval", needed: 1 }, role: "leads", after: ["work"] }),
      ),
      step: leadTwo.approves(approval),
      code: "task-pending",
    },
    { why: "what is no approval", from: byOwner, step: operator.approves(work), code: "wrong-kind" },
  ] satisfies { why: string; from: Run; step: Step; code: Refusal["code"] }[])(
    "$why: $code",
    ({ from, step, code }) => {
      expect(refusalOf(from, step).code).toBe(code);
    },
  );
});
