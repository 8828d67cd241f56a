import type { Calendar } from "./book.ts";
import { addDuration, partOf } from "./calendar.ts";
import type { Dues } from "./event.ts";
import type { Facts } from "./facts.ts";
import { gateOn, isResting, type Run } from "./run.ts";
import { isOver, type Task } from "./task.ts";

/** Pending tasks whose turn has come: all they wait for is over, and no gate holds it up. None while the run rests. */
export function startable(run: Run): readonly Task[] {
  if (isResting(run)) return [];
  const passed = new Set(run.tasks.filter((task) => isPassed(run, task)).map(({ key }) => key));
  return run.tasks.filter(
    (task) => task.status === "pending" && task.waitsFor.every((key) => passed.has(key)),
  );
}

/** Tasks that still keep a pending one from starting. */
export function waitsFor(run: Run, task: Task): readonly Task[] {
  return run.tasks.filter((other) => task.waitsFor.includes(other.key) && !isPassed(run, other));
}

/** All that the run needs is over: it completes, unless something keeps it from that. */
export function isAllDone({ tasks }: Run): boolean {
  return tasks.every((task) => !task.required || isOver(task));
}

/** Those keys, and of all that they wait for in turn. */
export function allBefore(run: Run, keys: readonly string[]): ReadonlySet<string> {
  const before = new Set(keys);
  for (const key of before) {
    for (const earlier of run.tasks.find((task) => task.key === key)?.waitsFor ?? []) before.add(earlier);
  }
  return before;
}

/** The calendar of that name. The book was checked when it was released: a missing one is a fault. */
export function calendarOf(facts: Pick<Facts, "calendars">, name: string): Calendar {
  const calendar = facts.calendars[name];
  if (!calendar)
    throw new Error(
      `The release has no calendar ${name}; its calendars are ${Object.keys(facts.calendars).join(", ")}`,
    );
  return calendar;
}

/** When a task that begins now is due, and when its people are reminded. */
export function duesOf(task: Task, run: Run, facts: Facts): Dues {
  if (!task.sla) return { dueAt: null, remindAt: null };
  const calendar = calendarOf(facts, task.calendar);
  const dueAt = addDuration(calendar, facts.now, task.sla);
  const percent = facts.escalations[run.escalation]?.remindPercent ?? null;
  return { dueAt, remindAt: percent === null ? null : partOf(calendar, facts.now, dueAt, percent, task.sla) };
}

/** What waits for it may start: it is over, and a breach of it has been looked at. */
function isPassed(run: Run, task: Task): boolean {
  return isOver(task) && !gateOn(run, task.id);
}
