import { describe, expect } from "vitest";
import { businessSecondsBetween } from "#domain/calendar.ts";
import { decide } from "#domain/decide.ts";
import type { RunEvent } from "#domain/event.ts";
import type { DeadlineId } from "#domain/ids.ts";
import { calendarOf } from "#domain/progress.ts";
import { isLive, requireTask, type Run } from "#domain/run.ts";
import type { Deadline } from "#domain/task.ts";
import { accepted } from "#test/support/domain.ts";
import { allDeadlines, changesOf, guarantees, runsOf, type Moment } from "#test/support/histories.ts";
import { intentOf, operator } from "#test/support/people.ts";

const { holds } = guarantees();

describe("whatever is asked, in any order and at any time", () => {
  holds(
    "while a run is paused nothing counts down but its review, offers, watchdogs and, waiting for the client, the client's tasks",
    (history) => {
      for (const run of runsOf(history)) {
        if (run.status !== "paused") continue;
        const { on } = run.pause;
        const counting = run.deadlines.filter((one) => {
          if (["pause-review", "offer-expiry", "watchdog"].includes(one.kind)) return false;
          return !(on === "client" && "task" in one && one.task && isOfClient(run, one));
        });
        expect(counting).toEqual([]);
        if (on === "client") expect(run.pause.suspended.filter((one) => isOfClient(run, one))).toEqual([]);
      }
    },
  );

  holds("what was left when a run was paused is left when it goes on", (history) => {
    const rest = new Map<DeadlineId, { readonly at: Date; readonly since: Date }>();
    for (const { before, event, moment } of changesOf(history)) {
      const known = calendarOf(moment.facts, before.calendar);
      if (event.type === "deadlines-suspended") {
        for (const { deadline } of event.data.suspended) {
          const at = before.deadlines.find(({ id }) => id === deadline)?.at ?? event.at;
          rest.set(deadline, { at, since: event.at });
        }
      }
      if (event.type !== "run-resumed" || before.status !== "paused") continue;
      expect(event.data.deadlines).toHaveLength(before.pause.suspended.length);
      before.pause.suspended.forEach(({ id, counts }, index) => {
        const { at, since } = rest.get(id) ?? { at: event.at, since: event.at };
        const now = event.data.deadlines[index]?.at ?? event.at;
        const left = (from: Date, to: Date) =>
          counts === "business"
            ? businessSecondsBetween(known, from, to)
            : Math.max(0, to.getTime() - from.getTime()) / 1000;
        expect(left(event.at, now)).toBe(left(since, at));
      });
    }
  });

  holds("pausing and resuming at once leaves every due time where it was", ({ moments }) => {
    for (const moment of moments) {
      const { decision, facts: known } = moment;
      if (!decision.ok || !isLive(decision.run) || decision.run.status === "paused") continue;
      const before = decision.run;
      const paused = accepted(decide(before, pausing(moment), known)).run;
      const after = accepted(decide(paused, intentOf(operator.actor, { type: "resume-run" }), known)).run;
      expect(timesOf(after)).toEqual(timesOf(before));
    }
  });

  holds("a paused run has a review to come, or was called about as often as anybody hears", ({ events }) => {
    const isReview = ({ type }: RunEvent) => type === "run-paused" || type === "pause-review-due";
    const reviews = events.filter(isReview);
    for (const event of reviews) {
      if (event.type !== "pause-review-due") continue;
      expect(event.data.told.people.length).toBeGreaterThan(0);
      expect(event.data.nextAt === null).toBe(event.data.level === 10);
    }
  });

  holds("its review is the one of its pause, and ends with it", (history) => {
    for (const run of runsOf(history)) {
      const reviews = run.deadlines.filter(({ kind }) => kind === "pause-review");
      expect(reviews.length).toBeLessThanOrEqual(run.status === "paused" ? 1 : 0);
    }
  });

  holds("nothing new starts, and nothing completes, while a run is paused", (history) => {
    for (const { before, event } of changesOf(history)) {
      if (before.status !== "paused") continue;
      expect(event.type).not.toBeOneOf(["task-ready", "run-completed"]);
    }
  });

  holds(
    "what rests is of something open, has one deadline of a kind, and none of its ids is used twice",
    (history) => {
      for (const run of runsOf(history)) {
        const all = allDeadlines(run);
        const kinds = all.map(whatFor);
        expect(new Set(kinds).size).toBe(kinds.length);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        if (run.status !== "paused") continue;
        const idle = run.pause.suspended.filter((one) => {
          if (one.kind === "exception-due") return !run.exceptions.some(({ id }) => id === one.exception);
          return "task" in one && one.task !== null && requireTask(run, one.task).status === "done";
        });
        expect(idle).toEqual([]);
      }
      const made = history.events.flatMap(({ seq, data }) => ("deadlines" in data ? [seq] : []));
      expect(new Set(made).size).toBe(made.length);
    },
  );

  holds("the times that people see are those that ring, once the run goes on", (history) => {
    for (const run of runsOf(history)) {
      if (run.status === "paused") continue;
      for (const one of run.deadlines) {
        if (one.kind === "run-due") expect(one.at).toEqual(run.dueAt);
        if (one.kind === "due") expect(one.at).toEqual(dueOf(run, one));
        if (one.kind === "wait-timeout") expect(requireTask(run, one.task)).toMatchObject({ until: one.at });
        if (one.kind !== "escalation") continue;
        const task = requireTask(run, one.task);
        const snoozed = "alarm" in task ? task.alarm?.snoozedUntil : null;
        if (snoozed) expect(one.at).toEqual(snoozed);
      }
    }
  });

  holds("how long a run rested is the sum of its pauses", ({ events, run }) => {
    let since: Date | null = null;
    let seconds = 0;
    for (const { type, at } of events) {
      if (type === "run-resumed" && since) seconds += (at.getTime() - since.getTime()) / 1000;
      if (type === "run-paused") since = at;
    }
    expect(run.pausedSeconds).toBeCloseTo(seconds, 3);
  });
});

function pausing({ facts: { now } }: Moment) {
  const reviewAt = new Date(now.getTime() + 86_400_000);
  return intentOf(operator.actor, { type: "pause-run", on: "vendor", reviewAt, reason: null });
}

function isOfClient(run: Run, one: Deadline): boolean {
  return "task" in one && one.task !== null && requireTask(run, one.task).work.kind === "client";
}

/** Its kind, and the task, offer or exception that it is of. */
function whatFor(one: Deadline): string {
  const { kind, task, handoff, exception } = { task: null, handoff: null, exception: null, ...one };
  return [kind, task, handoff, exception].join(" ");
}

function dueOf(run: Run, one: Deadline & { readonly kind: "due" }): Date | null {
  const task = requireTask(run, one.task);
  return "due" in task ? (task.due?.at ?? null) : null;
}

/** Everything that says when something is due or rings. */
function timesOf(run: Run) {
  const deadlines = run.deadlines.map((one) => JSON.stringify({ ...one, id: null })).toSorted();
  return { deadlines, dueAt: run.dueAt, tasks: run.tasks };
}
