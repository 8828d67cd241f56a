import type { Context } from "#src/context.ts";
import { openEvidenceException } from "#db/exceptions.ts";
import { readCrew } from "#db/runs.ts";
import { evidenceToChase } from "#db/triggers.ts";
import type { Book, Duration } from "#domain/book.ts";
import { addDuration } from "#domain/calendar.ts";
import { calendarOfNoRun, lookBy } from "./look-by.ts";

/** One chase ends: what is left is found by the next. */
const CHASED_MAX = 200;

/**
 * Finds evidence that has waited for its deal longer than the book says, such as a payment for a deal that nobody has won,
 * and gives it to the fallback owner as an exception, once. Answers with how many were given.
 */
export async function chaseEvidence(ctx: Context): Promise<number> {
  const waiting = await evidenceToChase(ctx.db, ctx.workspace, ctx.now, CHASED_MAX);
  if (waiting.length === 0) return 0;
  const { fallbackOwner } = await readCrew(ctx.db, ctx.workspace);
  let opened = 0;
  for (const { id, source, type, deal_id, namespace, external_id } of waiting) {
    const isNews = await openEvidenceException(ctx.db, ctx.workspace, deal_id, {
      trigger: id,
      type: "data_mismatch",
      owner: fallbackOwner,
      reason: `${type} came from ${source} for ${namespace} ${external_id}, and no run of it has opened`,
      dueAt: lookBy(ctx.now),
      openedAt: ctx.now,
    });
    if (!isNews) continue;
    opened += 1;
    ctx.log.warn({ trigger: id, deal: deal_id }, "evidence without a run");
  }
  return opened;
}

/** Until when evidence may wait for a run. */
export function chaseAt(book: Book, waits: Duration, receivedAt: Date): Date {
  return addDuration(calendarOfNoRun(book), receivedAt, waits);
}
