import { Temporal } from "temporal-polyfill";
import type { Place } from "#db/past-triggers.ts";
import { TriggerIdSchema } from "#src/ids.ts";

/** How far back a replay looks: so many days, or from a date on. */
export type Since = { readonly days: number } | { readonly date: string };

const DAYS_MAX = 3660;
const DAY_MS = 86_400_000;
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\/(trg_\w+)$/;

/** `90d` or `2026-09-01`; undefined: it is neither. */
export function readSince(typed: string): Since | undefined {
  const days = Number(/^([1-9]\d{0,3})d$/.exec(typed)?.[1]);
  if (days <= DAYS_MAX) return { days };
  return midnightOf(typed, "UTC") ? { date: typed } : undefined;
}

/** A date begins at midnight where the workspace is. */
export function instantOf(since: Since, now: Date, timezone: string): Date {
  if ("days" in since) return new Date(now.getTime() - since.days * DAY_MS);
  const at = midnightOf(since.date, timezone);
  if (!at) throw new Error(`${since.date} is no date`);
  return at;
}

/** Where a stopped replay goes on, as it is shown: when the last trigger was received, and its id. */
export function placeText({ receivedAt, id }: Place): string {
  return `${receivedAt.toISOString()}/${id}`;
}

/** Undefined: it is none. */
export function readPlace(typed: string): Place | undefined {
  const [, at = "", trigger = ""] = PLACE.exec(typed) ?? [];
  const id = TriggerIdSchema.safeParse(trigger);
  const receivedAt = new Date(at);
  return id.success && !Number.isNaN(receivedAt.getTime()) ? { receivedAt, id: id.data } : undefined;
}

function midnightOf(date: string, timezone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) return null;
  try {
    return new Date(Temporal.PlainDate.from(date).toZonedDateTime(timezone).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
