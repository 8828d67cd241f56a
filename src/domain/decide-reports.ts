import { fail, goOn, openException, succeed, watchAt } from "./advance.ts";
import type { Retry } from "./book.ts";
import { callOf, type Facts } from "./facts.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, type Decision } from "./narrate.ts";
import { isLive, requireTask, type Run } from "./run.ts";

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** A receiver that asks for longer is asked again after this. */
const RETRY_AFTER_MAX_MS = 3_600_000;

/** What came of a call: done, tried again later, or failed for good. What comes too late is kept, and changes nothing. */
export function reportAttempt(run: Run, intent: AskedBy<"report-attempt">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const { execution, attempt, ok, status, tookMs, exchange } = intent;
  const story = continueStory(run, intent, facts.now);
  const isAwaited =
    isLive(run) && task.status === "running" && task.execution === execution && task.attempt === attempt;
  if (!isAwaited) {
    story.happened({
      type: "late-result-kept",
      data: { task: task.id, execution, attempt, ok, exchange },
    });
    return story.end();
  }
  const made = { task: task.id, execution, attempt, status, tookMs, exchange };
  if (intent.ok) {
    story.happened(
      { type: "task-attempted", data: { ...made, ok: true, problem: null, retryAt: null, watchAt: null } },
      { type: "task-succeeded", data: { task: task.id, execution, results: intent.results, signal: null } },
    );
    goOn(story, facts);
    return story.end();
  }
  const { problem, permanent, failure } = intent;
  const { retry } = callOf(facts, run, task.key);
  const isLast = permanent || attempt > retry.limit;
  const delayMs = retryDelayMs(retry, intent);
  story.happened({
    type: "task-attempted",
    data: {
      ...made,
      ok: false,
      problem,
      retryAt: isLast ? null : new Date(facts.now.getTime() + delayMs),
      watchAt: isLast ? null : watchAt(task, run, delayMs, facts),
    },
  });
  if (isLast) {
    const tries = attempt === 1 ? "The call failed" : `The last of ${attempt} tries failed`;
    fail(story, task.id, { type: failure, reason: `${tries}: ${problem}`, note: null }, facts);
    goOn(story, facts);
  }
  return story.end();
}

/**
 * The pause before the next attempt: doubled each time up to its cap, then between half and all of it, so that calls
 * which failed together don't come back together ("equal jitter"). Never shorter than what the receiver asked for.
 */
export function retryDelayMs(
  { delayMs, backoff, maxDelayMs }: Retry,
  { attempt, jitter, retryAfterMs }: { attempt: number; jitter: number; retryAfterMs: number | null },
): number {
  const grown = backoff === "fixed" ? delayMs : delayMs * 2 ** Math.min(attempt - 1, 40);
  const spread = Math.min(grown, maxDelayMs) * (0.5 + jitter / 2);
  return Math.round(Math.max(spread, Math.min(retryAfterMs ?? 0, RETRY_AFTER_MAX_MS)));
}

/** How a child run stands: it was opened, or it ended and its task with it. */
export function reportChild(run: Run, intent: AskedBy<"report-child">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const { execution, child, state } = intent;
  const isAwaited = isLive(run) && task.status === "running" && task.execution === execution;
  if (!isAwaited) return { ok: true, events: [], run };
  const story = continueStory(run, intent, facts.now);
  if (task.child !== child)
    story.happened({ type: "child-opened", data: { task: task.id, execution, child } });
  if (state === "completed") succeed(story, task.id, null);
  if (state === "cancelled") {
    const reason = "Its onboarding was cancelled";
    fail(story, task.id, { type: "permanent_block", reason, note: null }, facts);
  }
  if (state !== "open") goOn(story, facts);
  return story.end();
}

/** A trigger that tasks wait for: it ends those that wait now, and is kept for those that will. */
export function receiveSignal(run: Run, intent: AskedBy<"receive-signal">, facts: Facts): Decision {
  const { trigger, signal } = intent;
  const isFor = (id: (typeof intent.tasks)[number]) => {
    const { status } = requireTask(run, id);
    return status === "pending" || status === "waiting" || status === "blocked" || status === "failed";
  };
  // Whoever left it out by hand may yet want it back.
  const isLeftOut = (id: (typeof intent.tasks)[number]) => {
    const task = requireTask(run, id);
    return task.status === "skipped" && task.because === "by-hand";
  };
  const tasks = intent.tasks.filter((id) => isFor(id) || isLeftOut(id));
  const unread = intent.unread.filter(({ task }) => isFor(task));
  if (!isLive(run) || (tasks.length === 0 && unread.length === 0)) return { ok: true, events: [], run };
  const story = continueStory(run, intent, facts.now);
  if (tasks.length > 0) story.happened({ type: "signal-received", data: { trigger, signal, tasks } });
  for (const { task, error } of unread) {
    const reason = `A ${signal} could not be read: ${error}`;
    openException(story, { type: "data_mismatch", reason, note: null, task, gate: null }, facts);
  }
  for (const id of tasks) {
    if (requireTask(story.run(), id).status === "waiting") succeed(story, id, trigger);
  }
  goOn(story, facts);
  return story.end();
}
