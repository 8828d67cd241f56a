import type { Context } from "#src/context.ts";
import { newTriggerId } from "#src/ids.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { inWorkspace } from "#db/client.ts";
import { dealOfRun, findOrMakeDeal } from "#db/deals.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { storeTriggers, type Meaning } from "#db/triggers.ts";
import type { RunId, TriggerId } from "#domain/ids.ts";
import type { WorkspaceRefusal } from "#domain/may-in-workspace.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import { whyNotAsk } from "./may-ask.ts";
import { releaseOf } from "./release-of.ts";
import { API_SOURCE } from "./route-trigger.ts";

type Common = {
  readonly type: string;
  /** Null: now. */
  readonly occurredAt: Date | null;
  /** By which the same one is known when it comes again. */
  readonly dedupeKey: string;
  /** What else its sender says: conditions of tasks that wait for it may ask. */
  readonly event: Readonly<Record<string, unknown>>;
};

/** A key by which another system names a deal. */
export type DealKey = { readonly namespace: string; readonly externalId: string };

/** Something that happened outside, in Baton's own words. */
export type SentTrigger = Common & {
  readonly deal: DealKey;
  readonly snapshot: Snapshot;
  /** Whether it may open a run; null: where a source of the book says so of its type. */
  readonly opens: boolean | null;
};

/** Something that tasks of a run, or of a deal's runs, wait for. */
export type SentSignal = Common & { readonly of: RunId | DealKey };

export type Sent =
  | { readonly ok: true; readonly id: TriggerId; readonly duplicate: boolean }
  | {
      readonly ok: false;
      readonly refusal:
        | WorkspaceRefusal
        | { readonly code: "no-such-type"; readonly problem: string }
        | { readonly code: "no-such-run" };
    };

/** Stores what another program says has happened, once by its key, and has it routed as any other trigger. */
export async function sendTrigger(
  ctx: Context,
  { deal, snapshot, opens, ...sent }: SentTrigger,
): Promise<Sent> {
  const refused = await refusalOf(ctx, sent.type);
  if (refused) return refused;
  const means = {
    type: sent.type,
    opens: opens ?? (await opensByBook(ctx, sent.type)),
    deal: await findOrMakeDeal(ctx.db, ctx.workspace, deal, ctx.now),
    snapshot,
  };
  return store(ctx, sent, means);
}

/** Stores evidence for a deal, once by its key; the deal's open runs are told of it, and a wait that it ends goes on. */
export async function sendSignal(ctx: Context, { of, ...sent }: SentSignal): Promise<Sent> {
  const refused = await refusalOf(ctx, sent.type);
  if (refused) return refused;
  const deal =
    typeof of === "string"
      ? await dealOfRun(ctx.db, ctx.workspace, of)
      : await findOrMakeDeal(ctx.db, ctx.workspace, of, ctx.now);
  if (!deal) return { ok: false, refusal: { code: "no-such-run" } };
  return store(ctx, sent, { type: sent.type, opens: false, deal, snapshot: null });
}

async function store(
  ctx: Context,
  { dedupeKey, occurredAt, event }: Common,
  means: Meaning,
): Promise<Sent & { ok: true }> {
  const id = newTriggerId();
  const queued = await ctx.queue(ctx.workspace, [{ queue: "route", trigger: id }]);
  const sentBy = ctx.by.kind === "person" ? ctx.by.id : null;
  const one = { id, dedupeKey, occurredAt: occurredAt ?? ctx.now, event, means, sentBy };
  const stored = await inWorkspace(ctx.db, ctx.workspace, async (tx) => {
    const [first] = await storeTriggers(tx, ctx.workspace, API_SOURCE, [one], ctx.now);
    if (first && !first.duplicate) await Promise.all(queued(tx));
    return first;
  });
  if (!stored) throw new Error("A trigger was not stored");
  ctx.log.info({ source: API_SOURCE, trigger: stored.id, duplicate: stored.duplicate }, "trigger accepted");
  return { ok: true, ...stored };
}

async function refusalOf(ctx: Context, type: string): Promise<(Sent & { ok: false }) | null> {
  const refusal = await whyNotAsk(ctx, { type: "send-trigger" });
  if (refusal) return { ok: false, refusal };
  const read = TypeSchema.safeParse(type);
  if (read.success) return null;
  const problem = read.error.issues[0]?.message ?? "";
  return { ok: false, refusal: { code: "no-such-type", problem } };
}

/** Whether a source of the current book opens runs by this type. */
async function opensByBook(ctx: Context, type: string): Promise<boolean> {
  const release = await findCurrentRelease(ctx.db, ctx.workspace);
  if (!release) throw new Error(`Workspace ${ctx.workspace} has no release`);
  const { sources } = await releaseOf(ctx.db, ctx.workspace, release.number);
  return Object.values(sources).some(({ events }) => events.some((one) => one.type === type && one.opens));
}
