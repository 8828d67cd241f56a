import { Temporal } from "temporal-polyfill";
import { dateOf } from "#domain/calendar.ts";
import type { Calendar } from "#domain/book.ts";
import { quoted } from "./problems.ts";
import { isWrong, says, type Read } from "./row-cells.ts";

// A sheet says days, and an event has an instant: noon of that day where the playbook's calendar is. Noon lies within the
// working day nearly everywhere, so that durations counted from it begin on that day. What is due is due when that day closes.

const ISO = /^\d{4}-\d{2}-\d{2}$/;

/** A date as `2026-03-01`. Any other style is refused, with how it would be written. */
export function readDate(text: string): Read<Temporal.PlainDate> {
  if (ISO.test(text)) {
    const date = plainDate(text);
    return date ? says(date) : isWrong(`${quoted(text)} is no day of the calendar`);
  }
  const meant = meantBy(text);
  if (meant.length === 0) return isWrong(`${quoted(text)} is no date: write it as 2026-03-01`);
  return isWrong(`${quoted(text)}: write dates as year-month-day, here ${meant.join(" or ")}`);
}

/** Whether a cell was meant as a date, in whatever style. */
export function looksLikeDate(text: string): boolean {
  return ISO.test(text) || meantBy(text).length > 0;
}

/** Noon of the day; of today not later than now. */
export function noonOf(date: Temporal.PlainDate, calendar: Calendar, now: Date): Date {
  const noon = date.toZonedDateTime({ timeZone: calendar.timezone, plainTime: "12:00" }).epochMilliseconds;
  const isToday = date.toString() === dateOf(calendar, now);
  return new Date(isToday ? Math.min(noon, now.getTime()) : noon);
}

/** When the day closes; on a day without working hours noon. */
export function closeOf(date: Temporal.PlainDate, { timezone, hours, holidays }: Calendar): Date {
  const open = holidays.includes(date.toString())
    ? []
    : hours.filter(({ weekday, from, to }) => weekday === date.dayOfWeek && from < to);
  const closes =
    open
      .map(({ to }) => to)
      .toSorted()
      .at(-1) ?? "12:00";
  const zoned =
    closes === "24:00"
      ? date.add({ days: 1 }).toZonedDateTime(timezone)
      : date.toZonedDateTime({ timeZone: timezone, plainTime: closes });
  return new Date(zoned.epochMilliseconds);
}

/** The days that a date in another style can mean, in ours. */
function meantBy(text: string): string[] {
  const found = STYLES.flatMap(({ style, days }) => {
    const parts = style.exec(text);
    return parts ? days(parts.slice(1).map(Number)) : [];
  });
  return [...new Set(found.flatMap((date) => date?.toString() ?? []))];
}

type Days = readonly (Temporal.PlainDate | null)[];

const STYLES: readonly { readonly style: RegExp; readonly days: (parts: readonly number[]) => Days }[] = [
  { style: /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/, days: ([d = 0, m = 0, y = 0]) => [dayOf(y, m, d)] },
  {
    // Which of the two is the month, only whoever wrote it knows.
    style: /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/,
    days: ([a = 0, b = 0, y = 0]) => [dayOf(y, a, b), dayOf(y, b, a)],
  },
  { style: /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/, days: ([y = 0, m = 0, d = 0]) => [dayOf(y, m, d)] },
  { style: /^(\d{4})-(\d{2})-(\d{2})[T ]/, days: ([y = 0, m = 0, d = 0]) => [dayOf(y, m, d)] },
  { style: /^(20\d{2})(\d{2})(\d{2})$/, days: ([y = 0, m = 0, d = 0]) => [dayOf(y, m, d)] },
  {
    // What a spreadsheet counts by itself: days since the end of 1899.
    style: /^([34]\d{4})(?:\.0)?$/,
    days: ([serial = 0]) => [Temporal.PlainDate.from("1899-12-30").add({ days: serial })],
  },
];

function dayOf(year: number, month: number, day: number): Temporal.PlainDate | null {
  const full = year < 100 ? 2000 + year : year;
  const text = [String(full).padStart(4, "0"), two(month), two(day)].join("-");
  return plainDate(text);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

function plainDate(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    return null;
  }
}
