import { beforeAll, describe, expect, test } from "vitest";
import { USUAL_HABITS } from "#book/rehearsal.ts";
import type { Book } from "#domain/book.ts";
import { tryOut } from "#rehearse/try-out.ts";
import { automation, child, oneStage, wait, withPlaybooks } from "#test/support/automation.ts";
import { taskSpec } from "#test/support/domain.ts";
import { answer, exampleBook, rehearsal, told, tryTasks } from "./support.ts";

let book: Book;
let example: Awaited<ReturnType<typeof exampleBook>>;
beforeAll(async () => {
  example = await exampleBook();
  book = example.book;
});

const fiveDays = { amount: 5, unit: "business days" } as const;

describe("the example book", () => {
  test("goes as its rehearsals expect", () => {
    const wrong = example.rehearsals.map((one) => tryOut(book, one)).filter(({ isRight }) => !isRight);
    expect(wrong.map(({ rehearsed, verdicts }) => [rehearsed.rehearsal.rehearsal, verdicts])).toEqual([]);
  });

  test.for(["enterprise", "guided", "self-serve", "migration"])(
    "%s completes by itself when all goes well",
    (playbook) => {
      const { rehearsed, summary } = tryOut(book, rehearsal({ playbook }));
      expect(rehearsed.ended).toBe("completed");
      expect(summary?.escalations).toEqual([]);
      expect(summary?.endedAt.getTime()).toBeLessThan(summary?.dueAt?.getTime() ?? 0);
    },
  );

  test("goes the same way every time", () => {
    for (const one of example.rehearsals) {
      const [first, second] = [tryOut(book, one), tryOut(book, one)];
      expect(first.timeline).toEqual(second.timeline);
      expect(first.summary).toEqual(second.summary);
    }
  });

  test("has every run of a rehearsal flagged as one", () => {
    const { rehearsed } = tryOut(book, rehearsal({ playbook: "guided" }));
    expect(rehearsed.runs.map(({ playbook, simulated }) => [playbook, simulated])).toEqual([
      ["guided", true],
      ["migration", true],
    ]);
  });
});

describe("other systems", () => {
  const task = () =>
    automation("check", {
      check: "response.status == 200 && response.body.ok",
      keep: { n: "response.body.n" },
    });

  test("answer in the order in which the rehearsal says it, and the last answer repeats", () => {
    const answers = { check: [answer(503), answer(500), answer(200, { ok: true, n: 7 })] };
    const twice = tryTasks(book, [task(), automation("again", {}, { after: ["check"] })], {
      answers: { ...answers, again: [answer(503)] },
    });
    const calls = twice.timeline.flatMap((entry) =>
      entry.what === "called" ? [[entry.task, entry.attempt, entry.status]] : [],
    );
    expect(calls.slice(0, 7)).toEqual([
      ["check", 1, 503],
      ["check", 2, 500],
      ["check", 3, 200],
      ["again", 1, 503],
      ["again", 2, 503],
      ["again", 3, 503],
      ["again", 4, 503],
    ]);
    expect(twice.rehearsed.runs[0]?.tasks[0]).toMatchObject({ status: "done", results: { n: 7 } });
  });

  test("are asked with every template filled in and no secret told", () => {
    const { timeline } = tryOut(book, rehearsal({ playbook: "guided" }));
    const urls = timeline.flatMap((entry) =>
      entry.what === "called" ? [`${entry.method} ${entry.url}`] : [],
    );
    expect(urls).toContain("POST env:PROVISIONING_URL/exports/acme-example-ltd/check");
  });

  test("that answer later than they are waited for did not answer", () => {
    const slow = { ...answer(200), takesMs: 6000 };
    const { timeline } = tryTasks(book, [automation("check", {})], {
      answers: { check: [slow, answer(200)] },
    });
    expect(timeline.find(({ what }) => what === "called")).toMatchObject({
      ok: false,
      status: null,
      problem: "no complete answer within 5 s",
    });
  });

  test("that cannot be asked, since a value is missing, stop behind a gate", () => {
    const { summary } = tryTasks(
      book,
      [automation("check", { url: "https://api.example/${client.segment}" })],
      {
        trigger: { ...rehearsal().trigger, client: { key: "a", name: "A", segment: null } },
      },
    );
    expect(summary?.gates[0]).toMatchObject({ task: "check", role: "approvers" });
  });

  test("of which nothing is said please as far as the book shows what pleases, and that is told", () => {
    const { rehearsed, summary } = tryTasks(book, [task()]);
    expect(rehearsed.ended).toBe("completed");
    expect(summary?.madeUp).toEqual(["check"]);
  });
});

