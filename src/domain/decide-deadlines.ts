import { OPERATORS } from "./actor.ts";
import { answerTo, fail, goOn, openException, watchAt } from "./advance.ts";
import { addDuration } from "./calendar.ts";
import { openersOf } from "./decide-gates.ts";
import { callForReview, ringsAt } from "./decide-pauses.ts";
import { personOf } from "./decide-tasks.ts";
import { activeMembers, type Facts } from "./facts.ts";
import { isFar } from "./far.ts";
import type { DeadlineId, ExceptionId, TaskId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { ladderOf, openTask, rungAt, rungOf, someone, told } from "./ladder.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import { gateOn, requireException, requireTask, type Run } from "./run.ts";
import { alarmOf, type Deadline } from "./task.ts";
import { unreachable } from "./unreachable.ts";

const EXCEPTION_CALLED_EVERY = { amount: 1, unit: "business days" } as const;
/** Two weeks of calls: whoever hasn't heard by then won't. */
const EXCEPTION_CALLS_MAX = 10;
/** A child run tells of its end itself; a look a day is enough for what was lost. */
const CHILD_WATCHED_MS = 24 * 3_600_000;

type AskedBy<Type extends Intent["type"]> = Intent & AskOf<Type>;

/** A deadline has come: what follows depends on what it was for. */
export function meetDeadline(run: Run, intent: AskedBy<"meet-deadline">, facts: Facts): Decision {
  const deadline = run.deadlines.find(({ id }) => id === intent.deadline);
  if (!deadline || deadline.at > facts.now) return refuse({ code: "deadline-moved" });
  const story = continueStory(run, intent, facts.now);
  const { id } = deadline;
  switch (deadline.kind) {
    case "reminder":
      story.happened({
        type: "task-reminded",
        data: {
          task: deadline.task,
          deadline: id,
          told: told(run, openTask(run, deadline.task), [{ who: "assignee" }], facts),
        },
      });
      return story.end();
    case "due":
      overdue(story, deadline.task, id, facts);
      return story.end();
    case "escalation":
      climb(story, deadline.task, id, deadline.level, facts);
      return story.end();
    case "watchdog":
      watch(story, deadline.task, id, facts);
      return story.end();
    case "wait-timeout":
      fail(
        story,
        deadline.task,
        { type: "sla_breach", reason: "Nothing came before its time was up", note: null },
        facts,
      );
      goOn(story, facts);
      return story.end();
    case "exception-due":
      callForException(story, deadline.exception, id, deadline.level, facts);
      return story.end();
    case "pause-review":
      callForReview(story, id, deadline.level, facts);
      return story.end();
    case "offer-expiry":
      story.happened({ type: "handoff-expired", data: { ...answerTo(run, deadline.handoff), deadline: id } });
      return story.end();
    case "run-due": {
      const people = someone(facts, [run.owner, ...activeMembers(facts, OPERATORS)]);
      story.happened({ type: "run-overdue", data: { deadline: id, told: { people, channels: [] } } });
      return story.end();
    }
    default:
      return unreachable(deadline);
  }
}

/** Stops the ladder of an overdue task: a person has it in hand. */
export function acknowledge(run: Run, intent: AskedBy<"acknowledge-task">, facts: Facts): Decision {
  const alarm = alarmOf(requireTask(run, intent.task));
  if (!alarm) return refuse({ code: "nothing-overdue", task: intent.task });
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "task-acknowledged",
    data: { task: intent.task, by: personOf(intent), level: alarm.level },
  });
  return story.end();
}

/** Puts the next rung of the ladder off; nobody hears sooner than they would have. */
export function snooze(run: Run, intent: AskedBy<"snooze-task">, facts: Facts): Decision {
  const task = requireTask(run, intent.task);
  const alarm = alarmOf(task);
  if (!alarm) return refuse({ code: "nothing-overdue", task: intent.task });
  if (isFar(intent.duration)) return refuse({ code: "date-far", field: "duration" });
  const wished = addDuration(calendarOf(facts, task.calendar), facts.now, intent.duration);
  const next = nextRung(run, task.id, facts);
  const until = next && next > wished ? next : wished;
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "task-snoozed",
    data: { task: intent.task, by: personOf(intent), until, level: alarm.level + 1 },
  });
  return story.end();
}

/** When the ladder of a task goes on, or would if its run went on now; null: somebody stopped it, or it has come to its end. */
function nextRung(run: Run, task: TaskId, facts: Facts): Date | null {
  const isNext = (deadline: Deadline) => deadline.kind === "escalation" && deadline.task === task;
  const resting = run.status === "paused" ? run.pause.suspended.find(isNext) : undefined;
  return resting ? ringsAt(resting, run, facts) : (run.deadlines.find(isNext)?.at ?? null);
}

/** The due time has passed. Where the ladder's first rung comes at once, it is climbed in the same breath. */
function overdue(story: Story, task: TaskId, deadline: DeadlineId, facts: Facts): void {
  const atOnce = ladderOf(story.run(), facts).levels[0]?.after.amount === 0;
  const nextAt = atOnce ? null : rungAt(story.run(), task, 1, facts);
  story.happened({ type: "task-overdue", data: { task, deadline, nextAt } });
  if (atOnce) climb(story, task, null, 1, facts);
  breach(story, task, facts);
}

/** Late where the book says that lateness fails: what waits for it starts when somebody has opened the gate. */
function breach(story: Story, id: TaskId, facts: Facts): void {
  const { onFailure } = requireTask(story.run(), id);
  if (onFailure === "fail_open" || gateOn(story.run(), id)) return;
  const reason = "It was not done by its due time";
  openException(story, { type: "sla_breach", reason, note: null, task: id }, facts);
}

/** Nothing was heard of a running task for longer than an attempt takes: its job is put back, should it have been lost. */
function watch(story: Story, id: TaskId, deadline: DeadlineId, facts: Facts): void {
  const task = openTask(story.run(), id);
  const child = task.status === "running" ? task.child : null;
  const nextAt = child
    ? new Date(facts.now.getTime() + CHILD_WATCHED_MS)
    : watchAt(task, story.run(), 0, facts);
  if (!nextAt) throw new Error(`Task ${id} has a watchdog, and no system does it`);
  story.happened({ type: "task-watched", data: { task: id, execution: task.execution, deadline, nextAt } });
}

/** An exception that nobody has settled in time: its owner, the run's by now, and those who could open its gate hear, day by day. */
function callForException(
  story: Story,
  id: ExceptionId,
  deadline: DeadlineId,
  level: number,
  facts: Facts,
): void {
  const run = story.run();
  const exception = requireException(run, id);
  const people = someone(facts, [exception.owner, run.owner, ...openersOf(run, exception, facts)], run);
  const nextAt =
    level < EXCEPTION_CALLS_MAX
      ? addDuration(calendarOf(facts, run.calendar), facts.now, EXCEPTION_CALLED_EVERY)
      : null;
  story.happened({
    type: "exception-overdue",
    data: { exception: id, deadline, level, told: { people, channels: [] }, nextAt },
  });
}

/** Each level counts from the dispatch of the one before, so that nobody hears two at once after a long silence. */
function climb(story: Story, id: TaskId, deadline: DeadlineId | null, level: number, facts: Facts): void {
  const run = story.run();
  const tell = rungOf(ladderOf(run, facts), level)?.tell ?? [{ who: "assignee" }];
  const heard = told(run, openTask(run, id), tell, facts);
  const nextAt = rungAt(run, id, level + 1, facts);
  story.happened({ type: "task-escalated", data: { task: id, deadline, level, told: heard, nextAt } });
}
