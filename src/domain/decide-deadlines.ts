import { OPERATORS } from "./actor.ts";
import type { Escalation, Tell } from "./book.ts";
import { addDuration } from "./calendar.ts";
import { answerTo, personOf } from "./decide-tasks.ts";
import { activeMembers, canTakeWork, type Facts } from "./facts.ts";
import type { DeadlineId, TaskId, UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { continueStory, refuse, type Decision, type Story } from "./narrate.ts";
import { calendarOf } from "./progress.ts";
import { requireTask, type Run } from "./run.ts";
import { alarmOf, isOpen, type OpenTask } from "./task.ts";
import { unreachable } from "./unreachable.ts";

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
  const wished = addDuration(calendarOf(facts, task.calendar), facts.now, intent.duration);
  const next = run.deadlines.find((deadline) => deadline.kind === "escalation" && deadline.task === task.id);
  const until = next && next.at > wished ? next.at : wished;
  const story = continueStory(run, intent, facts.now);
  story.happened({
    type: "task-snoozed",
    data: { task: intent.task, by: personOf(intent), until, level: alarm.level + 1 },
  });
  return story.end();
}

/** The due time has passed. Where the ladder's first rung comes at once, it is climbed in the same breath. */
function overdue(story: Story, task: TaskId, deadline: DeadlineId, facts: Facts): void {
  const atOnce = ladderOf(story.run(), facts).levels[0]?.after.amount === 0;
  const nextAt = atOnce ? null : rungAt(story.run(), task, 1, facts);
  story.happened({ type: "task-overdue", data: { task, deadline, nextAt } });
  if (atOnce) climb(story, task, null, 1, facts);
}

/** Each level counts from the dispatch of the one before, so that nobody hears two at once after a long silence. */
function climb(story: Story, id: TaskId, deadline: DeadlineId | null, level: number, facts: Facts): void {
  const run = story.run();
  const tell = rungOf(ladderOf(run, facts), level)?.tell ?? [{ who: "assignee" }];
  const heard = told(run, openTask(run, id), tell, facts);
  const nextAt = rungAt(run, id, level + 1, facts);
  story.happened({ type: "task-escalated", data: { task: id, deadline, level, told: heard, nextAt } });
}

function rungAt(run: Run, task: TaskId, level: number, facts: Facts): Date | null {
  const rung = rungOf(ladderOf(run, facts), level);
  return rung && addDuration(calendarOf(facts, openTask(run, task).calendar), facts.now, rung.after);
}

/** The ladder's levels, and then its calls at the end, each as often as the book says. */
function rungOf({ levels, atTheEnd }: Escalation, level: number) {
  const rung = levels[level - 1];
  if (rung) return rung;
  if (!atTheEnd || level - levels.length > atTheEnd.times) return null;
  return { after: atTheEnd.every, tell: atTheEnd.tell };
}

function told(run: Run, task: OpenTask, tell: readonly Tell[], facts: Facts) {
  const people = tell.flatMap((whom): readonly UserId[] => {
    switch (whom.who) {
      case "assignee":
        return [task.status === "claimed" ? task.assignee : run.owner];
      case "owner":
        return [run.owner];
      case "role":
        return activeMembers(facts, whom.role);
      case "channel":
        return [];
      default:
        return unreachable(whom);
    }
  });
  const named = tell.flatMap((whom) => (whom.who === "channel" ? (facts.channels[whom.channel] ?? []) : []));
  const channels = [...new Set(named)];
  const needsPerson = channels.length === 0;
  return { people: needsPerson || people.length > 0 ? someone(facts, people, run) : [], channels };
}

/** Those who can hear, without repeats; if none can, the owner; if they can't, the fallback owner: somebody always hears. */
function someone(facts: Facts, people: readonly UserId[], run?: Run): readonly UserId[] {
  const able = [...new Set(people)].filter((id) => canTakeWork(facts, id));
  if (able.length > 0) return able;
  return [run && canTakeWork(facts, run.owner) ? run.owner : facts.fallbackOwner];
}

function ladderOf(run: Run, facts: Facts): Escalation {
  const ladder = facts.escalations[run.escalation];
  if (!ladder) throw new Error(`The release has no escalation ${run.escalation}`);
  return ladder;
}

function openTask(run: Run, id: TaskId): OpenTask {
  const task = requireTask(run, id);
  if (isOpen(task)) return task;
  throw new Error(`A deadline of run ${run.id} is for ${id}, which is ${task.status}`);
}
