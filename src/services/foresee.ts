import type { Context } from "#src/context.ts";
import { placeOf } from "#db/history.ts";
import { readRun } from "#db/runs.ts";
import { decide } from "#domain/decide.ts";
import type { RunId } from "#domain/ids.ts";
import type { Ask } from "#domain/intent.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { Run } from "#domain/run.ts";
import { actorOf } from "./change-run.ts";
import { factsFrom } from "./facts-from.ts";
import type { RunSeen } from "./read-run.ts";
import { releaseOf } from "./release-of.ts";

/** A run as it is and as it would be, and what would stand in the way of an intent; null: nothing. */
export type Foreseen = RunSeen & { readonly refusal: Refusal | null; readonly after: Run };

/** What would come of asking that of a run. Changes nothing; null: there is no such run. */
export async function foresee(ctx: Context, id: RunId, ask: Ask): Promise<Foreseen | null> {
  const [{ read, crew }, place] = await Promise.all([
    readRun(ctx.db, ctx.workspace, id, null),
    placeOf(ctx.db, ctx.workspace, id),
  ]);
  if (!read || !place) return null;
  const book = await releaseOf(ctx.db, ctx.workspace, read.run.release);
  const facts = factsFrom(book, crew, ctx.now, read);
  const decision = decide(read.run, { ...ask, by: actorOf(ctx, crew), key: "foreseen" }, facts);
  return {
    run: read.run,
    ...place,
    refusal: decision.ok ? null : decision.refusal,
    after: decision.ok ? decision.run : read.run,
  };
}
