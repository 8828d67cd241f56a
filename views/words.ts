import type { Duration } from "#domain/book.ts";
import type { UserId } from "#domain/ids.ts";
import { oneLine } from "./text.ts";

const MINUTE_MS = 60_000;

export function mention(user: UserId): string {
  return `<@${user}>`;
}

/** An instant in the zone of whoever reads it. */
export function when(date: Date): string {
  const seconds = Math.floor(date.getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} at {time}|${utc(date)}>`;
}

/** An instant where Slack doesn't know the reader's zone. */
export function utc(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A span of time in its two largest units: "2 days 3 hours". */
export function spanText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  const parts = [
    { amount: Math.floor(minutes / 1440), unit: "day" },
    { amount: Math.floor(minutes / 60) % 24, unit: "hour" },
    { amount: minutes % 60, unit: "minute" },
  ];
  const first = parts.findIndex(({ amount }) => amount > 0);
  if (first < 0) return "less than a minute";
  const said = parts.slice(first, first + 2).filter(({ amount }) => amount > 0);
  return said.map(({ amount, unit }) => count(amount, unit)).join(" ");
}

/** A duration as the book writes it: "1 business day". */
export function durationText({ amount, unit }: Duration): string {
  return count(amount, unit.replace(/s$/, ""));
}

export function count(amount: number, noun: string, many = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : many}`;
}

/** "a, b and 3 more". */
export function listed(items: readonly string[], max: number, last: "and" | "or" = "and"): string {
  const left = items.length - max;
  if (left > 0) return `${items.slice(0, max).join(", ")} ${last} ${left} more`;
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${last} ${items.at(-1)}`;
}

/** A role as people say it: `customer-success` is "customer success". */
export function roleName(role: string): string {
  return oneLine(role.replaceAll("-", " "), 60);
}
