import type { Context } from "#src/context.ts";
import { clientKeyOf, newTriggerId } from "#src/ids.ts";
import { handStartValues, HAND_START } from "#book/known-values.ts";
import { routeTrigger as tryRules } from "#book/route.ts";
import { didYouMean } from "#book/suggest.ts";
import { inWorkspace } from "#db/client.ts";
import { segmentsOf } from "#db/clients.ts";
import { BY_HAND, findOrMakeClient, findOrMakeDeal, runOpenedBy, runsOfClient } from "#db/deals.ts";
import { isUniqueViolation } from "#db/faults.ts";
import { findCurrentRelease } from "#db/releases.ts";
import { routingStatements, storeTriggers } from "#db/triggers.ts";
import type { Book, Playbook } from "#domain/book.ts";
import type { RunId } from "#domain/ids.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import { openRun } from "./open-run.ts";
import { releaseOf } from "./release-of.ts";
import { nothingRouted } from "./route-trigger.ts";

export type Started =
  | { readonly ok: true; readonly run: RunId; readonly wasOpen: boolean }
  | {
      readonly ok: false;
      readonly problem: "no-such-playbook";
      readonly typed: string;
      readonly playbooks: readonly string[];
      readonly hint: string;
    }
  | { readonly ok: false; readonly problem: "rule-failed"; readonly rule: string; readonly error: string }
  | { readonly ok: false; readonly problem: "not-allowed" };

export type Start = { readonly client: string; readonly playbook: string | null; readonly key: string };

const { source: SOURCE, type: TYPE } = HAND_START;
/** A longer name is cut. */
export const CLIENT_NAME_MAX = 120;

/**
 * Opens a run because a person says so: for a client without an open one, by the playbook they name or the one that the
 * rules give. A client whose last run is over begins anew. Asked twice at once, it opens one run.
 */
export async function startByHand(ctx: Context, start: Start): Promise<Started> {
  if (ctx.by.kind !== "person" || !ctx.by.internal) return { ok: false, problem: "not-allowed" };
  const release = await findCurrentRelease(ctx.db, ctx.workspace);
  if (!release) throw new Error(`Workspace ${ctx.workspace} has no release`);
  const book = await releaseOf(ctx.db, ctx.workspace, release.number);
  const name = start.client.trim().slice(0, CLIENT_NAME_MAX);
  const key = clientKeyOf(name);
  const segment = (await segmentsOf(ctx.db, ctx.workspace, [key])).get(key) ?? null;
  const known = { ...nothingKnown, client: { ...nothingKnown.client, name, segment } };
  const chosen = choosePlaybook(book, start.playbook, known, ctx.now);
  if (!chosen.ok) return chosen;
  const { playbook, role, rule, tried } = chosen;

  const client = await findOrMakeClient(ctx.db, ctx.workspace, { name, segment: null });
  const deal = await findOrMakeDeal(
    ctx.db,
    ctx.workspace,
    { namespace: BY_HAND, externalId: client.key },
    ctx.now,
  );
  const { open, generation } = await runsOfClient(ctx.db, ctx.workspace, client.id, deal);
  if (open) {
    const mine = await runOpenedBy(ctx.db, ctx.workspace, start.key);
    return { ok: true, run: open, wasOpen: mine !== open };
  }

  const trigger = await storeStart(ctx, start);
  try {
    const decision = await openRun(ctx, {
      client: client.id,
      deal,
      generation: generation + 1,
      trigger,
      occurredAt: ctx.now,
      playbook,
      role,
      book,
      release: release.number,
      parent: null,
      subject: {
        client: { key: client.key, name, segment },
        trigger: { type: TYPE, source: SOURCE, occurred_at: ctx.now.toISOString() },
        snapshot: known,
      },
      key: start.key,
      also:
        ({ run, choice }) =>
        (tx) => [
          tx`update baton.deals set client_id = ${client.id} where workspace_id = ${ctx.workspace} and id = ${deal}`,
          ...routingStatements(
            tx,
            ctx.workspace,
            trigger,
            {
              ...nothingRouted,
              outcome: "opened",
              type: TYPE,
              release: release.number,
              rule,
              playbook: playbook.playbook,
              role,
              owner: choice.owner,
              missingRole: choice.missingRole,
              tried,
              considered: choice.considered,
              snapshot: known,
              dealId: deal,
              runId: run,
            },
            ctx.now,
          ),
        ],
    });
    return decision.ok
      ? { ok: true, run: decision.run.id, wasOpen: false }
      : { ok: false, problem: "not-allowed" };
  } catch (error) {
    // Somebody else, or the same request sent again, opened it in the same moment.
    if (!isUniqueViolation(error, "runs") && !isUniqueViolation(error, "intents")) throw error;
    const same = await runOpenedBy(ctx.db, ctx.workspace, start.key);
    if (same) return { ok: true, run: same, wasOpen: false };
    const { open: theirs } = await runsOfClient(ctx.db, ctx.workspace, client.id, deal);
    // Theirs is over already, and this one begins anew.
    return theirs ? { ok: true, run: theirs, wasOpen: true } : startByHand(ctx, start);
  }
}

type Chosen =
  | { ok: true; playbook: Playbook; role: string; rule: string | null; tried: readonly unknown[] }
  | Extract<Started, { ok: false }>;

function choosePlaybook(book: Book, typed: string | null, known: Snapshot, now: Date): Chosen {
  if (typed !== null) {
    const name = typed.toLowerCase();
    // What everything has, such as a constructor, is no playbook.
    const playbook = Object.hasOwn(book.playbooks, name) ? book.playbooks[name] : undefined;
    const playbooks = Object.keys(book.playbooks);
    if (!playbook)
      return { ok: false, problem: "no-such-playbook", typed, playbooks, hint: didYouMean(typed, playbooks) };
    return { ok: true, playbook, role: playbook.owner, rule: null, tried: [] };
  }
  const routed = tryRules(book.routing, handStartValues(known.client, now));
  if (routed.outcome === "held")
    return { ok: false, problem: "rule-failed", rule: routed.rule, error: routed.error };
  const playbook = book.playbooks[routed.playbook];
  if (!playbook) throw new Error(`The release has no playbook ${routed.playbook}`);
  return { ok: true, playbook, role: routed.owner ?? playbook.owner, rule: routed.rule, tried: routed.tried };
}

async function storeStart(ctx: Context, { client, playbook, key }: Start) {
  const trigger = { id: newTriggerId(), dedupeKey: key, occurredAt: ctx.now, event: { client, playbook } };
  const [stored] = await inWorkspace(ctx.db, ctx.workspace, (tx) =>
    storeTriggers(tx, ctx.workspace, SOURCE, [trigger], ctx.now),
  );
  if (!stored) throw new Error("A start by hand was not stored");
  return stored.id;
}

const nothingKnown = {
  client: { externalId: null, name: "", segment: null },
  contract: { value: null, currency: null },
  deal: { name: null, stage: null },
} as const;
