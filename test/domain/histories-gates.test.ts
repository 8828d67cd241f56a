import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askersOf } from "#domain/decide-approvals.ts";
import { closersOf } from "#domain/decide-gates.ts";
import { decide } from "#domain/decide.ts";
import type { Playbook } from "#domain/book.ts";
import { isLive, requireException, requireTask, type Run } from "#domain/run.ts";
import { isOver } from "#domain/task.ts";
import { anyPlaybook } from "#test/support/any-playbook.ts";
import { accepted, facts, openIntent } from "#test/support/domain.ts";
import { allDeadlines, changesOf, guarantees, runsOf } from "#test/support/histories.ts";
import { intentOf, operator } from "#test/support/people.ts";

const { holds } = guarantees();

describe("whatever is asked, in any order and at any time", () => {
  holds("a run is blocked exactly as long as a gate is closed, but while it is paused", (history) => {
    for (const run of runsOf(history)) {
      if (!isLive(run) || run.status === "paused") continue;
      expect(run.status).toBe(gatesOf(run).length > 0 ? "blocked" : "active");
    }
  });

  holds("a run never completes behind a gate, nor before its required tasks are over", (history) => {
    for (const { before, event, after } of changesOf(history)) {
      if (event.type !== "run-completed") continue;
      expect(gatesOf(before)).toEqual([]);
      expect(after.tasks.filter((task) => task.required && !isOver(task))).toEqual([]);
    }
  });

  holds("a task has at most one gate, and what stands behind one names it", (history) => {
    for (const run of runsOf(history)) {
      const gated = gatesOf(run).map(({ task }) => task);
      expect(new Set(gated).size).toBe(gated.length);
      for (const task of run.tasks) {
        if (task.status !== "blocked" && task.status !== "failed") continue;
        expect(requireException(run, task.exception)).toMatchObject({ task: task.id, gate: task.gate });
      }
    }
  });

  holds("nobody opens a gate that they closed, or that their own work is behind", ({ moments }) => {
    for (const { before, intent, decision } of moments) {
      if (intent.type !== "open-gate" || !before || !decision.ok || intent.by.kind !== "person") continue;
      const exception = requireException(before, intent.exception);
      if (exception.gate === null) continue;
      expect(closersOf(before, exception)).not.toContain(intent.by.id);
      expect(intent.by.roles).toEqual(
        expect.arrayContaining([expect.toBeOneOf([exception.gate, "operators"])]),
      );
    }
  });

  holds("a gate that a person opened has a choice, a cause and a prevention on record", (history) => {
    for (const { event } of changesOf(history)) {
      if (event.type !== "exception-closed") continue;
      const { by, choice, cause, prevention, to } = event.data;
      const isSaid = choice !== null && cause !== null && prevention !== null;
      expect(by === null ? choice : isSaid).toBe(by === null ? null : true);
      expect(to !== null).toBe(choice === "reroute");
    }
  });

  holds(
    "a closed gate is opened by a person, or falls with its run, or gives way to another of its task",
    (history) => {
      for (const { before, event, moment } of changesOf(history)) {
        if (event.type !== "exception-closed" || event.data.by !== null) continue;
        const { gate, task, id } = requireException(before, event.data.exception);
        if (gate === null) continue;
        const another = gatesOf(before).some((one) => one.task === task && one.id !== id);
        expect(another || (moment.decision.ok && !isLive(moment.decision.run))).toBe(true);
      }
    },
  );

  holds(
    "an approval has as many different people as it needs, none of whom asked or did the work",
    (history) => {
      for (const { before, event, after } of changesOf(history)) {
        if (event.type === "task-approved" || event.type === "task-rejected") {
          expect(askersOf(before, requireTask(before, event.data.task))).not.toContain(event.data.by);
        }
        if (event.type !== "task-done") continue;
        const task = requireTask(after, event.data.task);
        if (task.work.kind !== "approval" || task.status !== "done") continue;
        expect(task.approvals).toHaveLength(task.work.needed);
        expect(new Set(task.approvals).size).toBe(task.work.needed);
      }
    },
  );

  holds("approvals and who asked outlast a block", (history) => {
    for (const { before, event, after } of changesOf(history)) {
      if (event.type !== "task-blocked" && event.type !== "task-unblocked") continue;
      const was = requireTask(before, event.data.task);
      const is = requireTask(after, event.data.task);
      if (was.work.kind !== "approval" || !("approvals" in was)) continue;
      expect(is).toMatchObject({ approvals: was.approvals });
      if ("askedBy" in was) expect(is).toMatchObject({ askedBy: was.askedBy });
    }
  });

  holds("an exception has one deadline until it is settled or its ten calls are used up", (history) => {
    const calls = new Map<string, number>();
    for (const { event, after } of changesOf(history)) {
      if (event.type === "exception-overdue") calls.set(event.data.exception, event.data.level);
      for (const { id } of after.exceptions) {
        const open = allDeadlines(after).filter(
          (one) => one.kind === "exception-due" && one.exception === id,
        );
        expect(open).toHaveLength((calls.get(id) ?? 0) < 10 ? 1 : 0);
      }
    }
  });

  holds(
    "somebody who can hear it hears of an exception, but for whoever raised it alone",
    ({ moments, run }) => {
      for (const { decision, effects, facts: known } of moments) {
        if (!decision.ok) continue;
        // Of the past nobody is told.
        if (run.backfilled && decision.events[0]?.type === "run-opened") continue;
        for (const { type, data, seq } of decision.events) {
          if (type === "exception-overdue") expect(data.told.people.length).toBeGreaterThan(0);
          if (type !== "exception-opened" || data.openedBy !== null) continue;
          const told = effects.notices.filter((one) => one.seq === seq && one.kind === "exception");
          const asker = decision.events[0]?.actor;
          const hears = told.flatMap(({ to }) => ("person" in to ? [to.person] : []));
          expect(hears.filter((id) => !known.people.get(id)?.active)).toEqual([]);
          expect(hears.length > 0 || asker?.kind === "person").toBe(true);
        }
      }
    },
  );
});

