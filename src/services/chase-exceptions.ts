import { batchInWorkspace } from "#db/client.ts";
import { overdueHeld } from "#db/held-triggers.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { tell } from "#db/workspace-notices.ts";
import { dateOf, isOpen } from "#domain/calendar.ts";
import type { Context } from "#src/context.ts";
import { calendarOfNoRun } from "./look-by.ts";
import { releaseOf } from "./release-of.ts";

/** As often as for an exception of a run. */
const CALLS_MAX = 10;
/** One chase ends: what is left is found by the next. */
const CHASED_MAX = 200;

/**
 * Calls the owner and the operators about every trigger that led nowhere and that nobody has settled in time: each working
 * day once, when work begins. Answers with how many there were.
 */
export async function chaseExceptions(ctx: Context): Promise<number> {
  const { db, workspace, now } = ctx;
  const release = await findCurrentRelease(db, workspace);
  if (!release) return 0;
  const calendar = calendarOfNoRun(await releaseOf(db, workspace, release.number));
  if (!isOpen(calendar, now)) return 0;
  const day = dateOf(calendar, now);
  const overdue = await overdueHeld(db, workspace, { now, day, callsMax: CALLS_MAX, atMost: CHASED_MAX });
  for (const { exception, recipients } of overdue) {
    // Several processes may do this at once: what is told already is not told again.
    await batchInWorkspace(db, workspace, (tx) => [
      tell(tx, workspace, { kind: "held-trigger-overdue", about: exception, day, to: recipients, at: now }),
    ]);
    ctx.log.warn({ exception, day }, "exception overdue");
  }
  if (overdue.length > 0) ctx.wake();
  return overdue.length;
}