describe("people", () => {
  test("of the task's role take it and do it, each in their share of its time", () => {
    const tried = tryTasks(book, [taskSpec("train", { role: "support", sla: fiveDays })]);
    expect(told(tried, "claimed", "done")).toEqual(["claimed train support-1", "done train support-1"]);
    expect(tried.summary?.businessDays).toBe(2);
  });

  test("share the work: whoever holds the least takes the next", () => {
    const tried = tryTasks(book, [taskSpec("one", { sla: fiveDays }), taskSpec("two", { sla: fiveDays })]);
    expect(told(tried, "claimed")).toEqual(["claimed one csm-1", "claimed two csm-2"]);
  });

  test("who are late are reminded, and the ladder is climbed until they are done", () => {
    const late = { ...USUAL_HABITS, late: { train: 200 } };
    const tried = tryTasks(book, [taskSpec("train", { sla: fiveDays })], { people: late });
    expect(told(tried, "reminded", "overdue", "escalated", "done")).toEqual([
      "reminded train",
      "overdue train",
      "escalated train",
      "escalated train",
      "escalated train",
      "escalated train",
      "done train csm-1",
    ]);
    const levels = tried.timeline.flatMap((entry) =>
      entry.what === "escalated" ? [[entry.told, entry.channels]] : [],
    );
    expect(levels[0]).toEqual([["csm-1@acme.example"], []]);
    expect(levels.at(-1)).toEqual([[], ["onboarding"]]);
  });

  test("approve what others did, never their own work", () => {
    const tasks = [
      taskSpec("prepare", { role: "go-live-board" }),
      taskSpec("allow", { role: "go-live-board", after: ["prepare"], work: { kind: "approval", needed: 2 } }),
    ];
    expect(told(tryTasks(book, tasks), "claimed", "approved")).toEqual([
      "claimed prepare ops",
      "approved allow founder",
      "approved allow ps-2",
    ]);
  });

  test("who should approve and may not leave it as it is, and that is said", () => {
    const tasks = [
      taskSpec("prepare", { role: "operators" }),
      taskSpec("allow", { role: "operators", after: ["prepare"], work: { kind: "approval", needed: 1 } }),
    ];
    const { rehearsed, summary, timeline } = tryTasks(book, tasks);
    expect(rehearsed.ended).toBe("stuck");
    expect(timeline).toContainEqual(
      expect.objectContaining({ what: "nobody", task: "allow", role: "operators" }),
    );
    expect(summary?.standsAt).toEqual([{ task: "allow", run: "trial", for: "approval", role: "operators" }]);
  });

  test("reject what the rehearsal wants rejected, once; somebody else opens the gate, and they approve", () => {
    const tasks = [
      taskSpec("allow", {
        role: "security",
        work: { kind: "approval", needed: 1 },
        onFailure: "fail_closed",
        gate: "approvers",
      }),
    ];
    const tried = tryTasks(book, tasks, { people: { ...USUAL_HABITS, rejects: ["allow"] } });
    expect(told(tried, "rejected", "gate-closed", "gate-opened", "approved", "completed")).toEqual([
      "rejected allow sec-1",
      "gate-closed allow",
      "gate-opened allow ops",
      "approved allow sec-1",
      "completed",
    ]);
  });
});

describe("signals", () => {
  test("come when the rehearsal says, and wait for their task where that is later", () => {
    const early = { "payment.received": { after: { amount: 1, unit: "hours" }, event: null } } as const;
    const tasks = [taskSpec("call"), { ...wait("paid", "payment.received"), after: ["call"] }];
    const tried = tryTasks(book, tasks, { signals: early });
    expect(told(tried, "signal", "done")).toEqual(["signal system", "done call csm-1", "done paid system"]);
    expect(tried.timeline.find(({ what, task }) => what === "done" && task === "paid")).toMatchObject({
      signal: "early",
    });
  });

  test("with an event end only the waits whose condition holds", () => {
    const tasks = [
      wait("small", "payment.received", "event.amount < 10"),
      wait("large", "payment.received", "event.amount >= 10"),
    ];
    const signals = {
      "payment.received": { after: { amount: 1, unit: "hours" }, event: { raw: { amount: 50 } } },
    } as const;
    const { summary } = tryTasks(book, tasks, { signals });
    expect(summary?.standsAt).toEqual([
      { task: "small", run: "trial", for: "signal", type: "payment.received" },
    ]);
  });

  test("that nothing sends are what a run is stuck at", () => {
    const { rehearsed, summary } = tryTasks(book, [wait("sso", "x.sso.metadata")]);
    expect(rehearsed.ended).toBe("stuck");
    expect(summary?.standsAt).toEqual([{ task: "sso", run: "trial", for: "signal", type: "x.sso.metadata" }]);
  });
});

