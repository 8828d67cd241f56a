import type { Subject } from "#db/subjects.ts";
import type { Book } from "#domain/book.ts";
import type { Snapshot } from "#domain/snapshot.ts";
import type { ImportRow } from "#import/read-rows.ts";
import { clientKeyOf } from "#src/ids.ts";
import type { Opening } from "./open-run.ts";

/** The book that onboardings are imported under, and its number. */
export type ImportUnder = { readonly book: Book; readonly release: number };

/** Conditions and templates see an import as a start by hand. */
export const IMPORT_TYPE = "manual.start";

/** What opens the run of a row, but for what has to be stored first. */
export function openingOf(row: ImportRow, { book, release }: ImportUnder) {
  return {
    generation: 1,
    occurredAt: row.started,
    playbook: row.playbook,
    book,
    release,
    owner: row.owner,
    history: { dueAt: row.dueAt, tasks: row.tasks },
    parent: null,
  } satisfies Partial<Opening>;
}

/** By this a row is known should it be imported again. */
export function importKey({ externalId }: ImportRow): string {
  return `import:${externalId}`;
}

export function snapshotOf({ externalId, client, segment, contract }: ImportRow): Snapshot {
  return {
    client: { externalId, name: client, segment },
    contract,
    deal: { name: null, stage: null },
  };
}

export function subjectOf(row: ImportRow): Subject {
  const { client: name, segment, started } = row;
  return {
    client: { key: clientKeyOf(name), name, segment },
    trigger: { type: IMPORT_TYPE, source: "import", occurred_at: started.toISOString() },
    snapshot: snapshotOf(row),
  };
}
