import type { Context } from "#src/context.ts";
import { subjectValues } from "#book/known-values.ts";
import { mapEvent, type Mapped } from "#book/map-event.ts";
import { routeTrigger as tryRules } from "#book/route.ts";
import { batchInWorkspace } from "#db/client.ts";
import { segmentsOf } from "#db/clients.ts";
import { findOrMakeClient, findOrMakeDeal, firstRunOf } from "#db/deals.ts";
import { closeEvidenceExceptions, openTriggerException } from "#db/exceptions.ts";
import { isUniqueViolation } from "#db/faults.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { readCrew } from "#db/runs.ts";
import {
  findTrigger,
  routingStatements,
  saveSnapshot,
  saveTriggerError,
  type RoutingRow,
  type Trigger,
} from "#db/triggers.ts";
import type { Book, Source } from "#domain/book.ts";
import type { DealId, TriggerId } from "#domain/ids.ts";
import type { ExceptionType } from "#domain/run.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import type { Subject } from "#db/subjects.ts";
import { chaseAt } from "./chase-evidence.ts";
import { lookBy } from "./look-by.ts";
import { openRun } from "./open-run.ts";
import { releaseOf } from "./release-of.ts";

/** The source of what other programs send in Baton's own words. No source of a book has that name. */
export const API_SOURCE = "api";
/** How long evidence may wait whose source has no place in the book. */
const EVIDENCE_WAITS = { amount: 3, unit: "business days" } as const;

export type Step =
  | { readonly step: "done" }
  /** The body lacks what the rules need: it is to be read back from the source first. */
  | { readonly step: "read-back"; readonly source: Source; readonly event: unknown };

/** Takes a trigger as far as it can go: to its run, to its deal as evidence, or to a person. Routed triggers stay as they are. */
export async function routeTrigger(ctx: Context, id: TriggerId): Promise<Step> {
  const trigger = await findTrigger(ctx.db, ctx.workspace, id);
  if (!trigger) throw new Error(`Trigger ${id} is not there`);
  if (trigger.status !== "stored") return { step: "done" };
  const release = await findCurrentRelease(ctx.db, ctx.workspace);
  if (!release) throw new Error(`Workspace ${ctx.workspace} has no release`);
  const book = await releaseOf(ctx.db, ctx.workspace, release.number);
  const meant = await meaningOf(ctx, trigger, book);
  const seen = { ...nothingRouted, release: release.number };
  if (meant.outcome === "ignored") return settle(ctx, trigger, { ...seen, outcome: "ignored" });
  if (meant.outcome === "error")
    return hold(ctx, trigger, { ...seen, type: meant.type }, "data_mismatch", meant.error);
  const { type, opens, deal, source } = meant;
  const known = { ...seen, type, dealId: deal };
  if (!opens)
    return settle(ctx, trigger, {
      ...known,
      outcome: "evidence",
      chaseAt: chaseAt(book, source?.evidenceWaits ?? EVIDENCE_WAITS, trigger.received_at),
    });
  const run = await firstRunOf(ctx.db, ctx.workspace, deal);
  if (run) return settle(ctx, trigger, { ...known, outcome: "joined", runId: run });
  if (trigger.snapshot) return open(ctx, trigger, trigger.snapshot, { book, type, known, deal });
  if (!source) throw new Error(`Trigger ${id} opens, and nobody said what`);
  return { step: "read-back", source, event: trigger.event };
}

type Meant =
  | Exclude<Mapped, { outcome: "mapped" }>
  | {
      readonly outcome: "meant";
      readonly type: string;
      readonly opens: boolean;
      readonly deal: DealId;
      /** Null: who sent it said themselves what it means. */
      readonly source: Source | null;
    };

/** What a trigger is in the book's words. */
async function meaningOf(ctx: Context, trigger: Trigger, book: Book): Promise<Meant> {
  const { type, opens, deal_id: deal } = trigger;
  if (trigger.source === API_SOURCE) {
    if (type === null || deal === null) throw new Error(`Trigger ${trigger.id} came without its meaning`);
    return { outcome: "meant", type, opens, deal, source: null };
  }
  const source = book.sources[trigger.source];
  if (!source) return { outcome: "ignored" };
  const mapped = mapEvent(source, trigger.event);
  if (mapped.outcome !== "mapped") return mapped;
  const found = await findOrMakeDeal(ctx.db, ctx.workspace, mapped.deal, ctx.now);
  return { outcome: "meant", type: mapped.type, opens: mapped.opens, deal: found, source };
}

/** Freezes what was read back; routing goes on from it. */
export function freezeSnapshot(ctx: Context, id: TriggerId, snapshot: Snapshot): Promise<void> {
  return saveSnapshot(ctx.db, ctx.workspace, id, snapshot);
}

/** Keeps why a trigger still waits: its source did not answer. */
export function noteWaiting(ctx: Context, id: TriggerId, problem: string): Promise<void> {
  return saveTriggerError(ctx.db, ctx.workspace, id, problem);
}

