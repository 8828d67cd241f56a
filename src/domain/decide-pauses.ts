import { goOn } from "./advance.ts";
import { OPERATORS } from "./actor.ts";
import type { Calendar } from "./book.ts";
import { addDuration, addWorkingMs, businessSecondsBetween, isBusiness, nextOpen } from "./calendar.ts";
import { activeMembers, type Facts } from "./facts.ts";
import { wrongDate } from "./far.ts";
import type { DeadlineId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { rungOf, ladderOf, someone } from "./ladder.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import { isCounting, requireTask, type Pause, type Run, type Suspended } from "./run.ts";
import type { Deadline } from "./task.ts";
import { unreachable } from "./unreachable.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

const REVIEW_CALLED_EVERY = { amount: 1, unit: "business days" } as const;
/** Two weeks of calls: whoever hasn't heard by then won't. */
const REVIEW_CALLS_MAX = 10;

/** Lets a run rest until somebody resumes it. Asked of one that rests, it rests from now on as is asked. */
export function pauseRun(run: Run, intent: AskedBy<"pause-run">, facts: Facts): Decision {
  const wrong = wrongDate(intent.reviewAt, "review", facts.now);
  if (wrong) return refuse(wrong);
  const story = continueStory(run, intent, facts.now);
  // What stopped counting goes on and stops again: for another reason something else may stop.
  if (run.status === "paused") resume(story, run.pause, facts);
  const { on, reason, reviewAt } = intent;
  story.happened({ type: "run-paused", data: { on, reason, reviewAt } });
  return story.end();
}

/** Lets a paused run go on: what was left when it was paused is left from now on. */
export function resumeRun(run: Run, intent: AskedBy<"resume-run">, facts: Facts): Decision {
  const story = continueStory(run, intent, facts.now);
  if (run.status === "paused") resume(story, run.pause, facts);
  goOn(story, facts);
  return story.end();
}

/**
 * While a run is paused nothing counts down but its review, offers and the watchdogs of jobs; while it waits for the
 * client, the client's own tasks go on counting. Whatever an intent left that should rest is put to rest.
 */
export function suspendWhilePaused(decision: Decision, intent: Intent, facts: Facts): Decision {
  if (!decision.ok || decision.events.length === 0 || decision.run.status !== "paused") return decision;
  const { run } = decision;
  const resting = run.deadlines.filter((deadline) => rests(deadline, run));
  if (resting.length === 0) return decision;
  const story = continueStory(run, intent, facts.now);
  const suspended = resting.map((deadline) => ({ deadline: deadline.id, ...timeLeft(deadline, run, facts) }));
  story.happened({ type: "deadlines-suspended", data: { suspended } });
  const after = story.end();
  return after.ok ? { ...after, events: [...decision.events, ...after.events] } : after;
}

/** Whether a deadline stops counting while its run is paused. */
function rests(deadline: Deadline, run: Run): boolean {
  switch (deadline.kind) {
    case "offer-expiry":
    case "watchdog":
    case "pause-review":
      return false;
    case "exception-due":
    case "run-due":
      return true;
    case "reminder":
    case "due":
    case "escalation":
    case "wait-timeout":
      return !isCounting(run, requireTask(run, deadline.task));
    default:
      return unreachable(deadline);
  }
}

/** Whoever answers for a paused run, and the operators, are asked whether it still has to rest: day by day. */
export function callForReview(story: Story, deadline: DeadlineId, level: number, facts: Facts): void {
  const run = story.run();
  const people = someone(
    facts,
    level === 1 ? [run.owner] : [run.owner, ...activeMembers(facts, OPERATORS)],
    run,
  );
  const nextAt =
    level < REVIEW_CALLS_MAX
      ? addDuration(calendarOf(facts, run.calendar), facts.now, REVIEW_CALLED_EVERY)
      : null;
  story.happened({
    type: "pause-review-due",
    data: { deadline, level, told: { people, channels: [] }, nextAt },
  });
}

function resume(story: Story, { since, suspended }: Pause, facts: Facts): void {
  const run = story.run();
  const deadlines = suspended.map((one) => {
    const { id: _, leftMs: __, spareMs: ___, counts: ____, ...on } = one;
    return { ...on, at: ringsAt(one, run, facts) };
  });
  const pausedSeconds = Math.max(0, (facts.now.getTime() - since.getTime()) / 1000);
  story.happened({ type: "run-resumed", data: { pausedSeconds, deadlines } });
}

/** When what rests would ring if its run went on now: when as much time has passed as was left. */
export function ringsAt(deadline: Suspended, run: Run, facts: Facts): Date {
  const { leftMs, spareMs, counts } = deadline;
  const calendar = countedIn(deadline, run, facts);
  const over = overAt(leftMs, counts, calendar, facts.now);
  const at = new Date(over.getTime() + spareMs);
  if (counts === "plain") return at;
  const opens = nextOpen(calendar, over);
  return at < opens ? at : opens;
}

type TimeLeft = Pick<Suspended, "leftMs" | "spareMs" | "counts">;

function timeLeft(deadline: Deadline, run: Run, facts: Facts): TimeLeft {
  const calendar = countedIn(deadline, run, facts);
  const counts = countsWorkingTime(deadline, run, facts) ? "business" : "plain";
  const leftMs =
    counts === "plain"
      ? Math.max(0, deadline.at.getTime() - facts.now.getTime())
      : Math.round(businessSecondsBetween(calendar, facts.now, deadline.at) * 1000);
  const over = overAt(leftMs, counts, calendar, facts.now);
  return { counts, leftMs, spareMs: deadline.at.getTime() - over.getTime() };
}

/** When so much time has passed from now on. */
function overAt(leftMs: number, counts: Suspended["counts"], calendar: Calendar, now: Date): Date {
  if (counts === "plain" || leftMs === 0) return new Date(now.getTime() + leftMs);
  return addWorkingMs(calendar, now, leftMs);
}

function countedIn(deadline: Deadline, run: Run, facts: Facts): Calendar {
  const task = "task" in deadline && deadline.task ? requireTask(run, deadline.task) : null;
  return calendarOf(facts, task?.calendar ?? run.calendar);
}

function countsWorkingTime(deadline: Deadline, run: Run, facts: Facts): boolean {
  switch (deadline.kind) {
    case "reminder":
    case "due": {
      const { sla } = requireTask(run, deadline.task);
      return sla !== null && isBusiness(sla);
    }
    case "escalation": {
      const rung = rungOf(ladderOf(run, facts), deadline.level);
      return rung !== null && isBusiness(rung.after);
    }
    case "wait-timeout": {
      const { work } = requireTask(run, deadline.task);
      return work.kind === "wait" && work.timeout !== null && isBusiness(work.timeout);
    }
    case "run-due": {
      const sla = facts.playbooks[run.playbook]?.sla ?? null;
      return sla === null || isBusiness(sla);
    }
    case "exception-due":
      return true;
    case "offer-expiry":
    case "watchdog":
    case "pause-review":
      return false;
    default:
      return unreachable(deadline);
  }
}
