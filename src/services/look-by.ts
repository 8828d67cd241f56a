import { addDuration } from "#domain/calendar.ts";

/** How long somebody has to look at something that came in and belongs to no run. */
const LOOK_WITHIN = { amount: 1, unit: "days" } as const;

/** "1 days" needs no working hours: it is counted on the wall clock of UTC. */
const ALWAYS_OPEN = { timezone: "UTC", hours: [], holidays: [] } as const;

/** When somebody must have looked at what came in now and belongs to no run. */
export function lookBy(now: Date): Date {
  return addDuration(ALWAYS_OPEN, now, LOOK_WITHIN);
}