/** Gives up on a trigger: a person hears of it, as an exception. */
export async function giveUpRouting(
  ctx: Context,
  id: TriggerId,
  type: ExceptionType,
  reason: string,
): Promise<void> {
  const trigger = await findTrigger(ctx.db, ctx.workspace, id);
  const release = await findCurrentRelease(ctx.db, ctx.workspace);
  if (trigger?.status !== "stored" || !release) return;
  await hold(ctx, trigger, { ...nothingRouted, release: release.number }, type, reason);
}

type Routing = { book: Book; type: string; known: RoutingRow; deal: DealId };

async function open(
  ctx: Context,
  trigger: Trigger,
  snapshot: Snapshot,
  { book, type, known, deal }: Routing,
): Promise<Step> {
  const client = await findOrMakeClient(ctx.db, ctx.workspace, snapshot.client);
  const { name, segment: said } = snapshot.client;
  // Where the source says nothing of a segment, the client is in the one that it was in.
  const segment = said ?? (await segmentsOf(ctx.db, ctx.workspace, [client.key])).get(client.key) ?? null;
  const seen = { ...snapshot, client: { ...snapshot.client, segment } };
  const subject: Subject = {
    client: { key: client.key, name, segment },
    trigger: { type, source: trigger.source, occurred_at: trigger.occurred_at.toISOString() },
    snapshot: seen,
  };
  const routed = tryRules(book.routing, subjectValues(book, subject));
  const tried = { ...known, snapshot: seen, tried: routed.tried, rule: routed.rule };
  if (routed.outcome === "held") {
    return hold(
      ctx,
      trigger,
      tried,
      "data_mismatch",
      `Rule ${routed.rule} could not be worked out: ${routed.error}`,
    );
  }
  const playbook = book.playbooks[routed.playbook];
  if (!playbook) throw new Error(`Release ${known.release} has no playbook ${routed.playbook}`);
  const role = routed.owner ?? playbook.owner;
  try {
    await openRun(ctx, {
      client: client.id,
      deal,
      generation: 1,
      trigger: trigger.id,
      occurredAt: trigger.occurred_at,
      playbook,
      role,
      book,
      release: known.release,
      parent: null,
      subject,
      key: `trigger:${trigger.id}`,
      also:
        ({ run, choice }) =>
        (tx) => [
          tx`update baton.deals set client_id = ${client.id}, name = ${snapshot.deal.name}
          where workspace_id = ${ctx.workspace} and id = ${deal}`,
          closeEvidenceExceptions(tx, ctx.workspace, deal, ctx.now),
          ...routingStatements(
            tx,
            ctx.workspace,
            trigger.id,
            {
              ...tried,
              outcome: "opened",
              playbook: playbook.playbook,
              role,
              owner: choice.owner,
              missingRole: choice.missingRole,
              considered: choice.considered,
              runId: run,
            },
            ctx.now,
          ),
        ],
    });
    return { step: "done" };
  } catch (error) {
    // Another trigger of the same deal opened the run in the same moment: this one joins it.
    if (isUniqueViolation(error, "runs") || isUniqueViolation(error, "intents"))
      return routeTrigger(ctx, trigger.id);
    throw error;
  }
}

async function settle(ctx: Context, { id }: Trigger, row: RoutingRow): Promise<Step> {
  const told = row.dealId
    ? await ctx.queue(ctx.workspace, [{ queue: "signal", deal: row.dealId }])
    : () => [];
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    ...routingStatements(tx, ctx.workspace, id, row, ctx.now),
    ...told(tx),
  ]);
  ctx.log.info({ trigger: id, outcome: row.outcome, deal: row.dealId }, "trigger routed");
  return { step: "done" };
}

async function hold(
  ctx: Context,
  { id }: Trigger,
  row: RoutingRow,
  type: ExceptionType,
  reason: string,
): Promise<Step> {
  const { fallbackOwner } = await readCrew(ctx.db, ctx.workspace);
  await batchInWorkspace(ctx.db, ctx.workspace, (tx) => [
    ...routingStatements(tx, ctx.workspace, id, { ...row, outcome: "held" }, ctx.now),
    openTriggerException(tx, ctx.workspace, {
      trigger: id,
      type,
      owner: fallbackOwner,
      reason,
      dueAt: lookBy(ctx.now),
      openedAt: ctx.now,
    }),
  ]);
  ctx.log.warn({ trigger: id, exception: type }, "trigger held");
  return { step: "done" };
}

export const nothingRouted: RoutingRow = {
  outcome: "held",
  type: null,
  release: 0,
  rule: null,
  playbook: null,
  role: null,
  owner: null,
  missingRole: null,
  tried: [],
  considered: [],
  snapshot: {},
  dealId: null,
  runId: null,
  chaseAt: null,
};
