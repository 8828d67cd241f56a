import { describe, expect, test } from "vitest";
import type { TaskSpec } from "#domain/book.ts";
import { askersOf } from "#domain/decide-approvals.ts";
import { canUnskip } from "#domain/decide-skips.ts";
import { taskIdOf, type TaskId } from "#domain/ids.ts";
import { requireTask, type Run } from "#domain/run.ts";
import {
  at,
  automation,
  deadlineOn,
  decided,
  effects,
  eventsOf,
  given,
  goLive,
  kickoff,
  meets,
  opened,
  play,
  playbook,
  refusalOf,
  reports,
  review,
  RUN,
  started,
  taskIn,
  taskSpec,
  text,
  typesOf,
  welcome,
} from "#test/support/domain.ts";
import { ClientIdSchema, RunIdSchema, TriggerIdSchema } from "#src/ids.ts";
import { csmOne, MONDAY, operator, owner, reviewer, somebody, stranger } from "#test/support/people.ts";

const reason = text("because");
const [first, second, third] = [taskIdOf(RUN, 1), taskIdOf(RUN, 2), taskIdOf(RUN, 3)];
const OTHER_RUN = RunIdSchema.parse("run_000000000002");
const hours = (many: number) => new Date(MONDAY.getTime() + many * 3_600_000);
const pauses = (on: "client" | "vendor" | "us" = "vendor") =>
  owner.asks({ type: "pause-run", on, reviewAt: hours(24 * 30), reason: null });
const resumes = owner.asks({ type: "resume-run" });
const skips = (task: TaskId) => owner.asks({ type: "skip-task", task, reason });
const reopens = (task: TaskId) => owner.asks({ type: "reopen-task", task, reason });
const dueOf = (run: Run, task: TaskId) => {
  const one = requireTask(run, task);
  return "due" in one ? one.due?.at.toISOString() : undefined;
};

describe("a pause", () => {
  test("keeps the working hours that were left, over whatever weekends lie between", () => {
    const run = given();
    expect(dueOf(run, kickoff)).toBe("2026-03-04T17:00:00.000Z");
    // Monday at ten: seven hours of today, and two days of eight. Resumed on a Friday at three, two hours of that are over.
    const later = play(run, pauses(), at("2026-03-06T15:00:00Z", resumes));
    expect(dueOf(later, kickoff)).toBe("2026-03-11T14:00:00.000Z");
  });

  test("keeps an evening that somebody chose, until the next morning at most", () => {
    const evening = new Date("2026-03-03T20:00:00Z");
    const run = play(given(), owner.asks({ type: "change-due", task: kickoff, dueAt: evening }), pauses());
    expect(dueOf(play(run, resumes), kickoff)).toBe(evening.toISOString());
    const later = play(run, at("2026-03-04T10:00:00Z", resumes));
    expect(dueOf(later, kickoff)).toBe("2026-03-05T20:00:00.000Z");
    const early = play(run, at("2026-03-04T09:00:00Z", resumes));
    // The same fifteen hours end in the middle of a day: then there is no evening after them.
    expect(dueOf(early, kickoff)).toBe("2026-03-05T16:00:00.000Z");
  });

  test("lets what had come already have come: it rings as soon as the run goes on", () => {
    const run = given();
    const missed = new Date("2026-03-04T17:00:05Z");
    const later = play(run, at(missed, pauses()), at("2026-03-06T10:00:00Z", resumes));
    expect(deadlineOn(later, "due", kickoff).at <= new Date("2026-03-06T10:00:00Z")).toBe(true);
  });

  test("leaves a call its tries, an offer its answer, and the client their time", () => {
    const run = play(
      started(
        taskSpec("provision", { work: automation(), role: "system" }),
        taskSpec("contacts", { work: { kind: "client" } }),
        taskSpec("kickoff"),
      ),
      csmOne.claims(third),
      csmOne.offers(third, operator),
      pauses("client"),
    );
    const kinds = new Set(run.deadlines.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(["watchdog", "reminder", "due", "offer-expiry", "pause-review"]));
    expect(deadlineOn(run, "due").at).toEqual(deadlineOn(run, "due", second).at);
    const made = { execution: 1, attempt: 1, tookMs: 5, exchange: null, status: 503 } as const;
    const failed = { ok: false, problem: "busy", failure: "transient", permanent: false } as const;
    const tried = play(
      run,
      reports({ type: "report-attempt", task: first, ...made, ...failed, retryAfterMs: null, jitter: 0 }),
      operator.accepts(third),
    );
    expect(taskIn(tried, first, "running")).toMatchObject({ attempt: 2 });
    expect(taskIn(tried, third, "claimed").assignee).toBe(operator.id);
  });

  test("puts a snoozed ladder off by no less than it had left", () => {
    const late = play(given(csmOne.claims(kickoff)), meets("due", kickoff));
    const climbs = deadlineOn(late, "escalation", kickoff).at;
    const run = play(late, at("2026-03-04T17:00:00Z", pauses()), csmOne.snoozes(kickoff, 1));
    const on = play(run, at("2026-03-04T17:00:00Z", resumes));
    expect(deadlineOn(on, "escalation", kickoff).at >= climbs).toBe(true);
  });

  test("of what one has just paused so is no second pause; of another's it is refused as ever", () => {
    const run = play(given(), pauses());
    expect(decided(run, pauses())).toEqual({ ok: true, events: [], run });
    expect(refusalOf(run, stranger.asks({ type: "resume-run" }))).toMatchObject({ code: "not-allowed" });
    expect(typesOf(eventsOf(run, pauses("us")))).toEqual([
      "run-resumed",
      "run-paused",
      "deadlines-suspended",
    ]);
  });
});

