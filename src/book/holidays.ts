import Holidays from "date-holidays";

const DAY_MS = 86_400_000;

/** The countries whose holidays are known, as ISO 3166 codes. */
export function countries(): string[] {
  return Object.keys(new Holidays().getCountries());
}

/** The regions of a country that have holidays of their own; none where all are alike. */
export function regions(country: string): string[] {
  return Object.keys(new Holidays().getStates(country) ?? {});
}

/** The public holidays of these years as ISO dates, the days that stand in for one on a weekend included. */
export function publicHolidays(country: string, region: string | null, years: readonly number[]): string[] {
  const options = { types: ["public"] satisfies ["public"] };
  const holidays = region === null ? new Holidays(country, options) : new Holidays(country, region, options);
  return years.flatMap((year) => holidays.getHolidays(year)).flatMap(daysOf);
}

/** Some holidays last several days. */
function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const first = Date.parse(date.slice(0, "2026-12-25".length));
  const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}
