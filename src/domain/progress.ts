import type { Calendar, Duration } from "./book.ts";
import { addDuration, partOf } from "./calendar.ts";
import type { HappeningOf } from "./event.ts";
import type { Facts } from "./facts.ts";
import type { Run } from "./run.ts";
import { isOver, type Task } from "./task.ts";

/** What becomes ready because everything it waits for is over, each with its due time and its reminder. */
export function readyTasks(run: Run, facts: Facts): HappeningOf<"task-ready">[] {
  const over = new Set(run.tasks.filter(isOver).map(({ key }) => key));
  return run.tasks
    .filter((task) => task.status === "pending" && task.waitsFor.every((key) => over.has(key)))
    .map((task) => ({ type: "task-ready", data: { task: task.id, ...dueOf(task, task.sla, run, facts) } }));
}

/** Tasks that still keep a pending one from starting. */
export function waitsFor(run: Run, task: Task): readonly Task[] {
  return run.tasks.filter((other) => task.waitsFor.includes(other.key) && !isOver(other));
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

function dueOf(task: Task, sla: Duration | null, run: Run, facts: Facts) {
  if (!sla) return { dueAt: null, remindAt: null };
  const calendar = calendarOf(facts, task.calendar);
  const dueAt = addDuration(calendar, facts.now, sla);
  const percent = facts.escalations[run.escalation]?.remindPercent ?? null;
  return { dueAt, remindAt: percent === null ? null : partOf(calendar, facts.now, dueAt, percent, sla) };
}