const judging = taskSpec("judged", {
  work: { kind: "approval", needed: 2 },
  role: "security",
  after: ["built"],
});
const judged = (...more: readonly TaskSpec[]) =>
  started(taskSpec("built", { role: "security" }), judging, ...more);
const other = somebody("OTHER0", ["security"]);

describe("what an approval judges", () => {
  test("is judged anew once it is reopened, and not by whoever reopened it", () => {
    const built = play(judged(), reviewer.claims(first), reviewer.completes(first), other.approves(second));
    const run = play(built, reopens(first));
    expect(requireTask(run, second)).toMatchObject({ status: "pending", askedBy: owner.id });
    expect(refusalOf(run, operator.approves(second))).toMatchObject({
      code: "task-pending",
      waitsFor: [first],
    });
    const again = play(run, csmAssigned(first), csmOne.completes(first));
    expect(taskIn(again, second, "ready")).toMatchObject({ approvals: [], askedBy: owner.id });
    expect(askersOf(again, requireTask(again, second))).toEqual([owner.id, csmOne.id]);
  });

  test("is judged anew only where the book still wants that", () => {
    const run = started(taskSpec("built", { role: "security" }), { ...judging, when: "price > 9" });
    const reopened = play(run, reviewer.claims(first), reviewer.completes(first), reopens(first));
    expect(requireTask(reopened, second)).toMatchObject({ status: "pending", when: "price > 9" });
  });

  test("is not reopened while a gate stands on the approval: who may open that depends on who did the work", () => {
    const closed = started(taskSpec("built", { role: "security" }), { ...judging, onFailure: "fail_closed" });
    const run = play(closed, reviewer.claims(first), reviewer.completes(first), other.rejects(second));
    expect(refusalOf(run, reopens(first))).toEqual({ code: "task-gated", task: second, role: "operators" });
  });

  test("is theirs who passed it by at its gate: they may not approve what follows", () => {
    const gated = taskSpec("built", { role: "security", onFailure: "fail_closed" });
    const run = play(
      started(gated, { ...judging, after: ["built", "also"] }, taskSpec("also", { after: [] })),
      owner.assigns(first, csmOne),
      csmOne.blocks(first),
      operator.opensGate(first, "skip"),
      csmOne.claims(third),
      csmOne.completes(third),
    );
    expect(askersOf(run, requireTask(run, second))).toContain(operator.id);
    expect(refusalOf(run, operator.approves(second))).toMatchObject({ code: "own-work" });
  });

  test("is theirs who left it out: they may not approve what follows", () => {
    const run = play(
      judged(taskSpec("also", { after: [] })),
      operator.asks({ type: "skip-task", task: first, reason }),
    );
    expect(taskIn(run, second, "ready").askedBy).toBe(operator.id);
    expect(refusalOf(run, operator.approves(second))).toMatchObject({ code: "own-work" });
  });

  function csmAssigned(task: TaskId) {
    return owner.assigns(task, csmOne);
  }
});

describe("skipping", () => {
  test("passes by no approval and no gate", () => {
    const run = play(judged(taskSpec("kept")), owner.assigns(third, csmOne), csmOne.blocks(third));
    expect(refusalOf(run, skips(second))).toMatchObject({ code: "wrong-kind" });
    expect(refusalOf(run, skips(third))).toMatchObject({ code: "task-gated" });
    const late = play(started(taskSpec("late", { onFailure: "fail_closed" })), meets("due", first));
    expect(refusalOf(late, skips(first))).toMatchObject({ code: "task-gated" });
  });

  test("tells whoever had it in hand, and the run goes on without it", () => {
    const run = given(csmOne.claims(kickoff), owner.completes(kickoff), owner.assigns(review, reviewer));
    expect(effects(run, skips(review)).notices).toContainEqual(
      expect.objectContaining({ kind: "task-skipped", to: { person: reviewer.id } }),
    );
    expect(typesOf(eventsOf(run, skips(review)))).toContain("task-ready");
  });

  test("once more by the same person is no fault; anybody else hears that it is over", () => {
    const run = given(skips(welcome));
    expect(decided(run, skips(welcome))).toMatchObject({ ok: true, events: [] });
    const asks = stranger.asks({ type: "skip-task", task: welcome, reason });
    expect(refusalOf(run, asks)).toMatchObject({ code: "task-over" });
  });
});

