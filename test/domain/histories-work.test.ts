import { describe, expect } from "vitest";
import type { Job } from "#domain/jobs-of.ts";
import { isLive, requireTask, taskOf, type Run } from "#domain/run.ts";
import { isOver, type Task } from "#domain/task.ts";
import {
  allDeadlines,
  changesOf,
  conditionHolds,
  guarantees,
  runsOf,
  type History,
} from "#test/support/histories.ts";

const { holds } = guarantees();

describe("whatever is asked, in any order and at any time", () => {
  holds("executions are counted one by one, and each is done at most once", (history) => {
    const succeeded = new Set<string>();
    for (const { before, event, after } of changesOf(history)) {
      for (const task of after.tasks) {
        const grown = task.execution - (taskOf(before, task.id)?.execution ?? 0);
        // What was done before Baton knew of it was done once.
        const isRecorded = event.type === "task-recorded" && event.data.state === "done";
        const begins = (event.type === "task-ready" || isRecorded) && event.data.task === task.id;
        expect(grown).toBe(begins ? 1 : 0);
      }
      if (event.type !== "task-done" && event.type !== "task-succeeded") continue;
      const key = `${event.data.task} ${requireTask(after, event.data.task).execution}`;
      expect(succeeded).not.toContain(key);
      succeeded.add(key);
    }
  });

  holds(
    "the result of another execution or attempt is kept, and changes nothing but the version",
    (history) => {
      for (const { before, intent, decision } of history.moments) {
        if (intent.type !== "report-attempt" || !before || !decision.ok) continue;
        const task = requireTask(before, intent.task);
        const isAwaited =
          task.status === "running" && task.execution === intent.execution && task.attempt === intent.attempt;
        expect(decision.events[0]?.type).toBe(isAwaited ? "task-attempted" : "late-result-kept");
        if (isAwaited) continue;
        expect(decision.run).toEqual({ ...before, version: before.version + 1 });
      }
    },
  );

  holds("a child run of another execution changes nothing at all", ({ moments }) => {
    for (const { before, intent, decision } of moments) {
      if (intent.type !== "report-child" || !before) continue;
      const task = requireTask(before, intent.task);
      if (task.status === "running" && task.execution === intent.execution) continue;
      expect(decision).toEqual({ ok: true, events: [], run: before });
    }
  });

  holds("each start of a call is one job, each retry one, each child's start one", ({ moments }) => {
    for (const { decision, effects } of moments) {
      if (!decision.ok) continue;
      const wanted = decision.events.flatMap((event): string[] => {
        if (event.type === "task-ready") {
          const { kind } = requireTask(decision.run, event.data.task).work;
          if (kind === "automation") return [`call ${event.data.task} ${event.data.execution} 1`];
          return kind === "run" ? [`child ${event.data.task} ${event.data.execution}`] : [];
        }
        if (event.type === "task-attempted" && event.data.retryAt) {
          return [`call ${event.data.task} ${event.data.execution} ${event.data.attempt + 1}`];
        }
        return [];
      });
      const started = effects.jobs.map(named);
      for (const job of wanted) expect(started).toContain(job);
      const isPutBack = decision.events.some(({ type }) => type === "task-watched");
      const calls = started.filter((job) => job.startsWith("call"));
      if (!isPutBack) expect(calls).toEqual(wanted.filter((job) => job.startsWith("call")));
    }
  });

  holds("a call is waited for with its own pause, and never starts before it", ({ moments }) => {
    const pauses = moments.flatMap(({ effects }) =>
      effects.jobs.flatMap((job) => (job.queue === "call" ? [job.afterMs] : [])),
    );
    expect(pauses.filter((pause) => pause < 0)).toEqual([]);
  });

  holds("whatever a system does has exactly one watchdog, and nothing else has", (history) => {
    for (const run of runsOf(history)) {
      const watched = run.deadlines.flatMap((one) => (one.kind === "watchdog" ? [one.task] : []));
      expect(watched.toSorted()).toEqual(idsOf(run, ({ status }) => status === "running"));
    }
  });

  holds("a wait gives up once, at the time it was given, and others never", (history) => {
    for (const run of runsOf(history)) {
      const until = allDeadlines(run).flatMap((one) => (one.kind === "wait-timeout" ? [one.task] : []));
      expect(until.toSorted()).toEqual(
        idsOf(run, (task) => task.status === "waiting" && task.until !== null),
      );
    }
  });

  holds("a signal that came early is used as soon as its task waits, and kept until then", (history) => {
    for (const run of runsOf(history)) {
      const early = new Set(run.signals.flatMap(({ tasks }) => tasks));
      expect(idsOf(run, ({ id, status }) => status === "waiting" && early.has(id))).toEqual([]);
    }
    for (const { before, event, after } of changesOf(history)) {
      if (!isLive(after)) continue;
      const lost = before.signals.flatMap(({ trigger, tasks }) =>
        tasks.filter((id) => !isKeptFor(after, trigger, id)),
      );
      const used = event.type === "task-succeeded" ? event.data.task : null;
      expect(lost.filter((id) => id !== used)).toEqual([]);
    }
  });

  holds(
    "a task is skipped only where its condition says so, with its run, or because somebody says so",
    (history) => {
      for (const { before, event } of changesOf(history)) {
        if (event.type !== "task-skipped") continue;
        expect(event.data.because === "by-hand").toBe(
          event.actor.kind === "person" && event.data.reason !== null,
        );
        if (event.data.because !== "condition") continue;
        const { when } = requireTask(before, event.data.task);
        expect(when === null || conditionHolds(when, before)).toEqual({ ok: true, value: false });
      }
    },
  );

  holds("what failed open is waived by the book, on record, and never closes a gate", (history) => {
    for (const { event, after } of changesOf(history)) {
      if (event.type === "task-waived" && event.data.by === null) {
        expect(requireTask(after, event.data.task)).toMatchObject({
          status: "waived",
          waivedBy: null,
          onFailure: "fail_open",
        });
        expect(event.data.reason).not.toBe("");
      }
      if (event.type !== "task-failed") continue;
      expect(requireTask(after, event.data.task).onFailure).toBe("fail_closed");
    }
  });

  holds(
    "a task in mode auto goes to whoever holds least, and stays to be claimed where nobody is there",
    (history) => {
      for (const { before, event, moment } of changesOf(history)) {
        if (event.type !== "task-assigned" || event.data.kind !== "routing") continue;
        const { considered, to, task } = event.data;
        const least = Math.min(...considered.map(({ held }) => held));
        expect(considered.find(({ held }) => held === least)?.user).toBe(to);
        const members = moment.facts.roles.get(requireTask(before, task).role) ?? [];
        const able = members.filter((id) => {
          const person = moment.facts.people.get(id);
          return person?.active === true && person.internal;
        });
        expect(considered.map(({ user }) => user)).toEqual(able);
      }
    },
  );

  holds("a run that goes on waits for somebody or something: nothing is left that could start", (history) => {
    for (const run of runsOf(history)) {
      if (!isLive(run) || isStopped(run)) continue;
      const passed = new Set(run.tasks.filter((task) => isPassed(run, task)).map(({ key }) => key));
      const free = (task: Task) => task.waitsFor.every((key) => passed.has(key));
      expect(idsOf(run, (task) => task.status === "pending" && free(task))).toEqual([]);
    }
  });

  holds(
    "a task starts only when all that it waits for is over, but for a gate that says otherwise",
    (history) => {
      for (const { before, event, moment } of changesOf(history)) {
        if (event.type !== "task-ready") continue;
        const task = requireTask(before, event.data.task);
        if (isByGate(history, event.seq, moment.intent.type)) continue;
        expect(task.status).toBe("pending");
        expect(isStopped(before)).toBe(false);
        const others = before.tasks.filter(({ key }) => task.waitsFor.includes(key));
        expect(others.filter((other) => !isPassed(before, other))).toEqual([]);
      }
    },
  );
});

