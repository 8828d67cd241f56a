const DAY_MS = 86_400_000;

/** A message's ts as milliseconds since 1970. */
export function millisOf(ts: string): number {
  return Number(ts) * 1000;
}

/** "2:30 PM" in the viewer's zone. */
export function timeOf(millis: number, zone: string): string {
  return format(millis, zone, { hour: "numeric", minute: "2-digit" });
}

/** The heading of a day among messages: "Today", "Yesterday", "Monday, November 23rd". */
export function dayOf(millis: number, zone: string, now: number): string {
  return capitalised(
    relativeDay(millis, zone, now) ?? longDate(millis, zone, yearOf(millis, zone) !== yearOf(now, zone)),
  );
}

/** Sorts a day's messages together: the calendar date in the viewer's zone. */
export function dateOf(millis: number, zone: string): string {
  return format(millis, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
}

/** "2026-12-01T14:30" in the viewer's zone, as a browser's own control has it. */
export function wallClockOf(millis: number, zone: string): string {
  const time = format(millis, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB");
  return `${dateOf(millis, zone)}T${time}`;
}

/** The instant at which the clocks of a zone say that; null: it is no time. One that they skip is an hour later. */
export function millisAt(wallClock: string, zone: string): number | null {
  const asUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtc)) return null;
  const offsetAt = (millis: number) => Date.parse(`${wallClockOf(millis, zone)}Z`) - millis;
  return asUtc - offsetAt(asUtc - offsetAt(asUtc));
}

/** "today at 2:30 PM": when the last reply came. */
export function whenOf(millis: number, zone: string, now: number): string {
  return `${relativeDay(millis, zone, now) ?? shortDate(millis, zone)} at ${timeOf(millis, zone)}`;
}

/** What Slack shows for `<!date^seconds^template|fallback>`, in the viewer's own zone. */
export function slackDate(template: string, seconds: number, zone: string, now: number): string {
  const millis = seconds * 1000;
  const pretty = (plain: string): string => relativeDay(millis, zone, now) ?? plain;
  const tokens: Readonly<Record<string, () => string>> = {
    date_num: () => dateOf(millis, zone),
    date: () => mediumDate(millis, zone),
    date_short: () => shortDate(millis, zone),
    date_long: () => longDate(millis, zone, true),
    date_pretty: () => pretty(mediumDate(millis, zone)),
    date_short_pretty: () => pretty(shortDate(millis, zone)),
    date_long_pretty: () => pretty(longDate(millis, zone, true)),
    time: () => timeOf(millis, zone),
    time_secs: () => format(millis, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(millis, now),
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string, offset: number) => {
    const text = Object.hasOwn(tokens, name) ? tokens[name]?.() : undefined;
    if (text === undefined) return whole;
    return offset === 0 ? capitalised(text) : text;
  });
}

function relativeDay(millis: number, zone: string, now: number): string | null {
  const days = Math.round((Date.parse(dateOf(millis, zone)) - Date.parse(dateOf(now, zone))) / DAY_MS);
  if (days === 0) return "today";
  if (days === -1) return "yesterday";
  return days === 1 ? "tomorrow" : null;
}

function shortDate(millis: number, zone: string): string {
  return format(millis, zone, { month: "short", day: "numeric", year: "numeric" });
}

function mediumDate(millis: number, zone: string): string {
  return `${format(millis, zone, { month: "long" })} ${ordinal(dayNumber(millis, zone))}, ${yearOf(millis, zone)}`;
}

function longDate(millis: number, zone: string, withYear: boolean): string {
  const day = `${format(millis, zone, { weekday: "long" })}, ${format(millis, zone, { month: "long" })}`;
  return `${day} ${ordinal(dayNumber(millis, zone))}${withYear ? `, ${yearOf(millis, zone)}` : ""}`;
}

function ago(millis: number, now: number): string {
  const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ["day", DAY_MS],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ];
  const [unit, size] = units.find(([, size]) => Math.abs(millis - now) >= size) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(
    Math.round((millis - now) / size),
    unit,
  );
}

function ordinal(day: number): string {
  const endings: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };
  return `${day}${endings[new Intl.PluralRules("en", { type: "ordinal" }).select(day)] ?? "th"}`;
}

function dayNumber(millis: number, zone: string): number {
  return Number(format(millis, zone, { day: "numeric" }));
}

function yearOf(millis: number, zone: string): string {
  return format(millis, zone, { year: "numeric" });
}

// Making a formatter costs far more than using it, and a busy channel shows hundreds of dates.
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(millis: number, zone: string, options: Intl.DateTimeFormatOptions, locale = "en-US"): string {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  formatters.set(key, formatter);
  return formatter.format(millis);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
