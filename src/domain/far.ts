import type { Duration } from "./book.ts";
import type { Refusal } from "./refusal.ts";

/** Working time is counted day by day: nobody plans further ahead than this, and counting further would take too long. */
const AHEAD_MAX_MS = 5 * 366 * 86_400_000;

const UNIT_MS: Readonly<Record<Duration["unit"], number>> = {
  "business days": 86_400_000,
  "business hours": 3 * 3_600_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
};

/** Whether a duration is longer than anybody plans. */
export function isFar({ amount, unit }: Duration): boolean {
  return amount * UNIT_MS[unit] > AHEAD_MAX_MS;
}

/** Why a time that a person chose can't be: it is over, or too far away. Null: it can. */
export function wrongDate(at: Date, field: "due" | "review", now: Date): Refusal | null {
  if (at <= now) return { code: "date-past", field };
  return at.getTime() - now.getTime() > AHEAD_MAX_MS ? { code: "date-far", field } : null;
}