describe("undoing a skip", () => {
  const unskips = (task: TaskId) => owner.asks({ type: "unskip-task", task });
  const tuesday = hours(24);
  const stands = { code: "skip-stands", task: first };

  test("gives the task back to who had it, due when it was, by a change of hands of its own, and they hear of it", () => {
    const run = given(csmOne.claims(kickoff));
    const skipped = play(run, at(tuesday, skips(kickoff)));
    const back = play(skipped, at(tuesday, unskips(kickoff)));
    const [was, is] = [taskIn(run, kickoff, "claimed"), taskIn(back, kickoff, "claimed")];
    expect(is).toEqual({ ...was, heldBy: is.heldBy });
    expect(is.heldBy).not.toBe(was.heldBy);
    expect(deadlineOn(back, "due", kickoff).at).toEqual(deadlineOn(run, "due", kickoff).at);
    expect(effects(skipped, unskips(kickoff)).notices).toMatchObject([
      { kind: "assigned", to: { person: csmOne.id }, tasks: [kickoff] },
    ]);
  });

  test("keeps its condition: what was not needed before is not needed after", () => {
    const run = started(taskSpec("talk", { after: [] }), taskSpec("sso", { after: ["talk"], when: "no" }));
    const undone = play(run, skips(second), unskips(second), csmOne.claims(first));
    const done = decided(undone, csmOne.completes(first), { holds: () => ({ ok: true, value: false }) });
    expect(done.ok && taskIn(done.run, second, "skipped").because).toBe("condition");
  });

  test("uses what came for it meanwhile", () => {
    const signal = { type: "payment.received", when: "true" };
    const wait = taskSpec("payment", { sla: null, work: { kind: "wait", signal, timeout: null } });
    const trigger = TriggerIdSchema.parse("trg_000000000001");
    const pays = {
      type: "receive-signal",
      trigger,
      signal: signal.type,
      tasks: [first],
      unread: [],
    } as const;
    const run = play(started(wait, taskSpec("talk")), skips(first), reports(pays), unskips(first));
    expect(requireTask(run, first).status).toBe("done");
  });

  test("puts to rest again what rested, with the time that it had left", () => {
    const paused = play(given(), pauses());
    const back = play(paused, at(tuesday, skips(kickoff)), at(tuesday, unskips(kickoff)));
    expect(dueOf(play(back, at(tuesday, resumes)), kickoff)).toBe(
      dueOf(play(paused, at(tuesday, resumes)), kickoff),
    );
    // Once the run went on, nobody can tell how much of it would be left.
    const resumed = play(paused, skips(first), at(tuesday, resumes));
    expect(refusalOf(resumed, unskips(first))).toEqual(stands);
  });

  test("lets an approval wait for its turn again, by whom it was asked before, whatever it was passed over for", () => {
    const run = started(
      taskSpec("built"),
      { ...judging, when: "price > 9" },
      taskSpec("also", { after: [] }),
    );
    const asked = play(run, skips(first));
    expect(taskIn(asked, second, "ready").askedBy).toBe(owner.id);
    const passed = decided(run, skips(first), { holds: () => ({ ok: true, value: false }) });
    for (const now of [asked, passed.ok ? passed.run : run]) {
      const back = taskIn(play(now, unskips(first)), second, "pending");
      expect(back).toMatchObject({ askedBy: null, when: "price > 9" });
    }
  });

  test("takes back the turn of what judges an approval that fell away with the task", () => {
    const run = started(
      taskSpec("built"),
      { ...judging, when: "price > 9" },
      { ...judging, task: "final", after: [judging.task] },
      taskSpec("also", { after: [] }),
    );
    const passed = decided(run, skips(first), { holds: () => ({ ok: true, value: false }) });
    if (!passed.ok) throw new Error("It can be skipped");
    expect(taskIn(passed.run, third, "ready")).toBeDefined();
    const back = play(passed.run, unskips(first));
    expect([taskIn(back, second, "pending").key, taskIn(back, third, "pending").key]).toEqual([
      judging.task,
      "final",
    ]);
  });

  test("is refused once the approval was given, and for what a system had begun", () => {
    const approved = play(judged(taskSpec("also", { after: [] })), skips(first), other.approves(second));
    expect(refusalOf(approved, unskips(first))).toEqual(stands);
    const open = { ...judging, onFailure: "fail_open" } as const;
    const rejected = play(
      started(taskSpec("built"), open, taskSpec("also", { after: [] })),
      skips(first),
      other.rejects(second),
    );
    expect(taskIn(rejected, second, "waived")).toBeDefined();
    expect(refusalOf(rejected, unskips(first))).toEqual(stands);
    const called = started(taskSpec("provision", { work: automation(), role: "system" }), taskSpec("also"));
    expect(refusalOf(play(called, skips(first)), unskips(first))).toEqual(stands);
    expect(refusalOf(given(), unskips(kickoff))).toMatchObject({ code: "skip-stands" });
  });

  test.for([
    ["the last task that the run needs", started(taskSpec("only"))],
    ["what is offered to somebody", given(csmOne.claims(kickoff), csmOne.offers(kickoff, operator))],
    [
      "what a child run does",
      started(
        taskSpec("migration", { role: "system", work: { kind: "run", playbook: "migration" } }),
        taskSpec("also"),
      ),
    ],
  ] as const)("is not to be offered for %s", ([, run]) => {
    expect(canUnskip(play(run, skips(first)), first)).toBe(false);
  });
});

