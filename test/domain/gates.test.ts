import { describe, expect, test } from "vitest";
import { taskIdOf } from "#domain/ids.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import { alarmOf } from "#domain/task.ts";
import {
  at,
  deadlineOn,
  effects,
  eventsOf,
  facts,
  meets,
  play,
  refusalOf,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
  typesOf,
} from "#test/support/domain.ts";
import {
  csmOne,
  csmTwo,
  leadOne,
  leadTwo,
  operator,
  owner,
  stranger,
  type Step,
} from "#test/support/people.ts";

const [first, other, last] = [taskIdOf(RUN, 1), taskIdOf(RUN, 2), taskIdOf(RUN, 3)];
const ready = started(
  taskSpec("first", { onFailure: "fail_closed", gate: "leads" }),
  taskSpec("other", { after: [], when: null }),
  taskSpec("last", { after: ["first"] }),
);
const claimed = play(ready, csmOne.claims(first));
const blocked = play(claimed, csmOne.blocks(first));
const breached = play(claimed, meets("due", first));
const otherDone = play(blocked, csmTwo.claims(other), csmTwo.completes(other));

describe("a task that a person blocks", () => {
  test("stops its run's completion and its own clock, and its approvers hear of it", () => {
    expect(blocked).toMatchObject({
      status: "blocked",
      exceptions: [{ type: "manual", openedBy: csmOne.id }],
    });
    expect(blocked.deadlines.filter((one) => "task" in one && one.task === first)).toEqual([]);
    const told = effects(claimed, csmOne.blocks(first)).notices.map(({ to }) => to);
    expect(told).toEqual([owner, leadOne, leadTwo].map(({ id }) => ({ person: id })));
  });

  test("leaves what is beside it open", () => {
    expect(taskIn(otherDone, other, "done").doneBy).toBe(csmTwo.id);
    expect(taskIn(otherDone, last, "pending").waitsFor).toEqual(["first"]);
  });

  test("goes on where it was when its gate is opened: in the same hands, with a new due time", () => {
    const later = new Date("2026-03-04T10:00Z");
    const back = play(blocked, at(later, leadOne.opensGate(first, "resume")));
    expect(taskIn(back, first, "claimed")).toMatchObject({
      assignee: csmOne.id,
      execution: 1,
      due: { at: new Date("2026-03-06T17:00Z"), original: new Date("2026-03-04T17:00Z") },
    });
    expect(back).toMatchObject({ status: "active", exceptions: [] });
  });

  test("withdraws the question whether another takes it over", () => {
    const offered = play(claimed, csmOne.offers(first, csmTwo));
    expect(typesOf(eventsOf(offered, csmOne.blocks(first)))).toEqual([
      "handoff-withdrawn",
      "exception-opened",
      "task-blocked",
    ]);
  });
});

describe("a gate is opened with a choice", () => {
  test("skip: a waiver by name, and the run goes on without it", () => {
    const run = play(blocked, leadOne.opensGate(first, "skip"));
    expect(taskIn(run, first, "waived").waivedBy).toBe(leadOne.id);
    expect(taskIn(run, last, "ready").execution).toBe(1);
  });

  test("reroute: another is done in its stead, anew, and what waited for the one waits for the other", () => {
    const run = play(otherDone, leadOne.opensGate(first, "reroute", { to: other }));
    expect(taskIn(run, first, "waived").waivedBy).toBe(leadOne.id);
    expect(taskIn(run, other, "ready").execution).toBe(2);
    expect(taskIn(run, last, "pending").waitsFor).toEqual(["first", "other"]);
    const done = play(run, csmTwo.claims(other), csmTwo.completes(other));
    expect(taskIn(done, last, "ready").execution).toBe(1);
  });

  test("reroute is no way past an approval: only what waits for nothing else can be done in its stead", () => {
    const guarded = started(
      taskSpec("first", { onFailure: "fail_closed", gate: "leads" }),
      taskSpec("go-live", { work: { kind: "approval", needed: 1 }, role: "leads" }),
      taskSpec("launch", { after: ["first", "go-live"] }),
      taskSpec("by-hand", { after: ["first"] }),
    );
    const stuck = play(guarded, csmOne.claims(taskIdOf(RUN, 1)), csmOne.blocks(taskIdOf(RUN, 1)));
    const launch = leadOne.opensGate(taskIdOf(RUN, 1), "reroute", { to: taskIdOf(RUN, 3) });
    expect(refusalOf(stuck, launch)).toEqual({ code: "not-a-target", task: taskIdOf(RUN, 3) });
    const byHand = play(stuck, leadOne.opensGate(taskIdOf(RUN, 1), "reroute", { to: taskIdOf(RUN, 4) }));
    expect(taskIn(byHand, taskIdOf(RUN, 4), "ready").execution).toBe(1);
  });

  test("reroute after it was done late: what waited for it waits for the other all the same", () => {
    const late = play(breached, csmOne.completes(first), csmTwo.claims(other), csmTwo.completes(other));
    const run = play(late, leadOne.opensGate(first, "reroute", { to: other }));
    expect(taskIn(run, first, "done").doneBy).toBe(csmOne.id);
    expect(taskIn(run, last, "pending").waitsFor).toEqual(["first", "other"]);
  });

  test("cancel: the run ends, and what is open in it is passed over", () => {
    const run = play(blocked, leadOne.opensGate(first, "cancel"));
    expect(run).toMatchObject({ status: "cancelled", deadlines: [], exceptions: [] });
    expect(run.tasks.map((task) => task.status === "skipped" && task.because)).toEqual(
      run.tasks.map(() => "cancelled"),
    );
  });

  test("and keeps cause and prevention for ever", () => {
    const words = { cause: text("no sponsor"), prevention: text("ask before signing") };
    const [event] = eventsOf(blocked, leadOne.opensGate(first, "resume", words));
    expect(event).toMatchObject({
      type: "exception-closed",
      data: { by: leadOne.id, choice: "resume", to: null, ...words },
    });
  });
});

