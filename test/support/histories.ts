import * as fc from "fast-check";
import { test } from "vitest";
import type { Escalation, Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf, type Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import { evolve } from "#domain/evolve.ts";
import type { Facts, Holds } from "#domain/facts.ts";
import type { History as Past, Intent, PastTask } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import type { Run } from "#domain/run.ts";
import type { Deadline } from "#domain/task.ts";
import { anyMove, intentFor, type Move } from "./any-move.ts";
import { anyEscalation, anyPlaybook } from "./any-playbook.ts";
import { accepted, facts, openIntent } from "./domain.ts";
import { csmOne, everybody, MONDAY, operator, type Somebody } from "./people.ts";

/** One intent of a history: what it met, what was decided, and what was to follow outside. */
export type Moment = {
  readonly before: Run | null;
  readonly intent: Intent;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly effects: Effects;
};

/** Everything that was asked of one run, in order. */
export type History = {
  readonly of: Playbook;
  readonly escalation: Escalation;
  readonly moments: readonly Moment[];
  readonly events: readonly RunEvent[];
  readonly run: Run;
  /** How a failing example is printed: what was asked, by whom, and what followed. */
  readonly [fc.toStringMethod]: () => string;
};

/** The run before and after one event, and when it was asked for. */
export type Change = {
  readonly before: Run;
  readonly event: RunEvent;
  readonly after: Run;
  readonly moment: Moment;
};

/** Each event of a history after the first, with what it changed. */
export function changesOf({ moments }: History): readonly Change[] {
  return moments.flatMap((moment) => {
    let before = moment.before;
    return (moment.decision.ok ? moment.decision.events : []).flatMap((event) => {
      const was = before;
      const after = evolve(was, event);
      before = after;
      return was ? [{ before: was, event, after, moment }] : [];
    });
  });
}

/** The run as each decision that changed it left it. */
export function runsOf({ moments }: History): readonly Run[] {
  return moments.flatMap(({ decision }) => (decision.ok && decision.events.length > 0 ? [decision.run] : []));
}

/** The deadlines that count, and those that rest while the run is paused. */
export function allDeadlines(run: Run): readonly Deadline[] {
  return run.status === "paused" ? [...run.deadlines, ...run.pause.suspended] : run.deadlines;
}

/** Guarantees over any history, each a test of its own. All of them see the same histories, which are made once. */
export function guarantees() {
  const histories = fc.sample(anyHistory(), 250);
  return {
    holds(name: string, check: (history: History) => void): void {
      test(name, () => {
        const broken = histories.find((history) => isBroken(check, history));
        if (!broken) return;
        // Others are tried for the sake of a small one that a person can read.
        fc.assert(fc.property(anyHistory(), check), { numRuns: 2000 });
        check(broken);
      });
    },
  };
}

function isBroken(check: (history: History) => void, history: History): boolean {
  try {
    check(history);
    return false;
  } catch {
    return true;
  }
}

/**
 * Any people and systems asking anything of a run of any playbook, in any order and at any time. Some of what is asked is
 * apt, so that histories get somewhere, and the rest is not.
 */
export function anyHistory(): fc.Arbitrary<History> {
  return fc
    .record({
      of: anyPlaybook,
      escalation: anyEscalation,
      missingRole: fc.option(fc.constant("professional-services"), { freq: 4 }),
      past: fc.option(anyPast, { freq: 2 }),
      moves: fc.array(anyMove, { maxLength: 60, size: "max" }),
    })
    .map(({ of, escalation, missingRole, past, moves }) => {
      const history = past && pastOf(of, past);
      return live(of, escalation, openIntent(of, missingRole, history), moves);
    });
}

const anyMoment = fc
  .integer({ min: -40, max: 20 })
  .map((days) => new Date(MONDAY.getTime() + days * 86_400_000));

/** What had happened before Baton knew of the run: to some of whatever tasks its playbook has. */
const anyPast = fc.record({
  dueAt: fc.option(anyMoment),
  tasks: fc.array(
    fc.option(
      fc.record({
        state: fc.constantFrom("done", "done", "skipped", "held"),
        at: anyMoment,
        by: fc.constantFrom(...everybody),
      }),
    ),
    { minLength: 9, maxLength: 9 },
  ),
});
type AnyPast = typeof anyPast extends fc.Arbitrary<infer T> ? T : never;

function pastOf(of: Playbook, { dueAt, tasks }: AnyPast): Past {
  const keys = of.stages.flatMap((stage) => stage.tasks.map(({ task }) => task));
  const past = tasks.flatMap((one, index): PastTask[] => {
    const task = keys[index];
    if (task === undefined || one === null) return [];
    const { state, at, by } = one;
    return [state === "held" ? { task, state, by: by.id } : { task, state, at }];
  });
  return { dueAt, tasks: past };
}

/** What a condition of any playbook comes to. */
export function conditionHolds(condition: string, run: Run): Holds {
  if (condition === "broken") return { ok: false, error: "no such field" };
  const isKept = run.tasks.some((task) => task.status === "done" && Object.keys(task.results).length > 0);
  return { ok: true, value: condition === "yes" || (condition === "something was kept" && isKept) };
}

function live(of: Playbook, escalation: Escalation, open: Intent, moves: readonly Move[]): History {
  const opening = momentOf(null, open, factsOf(of, escalation, null, MONDAY, []));
  const moments = [opening];
  let { run } = accepted(opening.decision);
  let now = MONDAY;
  for (const move of moves) {
    const intent = intentFor(run, move, now);
    if (!intent) continue;
    now = new Date(Math.max(now.getTime() + move.waits, timeFor(run, intent, move)));
    const moment = momentOf(run, intent, factsOf(of, escalation, run, now, move.away));
    moments.push(moment);
    if (moment.decision.ok) run = moment.decision.run;
  }
  const events = moments.flatMap(({ decision }) => (decision.ok ? decision.events : []));
  return { of, escalation, moments, events, run, [fc.toStringMethod]: () => told(of, moments) };
}

function momentOf(before: Run | null, intent: Intent, known: Facts): Moment {
  const decision = decide(before, intent, known);
  const effects = decision.ok
    ? effectsOf(decision.events, decision.run, known)
    : { notices: [], stages: [], touched: [], jobs: [] };
  return { before, intent, facts: known, decision, effects };
}

function factsOf(
  of: Playbook,
  escalation: Escalation,
  run: Run | null,
  now: Date,
  away: readonly Somebody[],
): Facts {
  const known = facts();
  const gone = new Set(away.map(({ id }) => id));
  // Two people hold tasks of other runs as well.
  const held = new Map([
    [csmOne.id, 1],
    [operator.id, 2],
  ]);
  for (const task of run?.tasks ?? []) {
    if (task.status === "claimed") held.set(task.assignee, (held.get(task.assignee) ?? 0) + 1);
  }
  return {
    ...known,
    now,
    held,
    holds: conditionHolds,
    playbooks: { [of.playbook]: of },
    escalations: { standard: escalation },
    channels: { onboarding: "C0123456789", alias: "C0123456789" },
    people: new Map(
      [...known.people].map(([id, person]) => [id, { ...person, active: person.active && !gone.has(id) }]),
    ),
  };
}

/** An apt clock comes when the deadline is due, any other whenever. */
function timeFor(run: Run, intent: Intent, { apt }: Move): number {
  if (!apt || intent.type !== "meet-deadline") return 0;
  return run.deadlines.find(({ id }) => id === intent.deadline)?.at.getTime() ?? 0;
}

function told(of: Playbook, moments: readonly Moment[]): string {
  const tasks = of.stages.flatMap((stage) => stage.tasks);
  const plan = tasks.map(({ task, work, role, required, after, when, onFailure, gate }) =>
    JSON.stringify({ task, work: work.kind, role, required, after, when, onFailure, gate }),
  );
  const story = moments.map(({ intent, facts: { now }, decision }) => {
    const { by, key: _, ...ask } = intent;
    const what = ask.type === "open-run" ? ask.type : JSON.stringify(ask);
    const who = by.kind === "person" ? by.id : by.name;
    const then = decision.ok ? decision.events.map(({ type }) => type).join(", ") : decision.refusal.code;
    return `${now.toISOString()} ${who} ${what} -> ${then}`;
  });
  return ["", ...plan, ...story, ""].join("\n");
}
