import * as fc from "fast-check";
import type { Duration, Escalation, Playbook } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf, type Effects } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import { evolve } from "#domain/evolve.ts";
import type { Facts } from "#domain/facts.ts";
import type { Ask, Intent } from "#domain/intent.ts";
import type { Decision } from "#domain/narrate.ts";
import { openOffers, type Run } from "#domain/run.ts";
import { isOpen, type Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { anyDelay, anyEscalation, anyPlaybook } from "./any-playbook.ts";
import { accepted, facts, openIntent, text } from "./domain.ts";
import { everybody, fallback, intentOf, MONDAY, type Somebody } from "./people.ts";

/** One intent of a history: what it met, what was decided, and what was to follow outside. */
type Moment = {
  readonly before: Run | null;
  readonly intent: Intent;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly effects: Effects;
};

/** Everything that was asked of one run, in order. */
export type History = {
  readonly escalation: Escalation;
  readonly moments: readonly Moment[];
  readonly events: readonly RunEvent[];
  readonly run: Run;
};

/** The run before and after one event. */
export type Change = { readonly before: Run; readonly event: RunEvent; readonly after: Run };

/** Each event of a history after the first, with what it changed. */
export function changesOf({ events }: History): readonly Change[] {
  const changes: Change[] = [];
  let before: Run | null = null;
  for (const event of events) {
    const after = evolve(before, event);
    if (before) changes.push({ before, event, after });
    before = after;
  }
  return changes;
}

/**
 * Any people asking anything of a run of any playbook, in any order and at any time. Some of what is asked is apt, so that
 * histories get somewhere, and the rest is not.
 */
export function anyHistory(): fc.Arbitrary<History> {
  return fc
    .record({
      of: anyPlaybook,
      escalation: anyEscalation,
      missingRole: fc.option(fc.constant("professional-services"), { freq: 4 }),
      moves: fc.array(anyMove, { maxLength: 60, size: "max" }),
    })
    .map(({ of, escalation, missingRole, moves }) => live(of, escalation, missingRole, moves));
}

type Asked = Exclude<Ask["type"], "open-run">;

type Move = {
  readonly what: Asked;
  /** Asked by somebody who may, of a task for which it makes sense. */
  readonly apt: boolean;
  readonly who: Somebody;
  readonly to: Somebody;
  readonly pick: number;
  readonly filled: boolean;
  readonly duration: Duration;
  readonly waits: number;
  readonly away: readonly Somebody[];
};

const anyPerson = fc.constantFrom(...everybody);
const anyMove: fc.Arbitrary<Move> = fc.record({
  what: fc.constantFrom<Asked>(
    ...(["claim-task", "claim-task", "complete-task", "complete-task", "complete-task"] as const),
    ...(["meet-deadline", "meet-deadline", "meet-deadline", "accept-handoff", "accept-handoff"] as const),
    ...(["hand-off-task", "hand-off-run", "assign-task", "give-back-task"] as const),
    ...(["decline-handoff", "withdraw-handoff", "acknowledge-task", "snooze-task"] as const),
  ),
  apt: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  who: anyPerson,
  to: anyPerson,
  pick: fc.nat({ max: 20 }),
  filled: fc.boolean(),
  duration: anyDelay,
  waits: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * 86_400_000 })),
  away: fc.subarray(
    everybody.filter(({ id }) => id !== fallback.id),
    { maxLength: 4 },
  ),
});

function live(
  of: Playbook,
  escalation: Escalation,
  missingRole: string | null,
  moves: readonly Move[],
): History {
  const moments = [momentOf(null, openIntent(of, missingRole), factsOf(escalation, MONDAY, []))];
  let run = accepted(moments[0]?.decision ?? unasked()).run;
  let now = MONDAY;
  for (const move of moves) {
    const intent = intentFor(run, move, now);
    if (!intent) continue;
    now = new Date(Math.max(now.getTime() + move.waits, timeFor(run, intent, move)));
    const moment = momentOf(run, intent, factsOf(escalation, now, move.away));
    moments.push(moment);
    if (moment.decision.ok) run = moment.decision.run;
  }
  const events = moments.flatMap(({ decision }) => (decision.ok ? decision.events : []));
  return { escalation, moments, events, run };
}

function unasked(): never {
  throw new Error("A history begins with the intent that opens its run");
}

function momentOf(before: Run | null, intent: Intent, known: Facts): Moment {
  const decision = decide(before, intent, known);
  const effects = decision.ok
    ? effectsOf(decision.events, decision.run, known)
    : { notices: [], stages: [], touched: [], jobs: [] };
  return { before, intent, facts: known, decision, effects };
}

function factsOf(escalation: Escalation, now: Date, away: readonly Somebody[]): Facts {
  const known = facts();
  const gone = new Set(away.map(({ id }) => id));
  return {
    ...known,
    now,
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

function intentFor(run: Run, move: Move, now: Date): Intent | null {
  const ask = askFor(run, move);
  if (!ask) return null;
  if (ask.type === "meet-deadline") return intentOf({ kind: "system", name: "clock" }, ask);
  const who = (move.apt && everybody.find(({ id }) => id === aptPerson(run, ask))) || move.who;
  return { ...intentOf(who.actor, ask), key: `${ask.type} at ${now.toISOString()}` };
}

function askFor(run: Run, { what, apt, to, pick, filled, duration }: Move): Ask | null {
  const words = filled ? text("as agreed") : null;
  const task = pickFrom(
    run.tasks.filter((one) => !apt || isAptFor(one, what)),
    pick,
  )?.id;
  const offer = pickFrom(openOffers(run), pick)?.offer.handoff ?? run.ownedBy;
  switch (what) {
    case "claim-task":
    case "acknowledge-task":
      return task ? { type: what, task } : null;
    case "complete-task":
      return task ? { type: what, task, evidence: words } : null;
    case "give-back-task":
      return task ? { type: what, task, reason: words } : null;
    case "hand-off-task":
      return task ? { type: what, task, to: to.id, note: words } : null;
    case "assign-task":
      return task ? { type: what, task, to: to.id } : null;
    case "snooze-task":
      return task ? { type: what, task, duration } : null;
    case "hand-off-run":
      return { type: what, to: to.id, note: words };
    case "accept-handoff":
    case "withdraw-handoff":
      return { type: what, handoff: offer };
    case "decline-handoff":
      return { type: what, handoff: offer, reason: words };
    case "meet-deadline": {
      const deadline = pickFrom(run.deadlines, pick);
      return deadline ? { type: what, deadline: deadline.id } : null;
    }
    default:
      return unreachable(what);
  }
}

function isAptFor(task: Task, what: Asked): boolean {
  if (what === "claim-task") return task.status === "ready";
  if (what === "acknowledge-task" || what === "snooze-task") return isOpen(task) && task.alarm !== null;
  if (what === "assign-task") return isOpen(task);
  return task.status === "claimed";
}

function aptPerson(run: Run, ask: Ask) {
  if ("handoff" in ask) {
    const open = openOffers(run).find(({ offer }) => offer.handoff === ask.handoff);
    return ask.type === "withdraw-handoff" ? (open?.offer.by ?? null) : (open?.offer.to ?? null);
  }
  if (!("task" in ask)) return run.owner;
  const task = run.tasks.find(({ id }) => id === ask.task);
  if (ask.type === "acknowledge-task" || ask.type === "snooze-task") {
    return task && isOpen(task) ? (task.alarm?.told[0] ?? run.owner) : run.owner;
  }
  return task?.status === "claimed" && ask.type !== "assign-task" ? task.assignee : run.owner;
}

function pickFrom<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % items.length];
}
