import type { Duration } from "#domain/book.ts";

const UNITS: Readonly<Record<string, Duration["unit"]>> = {
  "business day": "business days",
  "business hour": "business hours",
  day: "days",
  hour: "hours",
  minute: "minutes",
  second: "seconds",
  h: "hours",
  m: "minutes",
  s: "seconds",
};

/** Reads what people write: `2 business days`, `4 business hours`, `1 day`, `12 hours`, `30s`, `10m`. Null: it is none. */
export function parseDuration(text: string): Duration | null {
  const [, amount, word] = /^(\d{1,7}) *([a-z]+(?: [a-z]+)?)$/.exec(text.trim()) ?? [];
  if (amount === undefined || word === undefined) return null;
  const unit = UNITS[word] ?? UNITS[word.replace(/s$/, "")];
  return unit === undefined ? null : { amount: Number(amount), unit };
}