describe("a breach of what may not fail", () => {
  test("closes a gate beside the ladder, which climbs as before", () => {
    const types = typesOf(eventsOf(claimed, meets("due", first)));
    expect(types).toEqual(["task-overdue", "task-escalated", "exception-opened"]);
    expect(deadlineOn(breached, "escalation", first).at).toEqual(new Date("2026-03-05T13:00Z"));
    expect(breached).toMatchObject({
      status: "blocked",
      exceptions: [{ type: "sla_breach", openedBy: null }],
    });
  });

  test("doesn't keep anybody from doing it; what waits for it starts once the gate is opened", () => {
    const done = play(breached, csmOne.completes(first));
    expect(taskIn(done, last, "pending").execution).toBe(0);
    const opened = play(done, leadOne.opensGate(first, "resume"));
    expect(taskIn(opened, last, "ready").execution).toBe(1);
  });

  test("gives it a new due time when its gate is opened, keeps the first, and nothing rings any longer", () => {
    const later = new Date("2026-03-05T10:00Z");
    const run = play(breached, at(later, operator.opensGate(first, "resume")));
    const task = taskIn(run, first, "claimed");
    expect(alarmOf(task)).toBeNull();
    expect(task.due).toEqual({ at: new Date("2026-03-09T17:00Z"), original: new Date("2026-03-04T17:00Z") });
    expect(run.deadlines.filter(({ kind }) => kind === "escalation")).toEqual([]);
  });

  test("of what may fail open rings, and closes nothing", () => {
    const late = play(ready, meets("due", other));
    expect(late).toMatchObject({ status: "active", exceptions: [] });
  });
});

describe("a run that a person blocks", () => {
  const stopped = play(claimed, owner.blocksTheRun());
  test("lets what is open be finished, and nothing new starts", () => {
    const done = play(stopped, csmOne.completes(first));
    expect(taskIn(done, last, "pending").execution).toBe(0);
    expect(taskIn(play(done, leadOne.opensGate(null, "resume")), last, "ready").execution).toBe(1);
  });

  test("completes only when its gate is opened", () => {
    const all = play(
      started(taskSpec("first")),
      csmOne.claims(first),
      owner.blocksTheRun(),
      csmOne.completes(first),
    );
    expect(all.status).toBe("blocked");
    expect(play(all, operator.opensGate(null, "skip")).status).toBe("completed");
  });
});

describe("a condition that can't be worked out", () => {
  const broken = { holds: () => ({ ok: false, error: "no such field: client.size" }) as const };
  const before = play(
    started(
      taskSpec("first"),
      taskSpec("other", { after: ["first"], when: "client.size > 3", onFailure: "fail_closed" }),
    ),
    operator.claims(first),
  );

  test("is never a no: it closes the gate, which nobody in particular has closed", () => {
    const events = eventsOf(before, operator.completes(first), broken);
    expect(typesOf(events)).toEqual(["task-done", "exception-opened", "task-failed"]);
    expect(events[1]).toMatchObject({ data: { type: "data_mismatch", openedBy: null } });
  });
});

