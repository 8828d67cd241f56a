import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "#domain/decide.ts";
import type { TaskId } from "#domain/ids.ts";
import { requireTask, type Run } from "#domain/run.ts";
import { alarmOf, isOpen } from "#domain/task.ts";
import { anyEscalation, anyPlaybook } from "#test/support/any-playbook.ts";
import {
  accepted,
  at,
  deadlineOn,
  decided,
  eventsOf,
  facts,
  given,
  kickoff,
  meets,
  ONBOARDING,
  opened,
  play,
  refusalOf,
  standard,
  taskIn,
  typesOf,
} from "#test/support/domain.ts";
import { anyHistory, changesOf, type History } from "#test/support/histories.ts";
import { csmOne, csmTwo, fallback, guest, intentOf, leaver, operator, owner } from "#test/support/people.ts";

const claimed = given(csmOne.claims(kickoff));
const overdue = play(claimed, meets("due", kickoff));

describe("the ladder of an overdue task", () => {
  test("tells each level once, at its time, and then ends", () => {
    // What is told at closing time counts from the next working day.
    expect(ladder(claimed)).toEqual([
      ["2026-03-04T17:00:00.000Z", 1, [csmOne.id], []],
      ["2026-03-05T13:00:00.000Z", 2, [owner.id], []],
      ["2026-03-06T17:00:00.000Z", 3, [operator.id], []],
      ["2026-03-10T17:00:00.000Z", 4, [], [ONBOARDING]],
      ["2026-03-12T17:00:00.000Z", 5, [], [ONBOARDING]],
    ]);
  });

  test("tells the owner first when nobody claimed the task", () => {
    expect(ladder(opened())[0]).toEqual(["2026-03-04T17:00:00.000Z", 1, [owner.id], []]);
  });

  test("climbs its first level in the same breath as the task becomes overdue", () => {
    expect(typesOf(eventsOf(claimed, meets("due", kickoff)))).toEqual(["task-overdue", "task-escalated"]);
  });

  test("waits with its first level when the book says so", () => {
    const [, ...later] = standard.levels;
    const some = { escalations: { standard: { ...standard, levels: later } } };
    expect(eventsOf(claimed, meets("due", kickoff), some)).toMatchObject([
      { type: "task-overdue", data: { nextAt: new Date("2026-03-05T13:00Z") } },
    ]);
  });

  test("counts each level from when the one before was told, so that after a silence nobody hears two at once", () => {
    const late = play(claimed, at("2026-03-06T10:00Z", meets("due", kickoff)));
    expect(deadlineOn(late, "escalation", kickoff).at).toEqual(new Date("2026-03-06T14:00Z"));
  });

  test.for([
    { missing: "a role whose members have all left", people: [operator], hears: owner },
    { missing: "a role and an owner who have left", people: [operator, owner], hears: fallback },
  ])("$missing: somebody hears all the same", ({ people, hears }) => {
    const known = facts();
    const gone = new Set(people.map(({ id }) => id));
    const some = {
      people: new Map([...known.people].map(([id, one]) => [id, { ...one, active: !gone.has(id) }])),
    };
    const [, , operators] = ladder(claimed, some);
    expect(operators?.[2]).toEqual([hears.id]);
  });

  test("skips members who have left or come from another organisation", () => {
    const tell = [{ who: "role", role: "customer-success" } as const];
    const levels = [{ after: { amount: 0, unit: "minutes" } as const, tell }];
    const [first] = ladder(claimed, { escalations: { standard: { ...standard, levels } } });
    expect(first?.[2]).toEqual([csmOne.id, csmTwo.id]);
    expect(first?.[2]).not.toEqual(expect.arrayContaining([leaver.id, guest.id]));
  });

  test("names a channel once, whatever the book calls it", () => {
    const tell = ["onboarding", "same"].map((channel) => ({ who: "channel", channel }) as const);
    const levels = [{ after: { amount: 0, unit: "minutes" } as const, tell }];
    const some = {
      channels: { onboarding: ONBOARDING, same: ONBOARDING },
      escalations: { standard: { ...standard, levels } },
    };
    expect(ladder(claimed, some)[0]?.[3]).toEqual([ONBOARDING]);
  });

  test("stops when somebody acknowledges", () => {
    const stopped = play(overdue, csmOne.acknowledges(kickoff));
    expect(alarmOf(taskIn(stopped, kickoff, "claimed"))).toMatchObject({ acknowledgedBy: csmOne.id });
    expect(isClimbing(stopped)).toBe(false);
  });

  test("is acknowledged once: a second press is success without an event", () => {
    const stopped = play(overdue, csmOne.acknowledges(kickoff));
    expect(eventsOf(stopped, csmOne.acknowledges(kickoff))).toEqual([]);
  });

  test("goes on with the next level when a snooze is over", () => {
    const snoozed = play(overdue, at("2026-03-05T10:00Z", csmOne.snoozes(kickoff, 1, "business days")));
    expect(alarmOf(taskIn(snoozed, kickoff, "claimed"))).toMatchObject({
      snoozedUntil: new Date("2026-03-06T17:00Z"),
    });
    expect(eventsOf(snoozed, meets("escalation", kickoff))).toMatchObject([
      { type: "task-escalated", data: { level: 2, told: { people: [owner.id] } } },
    ]);
  });

  test("is never brought forward by a snooze", () => {
    const snoozed = play(overdue, at("2026-03-05T09:00Z", csmOne.snoozes(kickoff, 1)));
    expect(deadlineOn(snoozed, "escalation", kickoff).at).toEqual(new Date("2026-03-05T13:00Z"));
  });

  test("rings again after a snooze that follows an acknowledgement", () => {
    const again = play(
      overdue,
      csmOne.acknowledges(kickoff),
      at("2026-03-05T09:00Z", csmOne.snoozes(kickoff, 2)),
      meets("escalation", kickoff),
    );
    expect(alarmOf(taskIn(again, kickoff, "claimed"))).toMatchObject({ level: 2, acknowledgedBy: null });
    expect(typesOf(eventsOf(again, csmOne.acknowledges(kickoff)))).toEqual(["task-acknowledged"]);
  });

  test("reminds the assignee once more when a snooze outlasts it", () => {
    let run = overdue;
    while (isClimbing(run)) run = play(run, meets("escalation", kickoff));
    const snoozed = play(run, at("2026-03-11T09:00Z", csmOne.snoozes(kickoff, 1)));
    const [event] = eventsOf(snoozed, meets("escalation", kickoff));
    expect(event).toMatchObject({ data: { level: 6, told: { people: [csmOne.id] }, nextAt: null } });
  });

  test.for([
    { how: "it is given to another", step: owner.assigns(kickoff, csmTwo) },
    { how: "its assignee gives it back", step: csmOne.givesBack(kickoff) },
  ])("goes on where it stopped when $how: whoever acknowledged no longer answers for it", ({ step }) => {
    const moved = play(overdue, csmOne.acknowledges(kickoff), step);
    expect(alarmOf(requireTask(moved, kickoff))?.acknowledgedBy).toBeNull();
    expect(eventsOf(moved, meets("escalation", kickoff))).toMatchObject([{ data: { level: 2 } }]);
  });

  test("goes on when another accepts the task, and calls its last level again where it had come to its end", () => {
    let run = overdue;
    while (isClimbing(run)) run = play(run, meets("escalation", kickoff));
    const moved = play(
      run,
      csmOne.acknowledges(kickoff),
      csmOne.offers(kickoff, csmTwo),
      csmTwo.accepts(kickoff),
    );
    expect(eventsOf(moved, meets("escalation", kickoff))).toMatchObject([{ data: { level: 5 } }]);
  });

  test("is silent once the task is done", () => {
    expect(isClimbing(play(overdue, csmOne.completes(kickoff)))).toBe(false);
  });

  test("stays with the task when it changes hands, and whoever takes it may acknowledge", () => {
    const taken = play(overdue, csmOne.givesBack(kickoff), csmTwo.claims(kickoff));
    expect(alarmOf(taskIn(taken, kickoff, "claimed"))?.told).toEqual([csmOne.id, csmTwo.id]);
    expect(typesOf(eventsOf(taken, csmTwo.acknowledges(kickoff)))).toEqual(["task-acknowledged"]);
  });

  test("is nothing to acknowledge or snooze before the task is overdue, even for an operator", () => {
    expect(refusalOf(claimed, operator.acknowledges(kickoff)).code).toBe("nothing-overdue");
    expect(refusalOf(claimed, operator.snoozes(kickoff, 1)).code).toBe("nothing-overdue");
  });
});

