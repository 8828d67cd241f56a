import type { Context } from "#src/context.ts";
import { deleteAnswers } from "#db/answers.ts";

/** For how long the same key gives the first answer again. */
const KEPT_MS = 30 * 86_400_000;

/** Forgets answers to intents and to other programs' requests that are 30 days old, once a day over all processes. Answers with how many. */
export async function expireAnswers(ctx: Context): Promise<number> {
  const day = ctx.now.toISOString().slice(0, "2026-01-31".length);
  const answeredBefore = new Date(ctx.now.getTime() - KEPT_MS);
  const expired = await deleteAnswers(ctx.db, ctx.workspace, { period: day, answeredBefore, now: ctx.now });
  if (expired > 0) ctx.log.info({ answers: expired }, "answers expired");
  return expired;
}
