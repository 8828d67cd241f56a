import { z } from "zod";
import type { Calendar } from "#domain/book.ts";
import { countries, publicHolidays, regions } from "#book/holidays.ts";
import { NameSchema, orNull, strict, text, ZoneSchema } from "#book/values.ts";

const DAY_MS = 86_400_000;
const SUNDAY = 7;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** calendars.yaml: when people work. Holidays are worked out for the years given, so that a release never changes. */
export function calendarsSchema(years: readonly number[]) {
  const calendar = strict({
    timezone: ZoneSchema.describe("An IANA zone, such as Europe/Berlin."),
    hours: HoursSchema.describe('Days and their opening hours: mon-fri: ["09:00-12:00", "13:00-17:00"].'),
    holidays: orNull(holidaysSchema(years)).describe("Days on which nothing is open."),
  }).transform(({ holidays, ...rest }, ctx): Calendar => {
    const calendar = { ...rest, holidays: holidays ?? [] };
    const closed = years.find((year) => !isOpenIn(calendar, year));
    if (closed !== undefined) {
      const message = `this calendar never opens in ${closed}: every day of its hours is a holiday`;
      ctx.addIssue({ code: "custom", message, path: ["holidays"] });
    }
    return calendar;
  });
  return strict({ calendars: z.record(NameSchema, calendar).describe("Calendars by name.") }).transform(
    ({ calendars }) => calendars,
  );
}

type Window = Calendar["hours"][number];

const DaysSchema = text(
  (days) => weekdaysOf(days).length > 0,
  (days) => `"${days}" is no day; write mon, or mon-fri`,
);

const WindowSchema = z.string().transform((window, ctx) => {
  const [, from = "", to = ""] = /^([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)$/.exec(window) ?? [];
  const isRight = from !== "" && from < to && from < "24:00" && to <= "24:00";
  if (!isRight) ctx.addIssue(`"${window}" is never open; write from-to on one day, such as "09:00-17:00"`);
  return { from, to };
});

/** `mon-fri: ["09:00-12:00", "13:00-17:00"]` as one window for each day, in order. */
const HoursSchema = z.record(DaysSchema, z.array(WindowSchema)).transform((hours, ctx): Window[] => {
  const windows = Object.entries(hours)
    .flatMap(([days, open]) =>
      weekdaysOf(days).flatMap((weekday) => open.map((window) => ({ weekday, ...window }))),
    )
    .sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  if (windows.length === 0) ctx.addIssue("this calendar never opens");
  for (const [index, { weekday, from, to }] of windows.entries()) {
    const before = windows[index - 1];
    if (before?.weekday === weekday && from < before.to) {
      ctx.addIssue(`${WEEKDAYS[weekday - 1]} ${from}-${to} overlaps ${before.from}-${before.to}`);
    }
  }
  return windows;
});

function isOpenIn({ hours, holidays }: Calendar, year: number): boolean {
  const weekdays = new Set(hours.map(({ weekday }) => weekday));
  const off = new Set(holidays);
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY_MS) {
    const isWorkday = weekdays.has(new Date(day).getUTCDay() || SUNDAY);
    if (isWorkday && !off.has(new Date(day).toISOString().slice(0, "2026-12-24".length))) return true;
  }
  return false;
}

/** `mon`, or `mon-fri`; `sun-thu` goes over the end of the week. */
function weekdaysOf(days: string): number[] {
  const [from, to = from, ...more] = days.split("-").map((day) => WEEKDAYS.indexOf(day));
  if (from === undefined || to === undefined || from < 0 || to < 0 || more.length > 0) return [];
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => ((from + step) % 7) + 1);
}

const DateSchema = z.iso.date("this is no date, such as 2026-12-24");

function holidaysSchema(years: readonly number[]) {
  const CountrySchema = text(
    (country) => countries().includes(country),
    (country) => `"${country}" is no country whose holidays are known; write two letters, such as DE`,
  );
  return strict({
    country: orNull(CountrySchema).describe("Its public holidays, by two letters, such as DE."),
    region: orNull(z.string()).describe("A region with holidays of its own, such as BE."),
    add: z.array(DateSchema).default([]).describe("Days off of your own, such as 2026-12-24."),
    remove: z.array(DateSchema).default([]).describe("Holidays on which you work."),
  }).transform(({ country, region, add, remove }, ctx): string[] => {
    const known = country === null ? [] : regions(country);
    if (region !== null && !known.includes(region)) {
      const where =
        country === null
          ? "a region needs a country"
          : `"${region}" is no region of ${country}; known: ${known.join(", ") || "none"}`;
      ctx.addIssue({ code: "custom", message: where, path: ["region"] });
      return [];
    }
    const days = new Set(country === null ? add : [...publicHolidays(country, region, years), ...add]);
    for (const day of remove) days.delete(day);
    return [...days].sort();
  });
}
