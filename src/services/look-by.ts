import type { Book, Calendar } from "#domain/book.ts";
import { addDuration } from "#domain/calendar.ts";

/** How long somebody has to look at something that came in and belongs to no run. */
const LOOK_WITHIN = { amount: 1, unit: "days" } as const;

/** "1 days" needs no working hours: it is counted on the wall clock of UTC. */
const ALWAYS_OPEN = { timezone: "UTC", hours: [], holidays: [] } as const;

/** When somebody must have looked at what came in now and belongs to no run. */
export function lookBy(now: Date): Date {
  return addDuration(ALWAYS_OPEN, now, LOOK_WITHIN);
}

/**
 * The working time of what belongs to no run. Which playbook it would go through isn't known: it is that of the one which
 * takes all others, the last rule's.
 */
export function calendarOfNoRun(book: Book): Calendar {
  const last = book.routing.at(-1);
  const playbook = last && book.playbooks[last.playbook];
  const calendar = playbook && book.calendars[playbook.calendar];
  if (!calendar) throw new Error(`The last rule ${last?.rule} names no playbook with a calendar`);
  return calendar;
}