test("with every optional branch skipped by its condition, what follows still starts and the run completes", () => {
  fc.assert(
    fc.property(anyPlaybook, (of) => {
      const pruned = prunedOf(of);
      const known = facts({
        playbooks: { [pruned.playbook]: pruned },
        holds: () => ({ ok: true, value: false }),
      });
      let { run } = accepted(decide(null, openIntent(pruned), known));
      for (let steps = 0; isLive(run); steps += 1) {
        expect(steps).toBeLessThan(50);
        const task = run.tasks.find(({ status }) => status === "ready" || status === "claimed");
        if (!task)
          throw new Error(`Nothing can be done: ${run.tasks.map(({ status }) => status).join(", ")}`);
        const ask =
          task.status === "ready"
            ? ({ type: "claim-task", task: task.id } as const)
            : ({ type: "complete-task", task: task.id, evidence: null } as const);
        run = accepted(decide(run, intentOf(operator.actor, ask), known)).run;
      }
      expect(run.status).toBe("completed");
      expect(run.tasks.filter(({ required, status }) => status !== (required ? "done" : "skipped"))).toEqual(
        [],
      );
    }),
    { numRuns: 200 },
  );
});

/** Its required tasks done by hand, its optional ones on a condition, and none waiting for a later one. */
function prunedOf(of: Playbook): Playbook {
  const order = of.stages.flatMap(({ tasks }) => tasks.map(({ task }) => task));
  const isEarlier = (key: string, than: string) => order.indexOf(key) < order.indexOf(than);
  const stages = of.stages.map(({ stage, tasks }) => ({
    stage,
    tasks: tasks.map((spec) => ({
      ...spec,
      work: { kind: "human", mode: "claim" } as const,
      evidence: null,
      when: spec.required ? null : "no",
      after: spec.after?.filter((key) => isEarlier(key, spec.task)) ?? null,
    })),
  }));
  return { ...of, stages };
}

function gatesOf(run: Run) {
  return run.exceptions.filter(({ gate }) => gate !== null);
}