describe("a run", () => {
  test("that fails again at every open gate does not end, and it is said what it stands at", () => {
    const { rehearsed, summary } = tryTasks(book, [automation("check", {})], {
      answers: { check: [answer(404)] },
    });
    expect(rehearsed.ended).toBe("endless");
    expect(summary?.standsAt).toMatchObject([{ task: "check", for: "gate", role: "approvers" }]);
    expect(summary?.gates.length).toBeGreaterThan(3);
  });

  test("whose last task was done late by the only one who may open its gate stands at that gate", () => {
    const late = taskSpec("late", {
      role: "operators",
      sla: { amount: 1, unit: "business days" },
      onFailure: "fail_closed",
      gate: "operators",
    });
    const { rehearsed, summary } = tryTasks(book, [late], { people: { ...USUAL_HABITS, donePercent: 150 } });
    expect(rehearsed.runs[0]?.tasks).toMatchObject([{ key: "late", status: "done" }]);
    expect(rehearsed.ended).toBe("stuck");
    expect(summary?.standsAt).toMatchObject([{ task: "late", for: "gate", role: "operators" }]);
  });

  test("waits for its child, and the child is part of what its end waited for", () => {
    const inner = oneStage("inner", [taskSpec("move", { sla: fiveDays })], { calendar: "us-east" });
    const outer = oneStage(
      "outer",
      [child("data", "inner"), taskSpec("thank", { after: ["data"], sla: fiveDays })],
      {
        calendar: "us-east",
      },
    );
    const tried = tryOut(withPlaybooks(book, [inner, outer]), rehearsal({ playbook: "outer" }));
    expect(tried.summary?.criticalPath.map(({ task, depth }) => [task, depth])).toEqual([
      ["data", 0],
      ["move", 1],
      ["thank", 0],
    ]);
  });

  test("that no rule can decide about is held for a person, and none is opened", () => {
    const trigger = { ...rehearsal().trigger, contract: { value: null, currency: null } };
    const { rehearsed, summary } = tryOut(book, rehearsal({ trigger }));
    expect(rehearsed).toMatchObject({
      ended: "held",
      runs: [],
      routed: { outcome: "held", rule: "high-touch" },
    });
    expect(summary).toBeNull();
  });

  const paid = { type: "payment.received", source: "stripe" };

  test.for([
    ["its source sends it as evidence", paid],
    ["every source that knows its type sends that as evidence", { ...paid, source: "rehearsal" }],
    ["it says that it opens nothing", { opens: false }],
  ] as const)("is not opened by a trigger where %s: that waits for its deal's run", ([, some]) => {
    const trigger = { ...rehearsal().trigger, ...some };
    const { rehearsed, summary, isRight } = tryOut(book, rehearsal({ trigger }));
    expect(rehearsed).toMatchObject({ ended: "evidence", runs: [], routed: { outcome: "evidence" } });
    expect(summary).toBeNull();
    expect(isRight).toBe(false);
  });

  test.for([
    ["it says itself that it opens", { ...paid, opens: true }],
    ["nothing of the book sends its type", { type: "form.submitted" }],
    ["it is a start by hand", { type: "manual.start", source: "manual" }],
  ] as const)("is opened by a trigger where %s", ([, some]) => {
    const trigger = { ...rehearsal().trigger, ...some };
    expect(tryOut(book, rehearsal({ trigger })).rehearsed.runs).toHaveLength(1);
  });

  test("of a playbook that is named is opened by whatever trigger", () => {
    const trigger = { ...rehearsal().trigger, ...paid };
    const { rehearsed } = tryOut(book, rehearsal({ trigger, playbook: "enterprise" }));
    expect(rehearsed).toMatchObject({ runs: [{ playbook: "enterprise" }], routed: { outcome: "evidence" } });
  });

  test("whose role has nobody opens under the fallback owner, and goes on", () => {
    const nobody = { ...book, roles: { ...book.roles, "professional-services": { members: [] } } };
    const { timeline, rehearsed } = tryOut(nobody, rehearsal({ playbook: "migration" }));
    expect(timeline[0]).toMatchObject({
      what: "opened",
      owner: "ops@acme.example",
      missingRole: "professional-services",
    });
    expect(rehearsed.ended).toBe("completed");
  });
});
