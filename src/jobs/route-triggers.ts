import { setTimeout } from "node:timers/promises";
import type { Job, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Context } from "#src/context.ts";
import { TriggerIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import type { Source } from "#domain/book.ts";
import type { TriggerId, WorkspaceId } from "#domain/ids.ts";
import type { EnqueueRouting } from "#services/accept-triggers.ts";
import { freezeSnapshot, giveUpRouting, noteWaiting, routeTrigger } from "#services/route-trigger.ts";
import { sourceOfKind } from "#sources/by-kind.ts";
import type { SourceApi } from "#sources/source.ts";
import { ROUTE_TRIGGER, ROUTE_TRIGGER_DEAD } from "./boss.ts";

/** The longest pause that a source may ask for: it keeps a worker waiting, which holds the others of its kind back as well. */
const PAUSE_MAX_MS = 20_000;

const JobSchema = z.object({ workspace: WorkspaceIdSchema, id: TriggerIdSchema });

/** The context of a job in that workspace, as of now. */
export type SystemContext = (workspace: WorkspaceId) => Context;
/** Where a source is read back from, and with which token; null: it has nothing to ask. */
export type ApiOf = (source: Source) => SourceApi | null;

/** Makes the jobs in the transaction that stores the triggers, so that neither is there without the other. */
export function enqueueRouting(boss: PgBoss): EnqueueRouting {
  return async (tx, workspace, triggers) => {
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => ({
        rows: await tx.unsafe(text, values as never[]),
      }),
    };
    await boss.insert(
      ROUTE_TRIGGER,
      triggers.map((id) => ({ data: { workspace, id } })),
      { db },
    );
  };
}

/** Works on triggers, several at a time; a job that fails is tried again later, with growing pauses. */
export async function workOnTriggers(boss: PgBoss, contextOf: SystemContext, apiOf: ApiOf): Promise<void> {
  const options = {
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
    heartbeatRefreshSeconds: 3,
    localConcurrency: 4,
  };
  await boss.work(ROUTE_TRIGGER, options, async (jobs: Job[]) => {
    for (const { data, signal } of jobs) {
      const { workspace, id } = JobSchema.parse(data);
      await route(contextOf(workspace), id, apiOf, signal);
    }
  });
  await boss.work(ROUTE_TRIGGER_DEAD, options, async (jobs: Job[]) => {
    for (const { data } of jobs) {
      const { workspace, id } = JobSchema.parse(data);
      await giveUpRouting(
        contextOf(workspace),
        id,
        "transient",
        "Its source did not answer, and we have stopped asking",
      );
    }
  });
}

async function route(ctx: Context, id: TriggerId, apiOf: ApiOf, signal: AbortSignal): Promise<void> {
  const step = await routeTrigger(ctx, id);
  if (step.step === "done") return;
  const { source, event } = step;
  const read = await sourceOfKind[source.kind].readBack(event, apiOf(source), signal);
  if (read.ok) {
    const { client, ...snapshot } = read.snapshot;
    const name = client.name ?? snapshot.deal.name;
    if (name === null)
      return giveUpRouting(ctx, id, "data_mismatch", "Neither the company nor the deal has a name");
    await freezeSnapshot(ctx, id, { ...snapshot, client: { ...client, name } });
    await routeTrigger(ctx, id);
    return;
  }
  if (read.failure === "permanent") return giveUpRouting(ctx, id, "data_mismatch", read.reason);
  await noteWaiting(ctx, id, read.reason);
  // Kept here, since the job engine's own pause knows nothing of it.
  if (read.retryAfterMs !== null)
    await setTimeout(Math.min(read.retryAfterMs, PAUSE_MAX_MS), null, { signal });
  throw new SourceUnavailable(source.source, read.reason);
}

/** Thrown so that the job engine tries again. */
class SourceUnavailable extends Error {
  override readonly name = "SourceUnavailable";

  constructor(source: string, reason: string) {
    super(`${source} could not be read: ${reason}`);
  }
}
