import { evaluateCondition } from "#book/expressions.ts";
import { taskValues, type Subject } from "#book/known-values.ts";
import type { Rehearsal } from "#book/rehearsal.ts";
import type { Actor } from "#domain/actor.ts";
import type { Book } from "#domain/book.ts";
import { decide } from "#domain/decide.ts";
import { effectsOf } from "#domain/effects.ts";
import type { RunEvent } from "#domain/event.ts";
import type { Facts } from "#domain/facts.ts";
import type { ExceptionId, RunId, TaskId, UserId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import { isLive, type Run } from "#domain/run.ts";
import type { Agenda } from "./agenda.ts";
import type { Cast } from "./cast.ts";
import { planActs } from "./plan-acts.ts";

/** One onboarding, its child runs, and all that is still to come, at one instant of virtual time. */
export type World = {
  readonly book: Book;
  readonly rehearsal: Rehearsal;
  readonly subject: Subject;
  readonly cast: Cast;
  readonly agenda: Agenda;
  /** In the order in which they were opened: the first is the onboarding itself. */
  readonly runs: Map<RunId, Run>;
  readonly told: Told[];
  /** Signals that came, for child runs that are opened later. */
  readonly signals: ArrivedSignal[];
  /** How many of a task's answers were given. */
  readonly answered: Map<string, number>;
  now: Date;
};

export type ArrivedSignal = { readonly type: string; readonly event: { readonly raw: unknown } | null };

/** What the timeline is made of, as it happened. */
export type Told = { readonly at: Date; readonly run: RunId } &
  /** The run as it is after them. */
  (
    | { readonly what: "events"; readonly events: readonly RunEvent[]; readonly after: Run }
    | ({ readonly what: "call"; readonly task: TaskId } & CallMade)
    /** Somebody should have acted, and nobody could. */
    | {
        readonly what: "nobody";
        readonly task: TaskId | null;
        readonly act: "approve" | "open-gate";
        readonly role: string;
      }
    | {
        readonly what: "refused";
        readonly ask: Ask["type"];
        readonly task: TaskId | null;
        readonly code: string;
      }
  );

/** A call that would have been made; `madeUp`: the rehearsal doesn't say what is answered. */
export type CallMade = {
  readonly execution: number;
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly madeUp: boolean;
};

/** What comes next: work for a system, a signal, or what a person does. */
export type Item =
  | { readonly do: "call"; readonly task: TaskId; readonly execution: number; readonly attempt: number }
  | { readonly do: "report"; readonly run: RunId; readonly ask: Extract<Ask, { type: "report-attempt" }> }
  | { readonly do: "child"; readonly task: TaskId; readonly execution: number }
  | { readonly do: "signal"; readonly type: string; readonly event: { readonly raw: unknown } | null }
  /** The signal that a rehearsal says nothing about: for that one task. */
  | { readonly do: "end-wait"; readonly task: TaskId; readonly execution: number }
  | { readonly do: "claim"; readonly task: TaskId; readonly execution: number }
  | { readonly do: "finish"; readonly task: TaskId; readonly execution: number }
  | { readonly do: "approve"; readonly task: TaskId; readonly execution: number }
  | { readonly do: "open-gate"; readonly run: RunId; readonly exception: ExceptionId };

/** All that a decision may know at this instant. */
export function factsIn({ book, subject, cast, runs, now }: World): Facts {
  return {
    now,
    calendars: book.calendars,
    escalations: book.escalations,
    playbooks: book.playbooks,
    channels: book.workspace.channels,
    holds: (condition, run) => evaluateCondition("task", condition, taskValues(book, subject, run)),
    held: heldIn(runs),
    people: cast.people,
    roles: cast.roles,
    fallbackOwner: cast.fallbackOwner,
  };
}

/** How many tasks everybody holds. */
export function heldIn(runs: World["runs"]): ReadonlyMap<UserId, number> {
  const held = new Map<UserId, number>();
  for (const run of runs.values()) {
    for (const task of isLive(run) ? run.tasks : []) {
      if (task.status === "claimed") held.set(task.assignee, (held.get(task.assignee) ?? 0) + 1);
    }
  }
  return held;
}

/** The run of that id, where it is known to be there. */
export function runIn({ runs }: World, id: RunId): Run {
  const run = runs.get(id);
  if (!run) throw new Error(`The rehearsal has no run ${id}`);
  return run;
}

/** Asks something of a run; what follows is kept, put on the agenda and told. Null: it was refused. */
export function ask(world: World, id: RunId, by: Actor, what: Ask): readonly RunEvent[] | null {
  const facts = factsIn(world);
  const before = world.runs.get(id) ?? null;
  const decision = decide(before, { ...what, by, key: "rehearsal" }, facts);
  if (!decision.ok) {
    const task = "task" in what ? what.task : null;
    world.told.push({
      at: world.now,
      run: id,
      what: "refused",
      ask: what.type,
      task,
      code: decision.refusal.code,
    });
    return null;
  }
  const { events, run } = decision;
  world.runs.set(id, run);
  if (events.length === 0) return events;
  world.told.push({ at: world.now, run: id, what: "events", events, after: run });
  for (const job of effectsOf(events, run, facts).jobs) {
    if (job.queue === "child")
      world.agenda.add(world.now, { do: "child", task: job.task, execution: job.execution });
    if (job.queue === "call") {
      const { task, execution, attempt, afterMs } = job;
      world.agenda.add(new Date(world.now.getTime() + afterMs), { do: "call", task, execution, attempt });
    }
  }
  planActs(world, events, run);
  return events;
}

export const CLOCK: Actor = { kind: "system", name: "clock" };
export const WORKER: Actor = { kind: "system", name: "worker" };
export const ROUTING: Actor = { kind: "system", name: "routing" };