describe("adding a task", () => {
  const adds = (stage: number, required = true) =>
    owner.asks({ type: "add-task", title: "Call", stage, role: "security", sla: null, required });

  test("that is required holds up the next stage, whatever that stage waited for", () => {
    const run = given(adds(0), adds(1));
    const added = [7, 8].map((number) => requireTask(run, taskIdOf(RUN, number)).key);
    expect(requireTask(run, goLive).waitsFor).toContain(added[1]);
    expect(requireTask(run, goLive).waitsFor).not.toContain(added[0]);
    // What the book gave an order of its own keeps it.
    expect(requireTask(run, taskIdOf(RUN, 5)).waitsFor).toEqual(["kickoff"]);
    expect(requireTask(run, taskIdOf(RUN, 4)).waitsFor).toContain(added[0]);
  });

  test("to a stage that required nothing yet holds up the one after it as well", () => {
    const stages = [
      { stage: "One", tasks: [taskSpec("one")] },
      { stage: "Two", tasks: [taskSpec("two", { required: false })] },
      { stage: "Three", tasks: [taskSpec("three")] },
    ];
    const run = play(opened(playbook(stages)), at(MONDAY, adds(1)));
    expect(requireTask(run, third).waitsFor).toEqual(["one", requireTask(run, taskIdOf(RUN, 4)).key]);
  });
});

test("a day later is the close of the next working day, for a task and for the run", () => {
  const run = given();
  const later = { amount: 1, unit: "business days" } as const;
  const moved = play(run, owner.asks({ type: "move-dues", later }));
  expect([dueOf(run, kickoff), dueOf(moved, kickoff)]).toEqual([
    "2026-03-04T17:00:00.000Z",
    "2026-03-05T17:00:00.000Z",
  ]);
  expect([run.dueAt, moved.dueAt]).toEqual([
    new Date("2026-04-13T17:00:00Z"),
    new Date("2026-04-14T17:00:00Z"),
  ]);
});

test("a part is for the client of what it is part of: people move that, and it follows", () => {
  const part: Run = { ...given(), parent: { run: OTHER_RUN, task: taskIdOf(OTHER_RUN, 1), execution: 1 } };
  const ask = { type: "move-run", client: ClientIdSchema.parse("cli_000000000002") } as const;
  expect(refusalOf(part, operator.asks(ask))).toEqual({ code: "cannot-move" });
  expect(typesOf(eventsOf(part, reports(ask)))).toEqual(["run-moved"]);
});

test("nothing is planned further ahead than anybody can count", () => {
  const run = given();
  const dueAt = new Date("9999-12-31T00:00:00Z");
  expect(refusalOf(run, owner.asks({ type: "change-due", task: kickoff, dueAt }))).toMatchObject({
    code: "date-far",
  });
  expect(refusalOf(run, owner.asks({ type: "change-run-due", dueAt }))).toMatchObject({ code: "date-far" });
  const later = { amount: 9_999_999, unit: "business days" } as const;
  expect(refusalOf(run, owner.asks({ type: "move-dues", later }))).toMatchObject({ code: "date-far" });
});

test("what is due is not put off again and again until nobody can count to it", () => {
  const asked = owner.asks({ type: "move-dues", later: { amount: 1000, unit: "days" } });
  const put = play(given(), at(MONDAY, asked));
  expect(refusalOf(put, asked)).toMatchObject({ code: "date-far" });
});
