import type { Context } from "#src/context.ts";
import { clientKeyOf, newClientId, newDealId, newRunId } from "#src/ids.ts";
import { segmentsOf } from "#db/clients.ts";
import {
  importedRuns,
  knownDeals,
  openRunsOfClients,
  type Imported,
  type OpenOfClient,
} from "#db/imports.ts";
import { readCrew, type Crew } from "#db/runs.ts";
import { heldTasksOf } from "#db/subjects.ts";
import { decide } from "#domain/decide.ts";
import type { RunEvent } from "#domain/event.ts";
import type { RunId, UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { missingResults } from "#import/missing-results.ts";
import { bySheetPlace, quoted, type SheetProblem } from "#import/problems.ts";
import type { ImportRow } from "#import/read-rows.ts";
import type { ImportRead } from "#import/sheet-import.ts";
import { actorOf } from "./change-run.ts";
import { factsFrom } from "./facts-from.ts";
import { importKey, openingOf, subjectOf, type ImportUnder } from "./import-opening.ts";
import { askToOpen, rolesOfAuto } from "./open-run.ts";
import { dealProblems, runProblems } from "./import-problems.ts";
import { withSegments } from "./import-segments.ts";

/** Thrown where whoever asks may not import. */
export class MayNotImport extends Error {
  override readonly name = "MayNotImport";
}

/** What would come of importing a sheet. With a problem, nothing of it is imported. */
export type ImportPlan = {
  readonly rows: readonly PlannedRow[];
  readonly known: readonly KnownRow[];
  readonly problems: readonly SheetProblem[];
  readonly warnings: readonly SheetProblem[];
};

/** A row and the run that it would be, as it would stand then. */
export type PlannedRow = { readonly row: ImportRow; readonly run: Run };

/** A row that was imported before, and in which columns it says something else by now. */
export type KnownRow = { readonly row: ImportRow; readonly run: RunId; readonly changed: readonly string[] };

export type PlanOptions = ImportUnder & {
  /** A client may have an onboarding beside one that did not come from this sheet. */
  readonly allowSecondRuns: boolean;
};

/** Works out what would come of importing a sheet's rows, by the rules that open runs. Writes nothing. */
export async function planImport(ctx: Context, read: ImportRead, options: PlanOptions): Promise<ImportPlan> {
  const { rows } = read;
  const { db, workspace } = ctx;
  const known = await importedRuns(
    db,
    workspace,
    rows.map(({ externalId }) => externalId),
  );
  const clients = [...new Set(rows.map(({ client }) => clientKeyOf(client)))];
  const open = await openRunsOfClients(db, workspace, clients);
  const crew = await readCrew(db, workspace);
  const roles = [...new Set(rows.flatMap(({ playbook }) => rolesOfAuto(playbook)))];
  const held = new Map(await heldTasksOf(db, workspace, roles));
  const { rows: news, warnings: otherSegments } = withSegments(
    rows.filter(({ externalId }) => !known.has(externalId)),
    await segmentsOf(db, workspace, clients),
    read.columns,
  );
  const planned = news.map((row) => {
    const { run, events } = opened(ctx, row, crew, held, options);
    countHeld(run, held);
    return { row, run, events };
  });
  const deals = await knownDeals(
    db,
    workspace,
    news.flatMap((row) => row.deals),
  );
  const problems = [
    ...planned.flatMap((one) => runProblems(one, read.columns)),
    ...news.flatMap((row) => dealProblems(row, deals, read.columns)),
  ];
  const ours = new Set(rows.map(({ externalId }) => externalId));
  const second = news.flatMap((row) => {
    const others = open.get(clientKeyOf(row.client)) ?? [];
    const other = others.find(({ externalIds }) => !externalIds.some((id) => ours.has(id)));
    return other ? [secondRunProblem(row, other, read, options.allowSecondRuns)] : [];
  });
  const warnings = [
    ...(options.allowSecondRuns ? second : []),
    ...planned.flatMap((one) => missingResults(one, read.columns)),
    ...sameClient(news, read),
    ...otherSegments,
  ];
  return {
    rows: planned,
    known: rows.flatMap((row) => knownRow(row, known.get(row.externalId)) ?? []),
    problems: [...read.problems, ...(options.allowSecondRuns ? [] : second), ...problems].toSorted(
      bySheetPlace,
    ),
    warnings: warnings.toSorted(bySheetPlace),
  };
}

type Opened = { readonly run: Run; readonly events: readonly RunEvent[] };

/** The run that a row would be, and what leads to it. Nobody is refused who may start one. */
function opened(
  ctx: Context,
  row: ImportRow,
  crew: Crew,
  held: ReadonlyMap<UserId, number>,
  under: ImportUnder,
): Opened {
  const facts = factsFrom(under.book, crew, ctx.now, { subject: subjectOf(row), held });
  const unstored = { client: newClientId(), deal: newDealId(), trigger: null };
  const choice = { owner: row.owner, missingRole: null };
  const ask = askToOpen(ctx.workspace, { ...openingOf(row, under), ...unstored }, newRunId(), choice);
  const decision = decide(null, { ...ask, by: actorOf(ctx, crew), key: importKey(row) }, facts);
  if (decision.ok) return decision;
  if (decision.refusal.code === "not-allowed") {
    throw new MayNotImport("Only operators import: a row may say that others have approved.");
  }
  throw new Error(`Row ${row.number} may not be opened: ${decision.refusal.code}`);
}

/** Whoever is given a task by one row holds one more when the next comes. */
function countHeld({ tasks }: Run, held: Map<UserId, number>): void {
  for (const task of tasks) {
    if (task.status === "claimed") held.set(task.assignee, (held.get(task.assignee) ?? 0) + 1);
  }
}

function knownRow(row: ImportRow, imported: Imported | undefined): KnownRow | null {
  if (!imported) return null;
  const { run, written } = imported;
  const columns = new Set([...Object.keys(row.written), ...Object.keys(written ?? {})]);
  const changed = [...columns].filter((column) => written && row.written[column] !== written[column]);
  return { row, run, changed };
}

/**
 * A client that has an onboarding from elsewhere would get another thread and another workspace. Where it is another sale,
 * whoever imports says so.
 */
function secondRunProblem(
  { number, client }: ImportRow,
  other: OpenOfClient,
  { columns }: ImportRead,
  isAllowed: boolean,
): SheetProblem {
  const what = `${quoted(client)} has an open onboarding that is not from this file: ${other.title}, ${other.run}`;
  const message = isAllowed
    ? `${what}. This one comes beside it`
    : `${what}. Take the row out; or where it is another sale, give --allow-second-runs`;
  return { row: number, column: columns.fields.get("client") ?? null, message };
}

/** Two sales to one client may be meant, or one that stands there twice. */
function sameClient(rows: readonly ImportRow[], { columns }: ImportRead): SheetProblem[] {
  const column = columns.fields.get("client") ?? null;
  return [...Map.groupBy(rows, ({ client }) => clientKeyOf(client)).values()].flatMap(([first, ...others]) =>
    others.map(({ number, client }) => ({
      row: number,
      column,
      message: `${quoted(client)} is also in row ${first?.number}: it gets an onboarding for each row`,
    })),
  );
}
