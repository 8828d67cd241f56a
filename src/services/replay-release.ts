import {
  meaningOf,
  redecide,
  type Meaning,
  type PastDeal,
  type PastTrigger,
  type Redecided,
} from "#book/redecide.ts";
import { startTally, type Tally } from "#book/replay-tally.ts";
import { dealsByKeys, pastTriggers, type Place, type Stretch } from "#db/past-triggers.ts";
import type { Book } from "#domain/book.ts";
import type { Context } from "#src/context.ts";
import { pastOf } from "./past-of.ts";

type Where = Pick<Context, "db" | "workspace">;

/** A release over history. */
export type Replay = {
  readonly book: Book;
  /** The release that is current; null: it is the one that is replayed. */
  readonly current: Book | null;
  readonly stretch: Stretch;
};

export type Watch = {
  /** So many triggers are done. */
  readonly done: (triggers: number) => void;
  readonly isStopped: () => boolean;
};

export type ReplayResult = {
  readonly tally: Tally;
  /** Opened in the name of a person who chose the playbook, by hand or in a spreadsheet: no rule had a say. */
  readonly byPeople: number;
  /** How many were looked at. */
  readonly seen: number;
  /** Where it goes on; null: it came to the end. */
  readonly next: Place | null;
};

const PAGE = 200;

/**
 * Decides anew about every trigger of the past, by the snapshots that were kept, and compares with what was decided then.
 * Writes nothing and asks nobody. Asked to stop, it ends after the page at hand, and says where it goes on.
 */
export async function replayRelease(
  { db, workspace }: Where,
  { book, current, stretch }: Replay,
  { done, isStopped }: Watch,
): Promise<ReplayResult> {
  const tally = startTally(book);
  let [from, byPeople, seen] = [stretch.from, 0, 0];
  for (;;) {
    const found = await pastTriggers(db, workspace, { ...stretch, from }, PAGE + 1);
    const rows = found.slice(0, PAGE);
    const page = rows.flatMap((row) => pastOf(row) ?? []);
    const pasts = page.map(({ past }) => past);
    const byThis = await redecideAll({ db, workspace }, book, pasts);
    const byCurrent = current && (await redecideAll({ db, workspace }, current, pasts));
    for (const [index, { past, example }] of page.entries()) {
      const now = byThis[index];
      if (!now) throw new Error(`Trigger ${past.id} was not decided anew`);
      tally.add({ past, example, now, current: byCurrent?.[index] ?? null });
    }
    byPeople += rows.length - page.length;
    seen += rows.length;
    const last = rows.at(-1);
    if (last) {
      from = { receivedAt: last.received_at, id: last.id };
      done(seen);
    }
    const isOver = found.length <= PAGE;
    if (isOver || isStopped()) return { tally: tally.result(), byPeople, seen, next: isOver ? null : from };
  }
}

/** In their order. */
async function redecideAll(
  { db, workspace }: Where,
  book: Book,
  pasts: readonly PastTrigger[],
): Promise<Redecided[]> {
  const meant = pasts.map((past) => ({ past, means: meaningOf(book, past) }));
  const keys = meant.flatMap(({ means }) => keyOf(means) ?? []);
  const found = await dealsByKeys(db, workspace, keys);
  const deals = new Map(found.map(({ deal, openedAt, ...key }) => [nameOf(key), { id: deal, openedAt }]));
  const dealOf = (means: Meaning): PastDeal | null => {
    const key = keyOf(means);
    return (key && deals.get(nameOf(key))) ?? null;
  };
  return meant.map(({ past, means }) => redecide(book, past, means, dealOf(means)));
}

function keyOf(means: Meaning) {
  return means.outcome === "mapped" ? means.deal : null;
}

function nameOf({ namespace, externalId }: { namespace: string; externalId: string }): string {
  return JSON.stringify([namespace, externalId]);
}