function named(job: Job): string {
  if (job.queue === "merge") return `${job.queue} ${job.run} ${job.into}`;
  const { queue, task, execution } = job;
  return job.queue === "call"
    ? `${queue} ${task} ${execution} ${job.attempt}`
    : `${queue} ${task} ${execution}`;
}

function idsOf(run: Run, which: (task: Task) => boolean): string[] {
  return run.tasks
    .filter(which)
    .map(({ id }) => id)
    .toSorted();
}

function isKeptFor(run: Run, trigger: string, task: string): boolean {
  return run.signals.some((one) => one.trigger === trigger && one.tasks.some((id) => id === task));
}

/** Paused, or behind a gate of the whole run. */
function isStopped(run: Run): boolean {
  return run.status === "paused" || run.exceptions.some(({ gate, task }) => gate !== null && task === null);
}

function isPassed(run: Run, { id }: Task): boolean {
  const task = taskOf(run, id);
  return (
    task !== undefined && isOver(task) && !run.exceptions.some((one) => one.gate !== null && one.task === id)
  );
}

/** Whoever opens a gate lets a failed task, or the one that is done in its stead, begin: right then, and only that one. */
function isByGate({ events }: History, seq: number, asked: string): boolean {
  if (asked !== "open-gate") return false;
  const event = events[seq - 1];
  const closed = events.slice(0, seq - 1).findLast(({ type }) => type === "exception-closed");
  if (event?.type !== "task-ready" || closed?.type !== "exception-closed") return false;
  const { choice, task, to } = closed.data;
  return (
    (choice === "resume" && event.data.task === task) || (choice === "reroute" && event.data.task === to)
  );
}