describe("a gate refuses", () => {
  test.for([
    { why: "who closed it", from: blocked, step: csmOne.opensGate(first, "skip"), code: "not-allowed" },
    {
      why: "an operator who closed it",
      from: play(ready, operator.blocks(first)),
      step: operator.opensGate(first, "skip"),
      code: "own-work",
    },
    {
      why: "whose work is behind it",
      from: play(ready, owner.assigns(first, leadOne), owner.blocks(first)),
      step: leadOne.opensGate(first, "skip"),
      code: "own-work",
    },
    {
      why: "who did what was done late",
      from: play(ready, owner.assigns(first, leadOne), meets("due", first), leadOne.completes(first)),
      step: leadOne.opensGate(first, "skip"),
      code: "own-work",
    },
    { why: "the run's owner", from: blocked, step: owner.opensGate(first, "skip"), code: "not-allowed" },
    { why: "a stranger", from: blocked, step: stranger.opensGate(first, "skip"), code: "not-allowed" },
    {
      why: "no cause",
      from: blocked,
      step: leadOne.opensGate(first, "skip", { cause: null }),
      code: "words-missing",
    },
    {
      why: "no prevention",
      from: blocked,
      step: leadOne.opensGate(first, "skip", { prevention: null }),
      code: "words-missing",
    },
    { why: "no target", from: blocked, step: leadOne.opensGate(first, "reroute"), code: "words-missing" },
    {
      why: "itself as the target",
      from: blocked,
      step: leadOne.opensGate(first, "reroute", { to: first }),
      code: "not-a-target",
    },
    {
      why: "a target that is under way",
      from: blocked,
      step: leadOne.opensGate(first, "reroute", { to: other }),
      code: "not-a-target",
    },
    {
      why: "a second one on the same task",
      from: blocked,
      step: owner.blocks(first),
      code: "gate-standing",
    },
    {
      why: "a second one on the run",
      from: play(ready, owner.blocksTheRun()),
      step: operator.blocksTheRun(),
      code: "gate-standing",
    },
    {
      why: "to be closed without a reason",
      from: claimed,
      step: csmOne.blocks(first, null),
      code: "words-missing",
    },
    { why: "the run's without a reason", from: ready, step: owner.blocksTheRun(null), code: "words-missing" },
    { why: "what has not started", from: ready, step: owner.blocks(last), code: "task-pending" },
    { why: "to let it be done", from: blocked, step: csmOne.completes(first), code: "task-gated" },
    { why: "to let it be claimed", from: blocked, step: csmTwo.claims(first), code: "task-gated" },
    {
      why: "to be opened twice",
      ...twice(blocked, leadOne.opensGate(first, "skip")),
      code: "exception-over",
    },
  ] satisfies { why: string; from: Run; step: Step; code: Refusal["code"] }[])(
    "$why: $code",
    ({ from, step, code }) => {
      expect(refusalOf(from, step).code).toBe(code);
    },
  );
});

test("an exception that nobody settles is called day by day, ten times, to its owner and who opens its gate", () => {
  let run = blocked;
  const heard: unknown[] = [];
  while (run.deadlines.some(({ kind }) => kind === "exception-due")) {
    const [event] = eventsOf(run, meets("exception-due"));
    if (event?.type === "exception-overdue") heard.push(event.data.told.people);
    run = play(run, meets("exception-due"));
  }
  expect(heard).toEqual(Array.from({ length: 10 }, () => [owner.id, leadOne.id, leadTwo.id]));
});

test("an exception that nobody settles calls whoever owns its run by then as well", () => {
  const handed = play(blocked, owner.offersTheRun(csmTwo), csmTwo.accepts(null));
  const [event] = eventsOf(handed, meets("exception-due"));
  expect(event).toMatchObject({ data: { told: { people: [owner.id, csmTwo.id, leadOne.id, leadTwo.id] } } });
});

test("where nobody of the gate's role may open it, the operators are called", () => {
  const late = play(play(ready, operator.assigns(first, leadOne)), leadOne.blocks(first));
  const roles = new Map([...facts().roles, ["leads", [leadOne.id]]] as const);
  const told = effects(play(ready, operator.assigns(first, leadOne)), leadOne.blocks(first), {
    roles,
  }).notices;
  expect(told.map(({ to }) => to)).toContainEqual({ person: operator.id });
  const [event] = eventsOf(late, meets("exception-due"), { roles });
  expect(event).toMatchObject({ data: { told: { people: [owner.id, operator.id] } } });
});

test("where the gate's role has nobody, the operators hear of it and open it", () => {
  const roles = new Map([...facts().roles].filter(([role]) => role !== "leads"));
  const told = effects(claimed, csmOne.blocks(first), { roles }).notices.map(({ to }) => to);
  expect(told).toEqual([owner, operator].map(({ id }) => ({ person: id })));
  expect(play(blocked, operator.opensGate(first, "skip")).status).toBe("active");
});

/** The same again, of a run in which it has happened. */
function twice(run: Run, step: Step): { from: Run; step: Step } {
  return { from: play(run, step), step: { now: step.now, intent: () => step.intent(run) } };
}
