import type { Context } from "#src/context.ts";
import { newTriggerId } from "#src/ids.ts";
import { findOrMakeClient, findOrMakeDeal } from "#db/deals.ts";
import { isFailedClaim, isUniqueViolation } from "#db/faults.ts";
import { closeEvidenceExceptions } from "#db/exceptions.ts";
import { IMPORT, importedRuns, knownDeals, nameDeal, storeImport } from "#db/imports.ts";
import { routingStatements } from "#db/triggers.ts";
import type { DealId, RunId } from "#domain/ids.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { ImportRow } from "#import/read-rows.ts";
import {
  IMPORT_TYPE,
  importKey,
  openingOf,
  snapshotOf,
  subjectOf,
  type ImportUnder,
} from "./import-opening.ts";
import { openRun } from "./open-run.ts";
import { nothingRouted } from "./route-trigger.ts";

export type RowImported =
  | { readonly ok: true; readonly run: RunId; readonly wasThere: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

const TRIES_MAX = 3;

/**
 * Imports one row: a run with its past, in one transaction. Whoever imports the row again, or died while it was imported,
 * finds it there or not at all. Where another system tells of its sale in the same moment, the two are one deal.
 */
export async function importRow(ctx: Context, row: ImportRow, under: ImportUnder): Promise<RowImported> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    try {
      return await tryRow(ctx, row, under);
    } catch (error) {
      // A key came to name another deal between our look and our write: the next try sees that.
      if (!isFailedClaim(error, "every name of the sale means this deal")) throw error;
    }
  }
  throw new Error(
    `Row ${row.number} was not imported: by now its ids name more than one sale. The same command says which`,
  );
}

async function tryRow(ctx: Context, row: ImportRow, under: ImportUnder): Promise<RowImported> {
  const { db, workspace, now } = ctx;
  const { externalId, client: name, segment, playbook, owner, started, written } = row;
  const client = await findOrMakeClient(db, workspace, { name, segment });
  const deal = await dealOf(ctx, row);
  const trigger = newTriggerId();
  const stored = { id: trigger, externalId, event: { row: row.number, written }, occurredAt: started };
  try {
    const decision = await openRun(ctx, {
      ...openingOf(row, under),
      client: client.id,
      deal,
      trigger,
      role: playbook.owner,
      subject: subjectOf(row),
      key: importKey(row),
      also:
        ({ run }) =>
        (tx) => [
          tx`update baton.deals set client_id = ${client.id} where workspace_id = ${workspace} and id = ${deal}`,
          ...nameDeal(tx, workspace, deal, row),
          closeEvidenceExceptions(tx, workspace, deal, now),
          storeImport(tx, workspace, stored, now),
          ...routingStatements(
            tx,
            workspace,
            trigger,
            {
              ...nothingRouted,
              outcome: "opened",
              type: IMPORT_TYPE,
              release: under.release,
              playbook: playbook.playbook,
              owner,
              snapshot: snapshotOf(row),
              dealId: deal,
              runId: run,
            },
            now,
          ),
        ],
    });
    return decision.ok ? { ok: true, run: decision.run.id, wasThere: false } : decision;
  } catch (error) {
    // It was imported before, or somebody else imports it in the same moment.
    if (!["runs", "intents", "triggers"].some((table) => isUniqueViolation(error, table))) throw error;
    const there = (await importedRuns(db, workspace, [externalId])).get(externalId);
    if (!there) {
      const problem = `Row ${row.number} was not imported: its sale got an onboarding meanwhile. The same command says which`;
      throw new Error(problem, { cause: error });
    }
    return { ok: true, run: there.run, wasThere: true };
  }
}

/** The deal that another system has told of already, such as by a payment that waits for its run; else a new one. */
async function dealOf({ db, workspace, now }: Context, { externalId, deals }: ImportRow): Promise<DealId> {
  const [known] = deals.length > 0 ? await knownDeals(db, workspace, deals) : [];
  return known?.deal ?? findOrMakeDeal(db, workspace, { namespace: IMPORT, externalId }, now);
}
