import type { Escalation, Tell } from "./book.ts";
import { addDuration } from "./calendar.ts";
import type { Told } from "./event.ts";
import { activeMembers, canTakeWork, type Facts } from "./facts.ts";
import type { TaskId, UserId } from "./ids.ts";
import { calendarOf } from "./progress.ts";
import { requireTask, type Run } from "./run.ts";
import { alarmOf, isOpen, type OpenTask } from "./task.ts";
import { unreachable } from "./unreachable.ts";

/** The ladder that the run's missed deadlines climb. The book was checked: a missing one is a fault. */
export function ladderOf(run: Run, facts: Facts): Escalation {
  const ladder = facts.escalations[run.escalation];
  if (!ladder) throw new Error(`The release has no escalation ${run.escalation}`);
  return ladder;
}

/** The ladder's levels, and then its calls at the end, each as often as the book says. Null: it has come to its end. */
export function rungOf({ levels, atTheEnd }: Escalation, level: number) {
  const rung = levels[level - 1];
  if (rung) return rung;
  if (!atTheEnd || level - levels.length > atTheEnd.times) return null;
  return { after: atTheEnd.every, tell: atTheEnd.tell };
}

/** When a level is dispatched, counted from now. */
export function rungAt(run: Run, task: TaskId, level: number, facts: Facts): Date | null {
  const rung = rungOf(ladderOf(run, facts), level);
  return rung && addDuration(calendarOf(facts, openTask(run, task).calendar), facts.now, rung.after);
}

/**
 * Who acknowledged an overdue task answers for it as long as it stays where it is. When it changes hands the ladder goes
 * on, with its next level or, at its end, with the last one again. Null: nobody had stopped it.
 */
export function rungAfterHandoff(run: Run, id: TaskId, facts: Facts) {
  const alarm = alarmOf(requireTask(run, id));
  if (!alarm?.acknowledgedBy) return null;
  for (const level of [alarm.level + 1, alarm.level]) {
    const at = rungAt(run, id, level, facts);
    if (at) return { at, level };
  }
  return null;
}

/** Who hears of a task: those whom the book names and who can hear; somebody always does. */
export function told(run: Run, task: OpenTask, tell: readonly Tell[], facts: Facts): Told {
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
export function someone(facts: Facts, people: readonly UserId[], run?: Run): readonly UserId[] {
  const able = [...new Set(people)].filter((id) => canTakeWork(facts, id));
  if (able.length > 0) return able;
  return [run && canTakeWork(facts, run.owner) ? run.owner : facts.fallbackOwner];
}

/** The task of a deadline, which only open ones have: a fault otherwise. */
export function openTask(run: Run, id: TaskId): OpenTask {
  const task = requireTask(run, id);
  if (isOpen(task)) return task;
  throw new Error(`A deadline of run ${run.id} is for ${id}, which is ${task.status}`);
}