describe("whatever the book's ladder says, and whatever happens", () => {
  test("left alone, every task that has a due time climbs each level once, and then it is silent", () => {
    fc.assert(
      fc.property(anyPlaybook, anyEscalation, (of, escalation) => {
        const known = facts({ escalations: { standard: escalation }, playbooks: { [of.playbook]: of } });
        const levels = escalation.levels.length + (escalation.atTheEnd?.times ?? 0);
        let run = opened(of);
        const climbed = new Map<string, number[]>();
        for (let met = 0; run.deadlines.some(({ kind }) => kind !== "watchdog"); met += 1) {
          expect(met).toBeLessThan(1000);
          const { events, run: after } = meetEarliest(run, known);
          for (const { type, data } of events) {
            if (type !== "task-escalated") continue;
            climbed.set(data.task, [...(climbed.get(data.task) ?? []), data.level]);
          }
          run = after;
        }
        const late = run.tasks.filter((task) => alarmOf(task) !== null);
        expect(run.tasks.filter((task) => isOpen(task) && task.due && !task.alarm)).toEqual([]);
        const each = Array.from({ length: levels }, (_, index) => index + 1);
        expect(late.map(({ id }) => climbed.get(id))).toEqual(late.map(() => each));
      }),
      { numRuns: 100 },
    );
  });

  test("every level is told to somebody who can hear: in order, each once until hands change at the ladder's end", () => {
    fc.assert(
      fc.property(anyHistory(), (history) => {
        const reached = new Map<string, number>();
        for (const { before, event, moment } of changesOf(history)) {
          // A new due time, and a new execution, have a ladder of their own.
          if (event.type === "task-overdue") reached.set(event.data.task, 0);
          if (event.type !== "task-escalated") continue;
          const { task, level, told } = event.data;
          const last = reached.get(task) ?? 0;
          const again = isResumed(history, event.seq, task) ? last : last + 1;
          expect([last + 1, again]).toContain(level);
          reached.set(task, level);
          expect(alarmOf(requireTask(before, task))?.acknowledgedBy).toBeNull();
          expect(told.people.length + told.channels.length).toBeGreaterThan(0);
          expect(told.people.filter((id) => !moment.facts.people.get(id)?.active)).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("a snooze never makes anybody hear sooner", () => {
    fc.assert(
      fc.property(anyHistory(), (history) => {
        for (const { before, event } of changesOf(history)) {
          if (event.type !== "task-snoozed") continue;
          const next = before.deadlines.find(
            (deadline) => deadline.kind === "escalation" && deadline.task === event.data.task,
          );
          expect(event.data.until.getTime()).toBeGreaterThanOrEqual(next?.at.getTime() ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });
});

function isClimbing(run: Run): boolean {
  return run.deadlines.some((deadline) => deadline.kind === "escalation" && deadline.task === kickoff);
}

/** Who hears of an overdue kickoff that nobody touches: when, at which level, which people and which channels. */
function ladder(from: Run, some: Parameters<typeof eventsOf>[2] = {}) {
  const heard: [string, number, readonly string[], readonly string[]][] = [];
  let run = from;
  for (let step = meets("due", kickoff); ; step = meets("escalation", kickoff)) {
    const decision = accepted(decided(run, step, some));
    for (const { type, data, at: when } of decision.events) {
      if (type !== "task-escalated") continue;
      heard.push([when.toISOString(), data.level, data.told.people, data.told.channels]);
    }
    run = decision.run;
    if (!isClimbing(run)) return heard;
  }
}

/** Whether the ladder's last rung had been acknowledged, and comes again since the task changed hands. */
function isResumed({ events }: History, seq: number, task: TaskId): boolean {
  const before = events.slice(0, seq - 1).filter(({ data }) => "task" in data && data.task === task);
  const last = before.findLastIndex(({ type }) => type === "task-escalated");
  return before.slice(last).some(({ data }) => "rung" in data && data.rung !== null);
}

/** Watchdogs are met by systems, and go on for ever. */
function meetEarliest(run: Run, known: ReturnType<typeof facts>) {
  const [first] = run.deadlines
    .filter(({ kind }) => kind !== "watchdog")
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  if (!first) throw new Error("No deadline is left");
  const intent = intentOf({ kind: "system", name: "clock" }, { type: "meet-deadline", deadline: first.id });
  return accepted(decide(run, intent, { ...known, now: first.at }));
}
