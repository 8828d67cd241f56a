import { Temporal } from "temporal-polyfill";
import type { Calendar, Duration } from "#domain/book.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PLAIN_MS = { hours: HOUR_MS, minutes: 60_000, seconds: 1000 };

/** Whether people work at this instant. Windows are half-open: at the closing time it is closed. */
export function isOpen(calendar: Calendar, at: Date): boolean {
  const ms = at.getTime();
  return dayAt(daysOf(calendar), ms).windows.some(({ opens, closes }) => opens <= ms && ms < closes);
}

/** The date of an instant in the calendar's zone, as "2026-01-31". */
export function dateOf({ timezone }: Calendar, at: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();
}

/** When people begin to work on a date such as "2026-01-31"; on one that is closed, at nine. Null: there is no such date. */
export function morningOf(calendar: Calendar, date: string): Date | null {
  const { timezone: timeZone } = calendar;
  try {
    const day = Temporal.PlainDate.from(date);
    const opens = nextOpen(calendar, new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds));
    if (dateOf(calendar, opens) === date) return opens;
    return new Date(day.toZonedDateTime({ timeZone, plainTime: "09:00" }).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The instant itself when it is open, else the next opening. */
export function nextOpen(calendar: Calendar, at: Date): Date {
  return new Date(nextWindow(daysOf(calendar), at.getTime()).from);
}

/**
 * When a duration that starts now has passed. N business days end at the close of business of the Nth working day after
 * the start day, where a start after closing or on a closed day counts as the next working day; business hours are
 * working hours; days keep the wall clock of the calendar's zone; the rest is plain time. Zero is at once.
 */
export function addDuration(calendar: Calendar, from: Date, { amount, unit }: Duration): Date {
  if (amount === 0) return from;
  const start = from.getTime();
  if (unit === "business days") return new Date(closeOfNthDay(daysOf(calendar), start, amount));
  if (unit === "business hours") return new Date(addBusinessMs(daysOf(calendar), start, amount * HOUR_MS));
  if (unit === "days") return new Date(addWallDays(calendar, start, amount));
  return new Date(start + amount * PLAIN_MS[unit]);
}

/**
 * When something is due that is to be due so much later. What is due at the close of a day is that day's: business days are
 * counted from it, and not from the next morning.
 */
export function moveDue(calendar: Calendar, due: Date, later: Duration): Date {
  const isOfItsDay = later.unit === "business days" && later.amount > 0;
  return addDuration(calendar, isOfItsDay ? new Date(due.getTime() - 1) : due, later);
}

/**
 * The instant at which so many percent of the time from start to due are over: of its working time when the SLA is
 * counted in business units, of plain time otherwise, or when no working time lies between (a person moved the due date).
 */
export function partOf(calendar: Calendar, from: Date, due: Date, percent: number, sla: Duration): Date {
  const share = percent / 100;
  if (isBusiness(sla)) {
    const working = businessMsBetween(daysOf(calendar), from.getTime(), due.getTime());
    if (working > 0) {
      return new Date(addBusinessMs(daysOf(calendar), from.getTime(), Math.floor(working * share)));
    }
  }
  return new Date(from.getTime() + Math.floor((due.getTime() - from.getTime()) * share));
}

/** Working seconds from one instant to a later one; 0 when it isn't later. */
export function businessSecondsBetween(calendar: Calendar, from: Date, to: Date): number {
  return businessMsBetween(daysOf(calendar), from.getTime(), to.getTime()) / 1000;
}

/** When so much working time has passed from an instant on. */
export function addWorkingMs(calendar: Calendar, from: Date, ms: number): Date {
  return new Date(addBusinessMs(daysOf(calendar), from.getTime(), ms));
}

/** Whether a duration is counted in working time. */
export function isBusiness({ unit }: Duration): boolean {
  return unit === "business days" || unit === "business hours";
}

type Window = { readonly opens: number; readonly closes: number };
type Day = { readonly number: number; readonly starts: number; readonly windows: readonly Window[] };
/** The days of one calendar by their number since 1970-01-01, worked out when first asked for. */
type Days = (number: number) => Day;

function closeOfNthDay(days: Days, from: number, amount: number): number {
  let day = dayAt(days, from);
  // The start day is the first working day that has not closed yet.
  while (closing(day) <= from) day = days(day.number + 1);
  for (let left = amount; left > 0;) {
    day = days(day.number + 1);
    if (day.windows.length > 0) left -= 1;
  }
  return closing(day);
}

function closing(day: Day): number {
  return day.windows.at(-1)?.closes ?? -Infinity;
}

function addBusinessMs(days: Days, from: number, amount: number): number {
  let left = amount;
  for (let at = from; ;) {
    const open = nextWindow(days, at);
    // Time that ends exactly at closing ends there, not at the next opening.
    if (left <= open.closes - open.from) return open.from + left;
    left -= open.closes - open.from;
    at = open.closes;
  }
}

function businessMsBetween(days: Days, from: number, to: number): number {
  let sum = 0;
  for (let day = dayAt(days, from); day.starts < to; day = days(day.number + 1)) {
    for (const { opens, closes } of day.windows) {
      sum += Math.max(0, Math.min(closes, to) - Math.max(opens, from));
    }
  }
  return sum;
}

/** What is left of the window that is open, or the whole of the next one. */
function nextWindow(days: Days, at: number): { readonly from: number; readonly closes: number } {
  for (let day = dayAt(days, at); ; day = days(day.number + 1)) {
    for (const { opens, closes } of day.windows) {
      if (at < closes) return { from: Math.max(at, opens), closes };
    }
  }
}

function addWallDays({ timezone }: Calendar, from: number, amount: number): number {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone);
  return start.add({ days: amount }).epochMilliseconds;
}

/** The day of the calendar's zone that an instant lies in. Zones are less than a day away from UTC. */
function dayAt(days: Days, at: number): Day {
  let day = days(Math.floor(at / DAY_MS) + 1);
  while (day.starts > at) day = days(day.number - 1);
  return day;
}

// Every task that becomes ready asks a calendar, and turning a wall-clock time into an instant is what costs.
const known = new WeakMap<Calendar, Days>();

function daysOf(calendar: Calendar): Days {
  const days = known.get(calendar) ?? readCalendar(calendar);
  known.set(calendar, days);
  return days;
}

function readCalendar({ timezone, hours, holidays }: Calendar): Days {
  // The book refuses such a calendar; here it would be searched for ever.
  if (!hours.some(({ from, to }) => from < to)) throw new Error(`A calendar of ${timezone} never opens`);
  const closed = new Set(holidays);
  const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
    weekday,
    hours: hours.filter((window) => window.weekday === weekday).sort((a, b) => (a.from < b.from ? -1 : 1)),
  }));
  const days = new Map<number, Day>();

  function readDay(number: number): Day {
    const date = EPOCH.add({ days: number });
    const starts = date.toZonedDateTime(timezone).epochMilliseconds;
    const spec = closed.has(date.toString()) ? [] : (weekdays[date.dayOfWeek - 1]?.hours ?? []);
    const windows = spec
      .map(({ from, to }) => ({ opens: instant(date, from, timezone), closes: instant(date, to, timezone) }))
      // The hour that a change to summer time leaves out is empty.
      .filter(({ opens, closes }) => opens < closes);
    return { number, starts, windows };
  }

  return (number) => {
    const day = days.get(number) ?? readDay(number);
    days.set(number, day);
    return day;
  };
}

const EPOCH = Temporal.PlainDate.from("1970-01-01");

/** A wall-clock time of a day as an instant: of a time that comes twice the first, of one that is left out the later. */
function instant(date: Temporal.PlainDate, time: string, timezone: string): number {
  if (time === "24:00") return date.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds;
  return date.toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds;
}
