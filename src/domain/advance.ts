import { addDuration } from "./calendar.ts";
import type { Happening, HappeningOf } from "./event.ts";
import { activeMembers, callOf, type Facts } from "./facts.ts";
import { exceptionIdOf, handoffIdOf, type TaskId, type UserId } from "./ids.ts";
import type { Story } from "./narrate.ts";
import { calendarOf, duesOf, isAllDone, startable, waitsFor } from "./progress.ts";
import {
  isLive,
  isResting,
  openOffers,
  requireOffer,
  requireTask,
  type ExceptionType,
  type OpenException,
  type Run,
} from "./run.ts";
import { handsOn, isOver, type SkippedBecause, type Task, type TextRef } from "./task.ts";

/** How long somebody has to settle an exception, counted in the run's calendar. */
const EXCEPTION_WITHIN = { amount: 1, unit: "business days" } as const;
/** A job has this long to be picked up and to report, besides the attempt's own time, before it is put back. */
const WATCHDOG_MS = 30_000;

/**
 * Lets a run go on after something changed: starts what can start, passes over what is not needed, hands on what came
 * early, until nothing more follows; with the last required task the run completes.
 */
export function goOn(story: Story, facts: Facts): void {
  for (let seq = -1; seq !== story.nextSeq() && isLive(story.run());) {
    seq = story.nextSeq();
    for (const { id } of startable(story.run())) start(story, id, facts);
  }
  const run = story.run();
  if (isAllDone(run) && run.status === "active") complete(story, facts);
}

/** Starts a task that a person wants started; while the run rests, or what it waits for is done once more, it is to start later. */
export function beginOrWait(story: Story, id: TaskId, facts: Facts): void {
  const run = story.run();
  if (!isResting(run) && waitsFor(run, requireTask(run, id)).length === 0) return begin(story, id, facts);
  story.happened({ type: "task-reopened", data: { task: id, reason: null } });
}

/** Starts a task: a new execution of it. Who wanted it done once more asked for it, else whoever's act made it ready. */
export function begin(story: Story, id: TaskId, facts: Facts): void {
  const task = requireTask(story.run(), id);
  const { actor } = story;
  const wanted = task.status === "pending" ? task.askedBy : null;
  story.happened({
    type: "task-ready",
    data: {
      task: id,
      execution: task.execution + 1,
      askedBy: wanted ?? (actor.kind === "person" ? actor.id : null),
      until: waitsUntil(task, facts),
      watchAt: watchAt(task, story.run(), 0, facts),
      ...duesOf(task, story.run(), facts),
    },
  });
  if (task.work.kind === "human" && task.work.mode === "auto") assignLeastLoaded(story, id, facts);
  useEarlySignal(story, id);
}

/** A task that waits for what has come already is done. */
export function useEarlySignal(story: Story, id: TaskId): void {
  const run = story.run();
  const early = run.signals.find(({ tasks }) => tasks.includes(id));
  if (early && requireTask(run, id).status === "waiting") succeed(story, id, early.trigger);
}

/** A wait is over because its signal came. */
export function succeed(
  story: Story,
  id: TaskId,
  signal: HappeningOf<"task-succeeded">["data"]["signal"],
): void {
  const { execution } = requireTask(story.run(), id);
  story.happened({ type: "task-succeeded", data: { task: id, execution, results: {}, signal } });
}

export type Failure = {
  readonly type: ExceptionType;
  readonly reason: string;
  readonly note: TextRef | null;
  /** The person who says so, and may not open its gate; missing: nobody does, it is worked out. */
  readonly by?: UserId;
};

/** A task could not be done: the book says whether the run goes on without it or stops behind a gate. */
export function fail(story: Story, id: TaskId, failure: Failure, facts: Facts): void {
  withdrawOffer(story, id);
  if (requireTask(story.run(), id).onFailure === "fail_open") {
    story.happened({
      type: "task-waived",
      data: { task: id, by: null, exception: null, instead: null, reason: failure.reason },
    });
    return;
  }
  const exception = openException(story, { ...failure, task: id }, facts);
  // A breach that was on record before is part of what is to be looked at now.
  for (const other of story.run().exceptions) {
    if (other.task === id && other.gate !== null && other.id !== exception) story.happened(settled(other));
  }
  story.happened({ type: "task-failed", data: { task: id, exception } });
}

/** Opens an exception under the run's owner; about a task it has the task's gate. */
export function openException(
  story: Story,
  { type, reason, note, by, task, gate }: Failure & { task: TaskId | null; gate?: string | null },
  facts: Facts,
) {
  const run = story.run();
  const exception = exceptionIdOf(run.id, story.nextSeq());
  story.happened({
    type: "exception-opened",
    data: {
      exception,
      type,
      reason,
      note,
      task,
      owner: run.owner,
      gate: gate === undefined ? (task ? requireTask(run, task).gate : null) : gate,
      openedBy: by ?? null,
      runbook: facts.escalations[run.escalation]?.runbook ?? null,
      dueAt: addDuration(calendarOf(facts, run.calendar), facts.now, EXCEPTION_WITHIN),
    },
  });
  return exception;
}

