import type { Context } from "#src/context.ts";
import { besideRun } from "#db/beside-run.ts";
import { historyOf, placeOf, routingOf, type RoutingRecord, type RunPlace } from "#db/history.ts";
import { readRun as readAggregate } from "#db/runs.ts";
import type { RunEvent } from "#domain/event.ts";
import type { RunId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";

export type RunSeen = { readonly run: Run } & RunPlace;

/** A run as it is now, whose it is, and where its thread is; null: there is none of that id in this workspace. */
export async function readRun(ctx: Context, id: RunId): Promise<RunSeen | null> {
  const [{ read }, place] = await Promise.all([
    readAggregate(ctx.db, ctx.workspace, id, null),
    placeOf(ctx.db, ctx.workspace, id),
  ]);
  return read && place && { run: read.run, ...place };
}

/** What is said of a run that stands elsewhere. */
export function readBeside(ctx: Context, run: Run): ReturnType<typeof besideRun> {
  return besideRun(ctx.db, run);
}

/** Why a run was opened as it was: the decision with what it saw; null for a run that no rule opened. */
export function readRouting(ctx: Context, id: RunId): Promise<RoutingRecord | null> {
  return routingOf(ctx.db, ctx.workspace, id);
}

export type AuditPage = {
  readonly events: readonly { event: RunEvent; hash: Buffer }[];
  readonly total: number;
};

/** The last events of a run, the oldest of them first. */
export function readAudit(ctx: Context, id: RunId, atMost: number): Promise<AuditPage> {
  return historyOf(ctx.db, ctx.workspace, id, atMost);
}
