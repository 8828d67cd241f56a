import type { Db } from "#db/client.ts";
import { nextDeadline } from "#db/deadlines.ts";
import { moveClock } from "#db/demo-clock.ts";
import type { MoveClock } from "#web/routes.ts";
import type { MovableClock } from "./clock.ts";

/** Moves the demo's clock forward, keeps how far in the database, and meets what became due before it answers. */
export async function moveTime(
  db: Db,
  clock: MovableClock,
  move: MoveClock,
  sweep: () => Promise<number>,
): Promise<{ now: Date; met: number }> {
  const byMs = "byMs" in move ? move.byMs : await untilNextDeadline(db, clock.now());
  if (byMs > 0) clock.setOffset(await moveClock(db, byMs));
  return { now: clock.now(), met: await sweep() };
}

async function untilNextDeadline(db: Db, now: Date): Promise<number> {
  const next = await nextDeadline(db);
  return next ? Math.max(0, next.getTime() - now.getTime()) : 0;
}