/** Ends a run before its time. What is open in it is passed over. */
export function cancel(
  story: Story,
  reason: string,
  { note = null, mergedInto = null }: Partial<HappeningOf<"run-cancelled">["data"]> = {},
): void {
  closeAll(story, "cancelled");
  story.happened({ type: "run-cancelled", data: { reason, note, mergedInto } });
}

/** A task changes state while somebody was asked to take it over: the question falls away, on record. */
export function withdrawOffer(story: Story, id: TaskId): void {
  const task = requireTask(story.run(), id);
  if (task.status !== "claimed" || !task.offer) return;
  story.happened({ type: "handoff-withdrawn", data: answerTo(story.run(), task.offer.handoff) });
}

/** What every answer to an open offer names. Only asked for offers that are open. */
export function answerTo(run: Run, handoff: Parameters<typeof requireOffer>[1]) {
  const { offer, task } = requireOffer(run, handoff);
  return { handoff, task: task?.id ?? null, from: offer.from, to: offer.to, askedBy: offer.by };
}

/** When somebody looks whether the job of a task that a system does is still there; null: people do it. */
export function watchAt(task: Task, run: Run, delayMs: number, facts: Facts): Date | null {
  if (task.work.kind === "run") return new Date(facts.now.getTime() + WATCHDOG_MS);
  if (task.work.kind !== "automation") return null;
  return new Date(facts.now.getTime() + delayMs + callOf(facts, run, task.key).timeoutMs + WATCHDOG_MS);
}

/** When a wait gives up; null: never, or the task is none. */
export function waitsUntil({ work, calendar }: Task, facts: Facts): Date | null {
  if (work.kind !== "wait" || !work.timeout) return null;
  return addDuration(calendarOf(facts, calendar), facts.now, work.timeout);
}

/** A task's turn has come. Where its condition can't be worked out it fails: that is never "no". */
function start(story: Story, id: TaskId, facts: Facts): void {
  const task = requireTask(story.run(), id);
  const needed = task.when === null ? YES : facts.holds(task.when, story.run());
  if (!needed.ok) {
    const reason = `Whether it is needed could not be worked out: ${needed.error}`;
    return fail(story, id, { type: "data_mismatch", reason, note: null }, facts);
  }
  if (needed.value) return begin(story, id, facts);
  story.happened({
    type: "task-skipped",
    data: { task: id, because: "condition", from: null, reason: null, left: null },
  });
}

const YES = { ok: true, value: true } as const;

/** The available member who holds the fewest tasks, then the first in the role's order. Nobody there: it is to be claimed. */
function assignLeastLoaded(story: Story, id: TaskId, facts: Facts): void {
  const run = story.run();
  const isNew = (user: UserId) => (task: Task) =>
    task.status === "claimed" && task.assignee === user && task.claimedAt.getTime() === facts.now.getTime();
  const considered = activeMembers(facts, requireTask(run, id).role).map((user) => ({
    user,
    held: (facts.held.get(user) ?? 0) + run.tasks.filter(isNew(user)).length,
  }));
  const [best] = considered.toSorted((a, b) => a.held - b.held);
  if (!best) return;
  story.happened({
    type: "task-assigned",
    data: {
      task: id,
      from: null,
      to: best.user,
      kind: "routing",
      considered,
      handoff: handoffIdOf(run.id, story.nextSeq()),
      rung: null,
    },
  });
}

function complete(story: Story, { now }: Facts): void {
  closeAll(story, "completed");
  const grossSeconds = Math.max(0, (now.getTime() - story.run().occurredAt.getTime()) / 1000);
  story.happened({ type: "run-completed", data: { grossSeconds } });
}

function closeAll(story: Story, because: Extract<SkippedBecause, "completed" | "cancelled">): void {
  for (const { offer } of openOffers(story.run())) {
    story.happened({ type: "handoff-withdrawn", data: answerTo(story.run(), offer.handoff) });
  }
  for (const exception of story.run().exceptions) story.happened(settled(exception));
  for (const task of story.run().tasks.filter((one) => !isOver(one))) {
    const from = handsOn(task);
    story.happened({
      type: "task-skipped",
      data: { task: task.id, because, from, reason: null, left: null },
    });
  }
}

/** What an exception was about is settled without anybody. */
export function settled({ id, task }: OpenException): Happening {
  return {
    type: "exception-closed",
    data: { exception: id, task, by: null, choice: null, to: null, cause: null, prevention: null },
  };
}
