import type { TaskSpec } from "#domain/book.ts";
import { addDuration } from "#domain/calendar.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import { replay } from "#domain/evolve.ts";
import type { RunEvent } from "#domain/event.ts";
import type { Ask } from "#domain/intent.ts";
import { calendarOf } from "#domain/progress.ts";
import type { Run } from "#domain/run.ts";
import { accepted, automation, facts, openIntent, playbook, taskSpec } from "#test/support/domain.ts";
import { intentOf, operator } from "#test/support/people.ts";

/** What one decision about a very long run costs Node, and what it is made of, alone and warm. */
export type LongRun = {
  readonly tasks: number;
  readonly events: number;
  readonly decisions: readonly { readonly what: string; readonly ms: number }[];
};

const STAGES = 50;
const TASKS_A_STAGE = 10;
const EVENTS = 5000;
const TIMES = 50;
const MONTH_AND_A_HALF = { amount: 30, unit: "business days" } as const;

/** Five hundred tasks of several kinds, and hands that change until there are five thousand events. */
export function measureLongRun(): LongRun {
  const stages = Array.from({ length: STAGES }, (_, stage) => ({
    stage: `Stage ${stage}`,
    tasks: Array.from({ length: TASKS_A_STAGE }, (__, task) => specOf(stage, task)),
  }));
  const of = playbook(stages);
  const known = facts({ playbooks: { [of.playbook]: of } });
  const asked = (run: Run, ask: Ask) => {
    const by = ask.type === "cancel-run" ? ({ kind: "system", name: "worker" } as const) : operator.actor;
    return accepted(decide(run, intentOf(by, ask), known));
  };
  const first = accepted(decide(null, openIntent(of), known));
  let { run } = first;
  const events: RunEvent[] = [...first.events];
  const task = run.tasks.find(({ status, work }) => status === "ready" && work.kind === "human")?.id;
  if (!task) throw new Error("Nothing is to be claimed");
  while (events.length < EVENTS) {
    const turn = run.tasks[0]?.status === "claimed" ? "give-back-task" : "claim-task";
    const decision = asked(
      run,
      turn === "claim-task" ? { type: turn, task } : { type: turn, task, reason: null },
    );
    events.push(...decision.events);
    run = decision.run;
  }
  if (run.tasks[0]?.status !== "claimed") run = asked(run, { type: "claim-task", task }).run;
  const held = run;
  const decides = (ask: Ask) => () => {
    const decision = asked(held, ask);
    return effectsOf(decision.events, decision.run, known);
  };
  return {
    tasks: run.tasks.length,
    events: events.length,
    decisions: [
      { what: "give a task back", ms: timed(decides({ type: "give-back-task", task, reason: null })) },
      { what: "complete a task", ms: timed(decides({ type: "complete-task", task, evidence: null })) },
      {
        what: "cancel it, which ends every task",
        ms: timed(decides({ type: "cancel-run", reason: "bench", note: null })),
      },
      { what: "replay all of its events", ms: timed(() => replay(events)) },
      {
        what: "find what is due in 30 business days",
        ms: timed(() => addDuration(calendarOf(known, held.calendar), known.now, MONTH_AND_A_HALF)),
      },
    ],
  };
}

/** The first is done by people; the others by systems and on conditions, one stage after the other. */
function specOf(stage: number, task: number): TaskSpec {
  const key = `task-${stage}-${task}`;
  if (task % 5 === 1) return taskSpec(key, { work: automation(), role: "system" });
  if (task % 5 === 2) return taskSpec(key, { work: { kind: "approval", needed: 2 } });
  return taskSpec(key, { when: task % 5 === 3 ? "client.segment == 'enterprise'" : null });
}

function timed(work: () => unknown): number {
  for (let time = 0; time < 3; time++) work();
  const since = performance.now();
  for (let time = 0; time < TIMES; time++) work();
  return (performance.now() - since) / TIMES;
}
