import type { Context } from "#src/context.ts";
import { newTriggerId } from "#src/ids.ts";
import { findOrMakeClient, findOrMakeDeal } from "#db/deals.ts";
import { isUniqueViolation } from "#db/faults.ts";
import { IMPORT, importedRuns, storeImport } from "#db/imports.ts";
import { routingStatements } from "#db/triggers.ts";
import type { RunId } from "#domain/ids.ts";
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

/**
 * Imports one row: a run with its past, in one transaction. Whoever imports the row again, or died while it was imported,
 * finds it there or not at all.
 */
export async function importRow(ctx: Context, row: ImportRow, under: ImportUnder): Promise<RowImported> {
  const { db, workspace, now } = ctx;
  const { externalId, client: name, segment, playbook, owner, started, written } = row;
  const client = await findOrMakeClient(db, workspace, { name, segment });
  const deal = await findOrMakeDeal(db, workspace, { namespace: IMPORT, externalId }, now);
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
    if (!there) throw error;
    return { ok: true, run: there.run, wasThere: true };
  }
}
