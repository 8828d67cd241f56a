import { subjectValues, type Subject } from "#book/known-values.ts";
import type { RehearsedTrigger, Rehearsal } from "#book/rehearsal.ts";
import { routeTrigger, type Routed } from "#book/route.ts";
import type { Book } from "#domain/book.ts";
import { addDuration } from "#domain/calendar.ts";
import type { RunId } from "#domain/ids.ts";
import { calendarOf } from "#domain/progress.ts";
import { isLive, type Run } from "#domain/run.ts";
import type { Deadline } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { RunIdSchema } from "#src/ids.ts";
import { newAgenda } from "./agenda.ts";
import { castOf, type Cast } from "./cast.ts";
import { openRun } from "./open.ts";
import { approve, claim, finish, openGate } from "./people.ts";
import { arrive, endWait, makeCall, settleChild } from "./systems.ts";
import { ask, CLOCK, runIn, WORKER, type Item, type Told, type World } from "./world.ts";

/** What is rehearsed ends, or is said not to: so long after it was due, after so many steps, or failures of one task. */
const DAYS_MAX = 366;
const STEPS_MAX = 10_000;
const GATES_MAX = 5;

/** A whole onboarding as it went. */
export type Rehearsed = {
  readonly rehearsal: Rehearsal;
  readonly book: Book;
  readonly cast: Cast;
  /** What the rules say of the trigger, whichever playbook was rehearsed; they are not asked about evidence. */
  readonly routed: Routed | { readonly outcome: "evidence" };
  /**
   * `held`: the rules gave it to a person, and no run was opened. `evidence`: it opens none, and waits for the one that its deal
   * gets. `stuck`: nothing more would ever happen. `endless`: it was broken off.
   */
  readonly ended: "completed" | "cancelled" | "held" | "evidence" | "stuck" | "endless";
  /** The onboarding itself first, then its child runs; none where none was opened. */
  readonly runs: readonly Run[];
  readonly told: readonly Told[];
  /** Virtual time when it ended. */
  readonly endedAt: Date;
};

const ROOT = RunIdSchema.parse("run_000000000001");

/** Runs an onboarding through in virtual time: the domain decides as it always does, and only the world around it is played. */
export function rehearse(book: Book, rehearsal: Rehearsal): Rehearsed {
  const world = worldOf(book, rehearsal);
  const routed = mayOpen(book, rehearsal.trigger)
    ? routeTrigger(book.routing, subjectValues(book, world.subject))
    : ({ outcome: "evidence" } as const);
  const of = (ended: Rehearsed["ended"]): Rehearsed => ({
    rehearsal,
    book,
    cast: world.cast,
    routed,
    ended,
    runs: [...world.runs.values()],
    told: world.told,
    endedAt: world.now,
  });
  const chosen = rehearsal.playbook ?? (routed.outcome === "routed" ? routed.playbook : null);
  const playbook = chosen === null ? undefined : book.playbooks[chosen];
  if (!playbook) return of(routed.outcome === "evidence" ? "evidence" : "held");
  const isRouted = routed.outcome === "routed" && routed.playbook === playbook.playbook;
  const role = (isRouted ? routed.owner : null) ?? playbook.owner;
  const { occurredAt } = rehearsal.trigger;
  for (const [type, { after, event }] of Object.entries(rehearsal.signals)) {
    const at = addDuration(calendarOf(book, playbook.calendar), occurredAt, after);
    world.agenda.add(at, { do: "signal", type, event });
  }
  openRun(world, { id: ROOT, playbook, role, occurredAt, parent: null });
  return of(play(world, ROOT));
}

/** What its own source says of the type, else any of the book; what no source sends comes by hand or by the API, which may. */
function mayOpen({ sources }: Book, { type, source, opens }: RehearsedTrigger): boolean {
  if (opens !== null) return opens;
  const sent = Object.values(sources).flatMap(({ source: from, events }) =>
    events.filter((event) => event.type === type).map((event) => ({ from, opens: event.opens })),
  );
  const own = sent.filter(({ from }) => from === source);
  const known = own.length > 0 ? own : sent;
  return known.length === 0 || known.some((event) => event.opens);
}

/** Jumps from what comes next to what comes next, until the onboarding is over. */
function play(world: World, root: RunId): Rehearsed["ended"] {
  const until = horizonOf(runIn(world, root), world.now);
  for (let step = 0; step < STEPS_MAX; step++) {
    const { status } = runIn(world, root);
    const planned = world.agenda.next();
    // What systems do about its end takes no time.
    if (status === "completed" || status === "cancelled") {
      if (!planned || planned.at > world.now) return status;
    }
    const deadline = nextDeadline(world);
    if (!planned && isQuiet(world)) return "stuck";
    const isPlanned = planned && (!deadline || planned.at <= deadline.at);
    const at = isPlanned ? planned.at : deadline?.at;
    if (!at) return "stuck";
    if (at > until || (isPlanned && isInCircles(world, planned.item))) return "endless";
    if (at > world.now) world.now = at;
    if (isPlanned) {
      world.agenda.take();
      act(world, planned.item);
    } else if (deadline) ask(world, deadline.run, CLOCK, { type: "meet-deadline", deadline: deadline.id });
  }
  return "endless";
}

/** The gate of one task was opened again and again, and always closed anew. */
function isInCircles({ told, runs }: World, item: Item): boolean {
  if (item.do !== "open-gate") return false;
  const about = runs.get(item.run)?.exceptions.find(({ id }) => id === item.exception)?.task;
  const closed = told.flatMap((one) => (one.what === "events" && one.run === item.run ? one.events : []));
  return (
    closed.filter((event) => event.type === "task-failed" && event.data.task === about).length > GATES_MAX
  );
}

function act(world: World, item: Item): void {
  switch (item.do) {
    case "call":
      return makeCall(world, item);
    case "report":
      ask(world, item.run, WORKER, item.ask);
      return;
    case "child":
      return settleChild(world, item);
    case "signal":
      return arrive(world, item);
    case "end-wait":
      return endWait(world, item);
    case "claim":
      return claim(world, item);
    case "finish":
      return finish(world, item);
    case "approve":
      return approve(world, item);
    case "open-gate":
      return openGate(world, item);
    default:
      return unreachable(item);
  }
}

type RunDeadline = Deadline & { readonly run: RunId };

function deadlinesIn({ runs }: World): RunDeadline[] {
  return [...runs.values()]
    .filter(isLive)
    .flatMap(({ id, deadlines }) => deadlines.map((one) => ({ ...one, run: id })));
}

function nextDeadline(world: World): RunDeadline | undefined {
  return deadlinesIn(world).toSorted((a, b) => a.at.getTime() - b.at.getTime())[0];
}

/** Nothing counts down but looks at whether a job is still there: nobody will hear of anything any more. */
function isQuiet(world: World): boolean {
  return deadlinesIn(world).every(({ kind }) => kind === "watchdog");
}

function horizonOf({ dueAt }: Run, now: Date): Date {
  const from = dueAt && dueAt > now ? dueAt : now;
  return new Date(from.getTime() + DAYS_MAX * 86_400_000);
}

function worldOf(book: Book, rehearsal: Rehearsal): World {
  const { type, source, occurredAt, client, contract, deal } = rehearsal.trigger;
  const subject: Subject = {
    client,
    trigger: { type, source, occurred_at: occurredAt.toISOString() },
    snapshot: { contract, deal },
  };
  return {
    book,
    rehearsal,
    subject,
    cast: castOf(book),
    agenda: newAgenda(),
    runs: new Map(),
    told: [],
    signals: [],
    answered: new Map(),
    now: occurredAt,
  };
}
