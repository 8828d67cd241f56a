import type { Log } from "#src/log.ts";
import { contentHash } from "#book/content.ts";
import { diffBooks, type Change } from "#book/diff.ts";
import { isSame } from "#book/diff-words.ts";
import { inWorkspace, type Db } from "#db/client.ts";
import { holdReleases, logRelease } from "#db/release-log.ts";
import {
  findCurrentRelease,
  releaseHeads,
  releaseOfHash,
  saveDraft,
  versionsFor,
  type Versions,
} from "#db/releases.ts";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { releaseOf } from "./release-of.ts";

type Where = { readonly db: Db; readonly workspace: WorkspaceId; readonly now: Date; readonly log: Log };

export type Draft = {
  readonly number: number;
  /** False: a release with this content was there. */
  readonly made: boolean;
  /** Whether that one was ever current. */
  readonly wasPublished: boolean;
  /** 0: none. */
  readonly current: number;
};

/** Stores a book as the next release, which waits for its publication. What a release holds already makes none. */
export async function draftRelease(
  { db, workspace, now, log }: Where,
  book: Book,
  author: UserId | null,
): Promise<Draft> {
  const hash = contentHash(book);
  const current = await readCurrent(db, workspace);
  if (current && contentHash(current.book) === hash)
    return { number: current.number, made: false, wasPublished: true, current: current.number };
  const draft = await inWorkspace(db, workspace, async (tx): Promise<Draft> => {
    const state = await holdReleases(tx, workspace);
    const same = await releaseOfHash(tx, workspace, hash);
    if (same)
      return {
        number: same.number,
        made: false,
        wasPublished: same.publishedAt !== null,
        current: state.current,
      };
    const versions = {
      ...(await versionsFor(tx, workspace, book)),
      ...(current && unchangedVersions(current, book)),
    };
    const number = await saveDraft(tx, workspace, { hash, book, versions, author, at: now });
    await logRelease(tx, workspace, {
      release: number,
      what: "applied",
      by: author,
      from: state.current,
      at: now,
    });
    return { number, made: true, wasPublished: false, current: state.current };
  });
  if (draft.made) log.info({ workspace, release: draft.number, hash, by: author }, "release drafted");
  return draft;
}

/** What making a release current would change; nothing where none is current yet. */
export async function changesBetween(
  db: Db,
  workspace: WorkspaceId,
  from: number,
  to: number,
): Promise<readonly Change[]> {
  if (from === 0) return [];
  const [before, after] = [await contentOf(db, workspace, from), await contentOf(db, workspace, to)];
  return diffBooks(before, after);
}

async function contentOf(db: Db, workspace: WorkspaceId, number: number) {
  const book = await releaseOf(db, workspace, number);
  const [head] = await inWorkspace(db, workspace, (tx) => releaseHeads(tx, workspace, number));
  return { book, versions: head?.versions ?? {} };
}

async function readCurrent(db: Db, workspace: WorkspaceId) {
  const current = await findCurrentRelease(db, workspace);
  return current && { number: current.number, ...(await contentOf(db, workspace, current.number)) };
}

/** Compared as books are read: one that was stored by an earlier Baton may be written otherwise and say the same. */
function unchangedVersions(current: { book: Book; versions: Versions }, book: Book): Versions {
  const unchanged = Object.entries(current.versions).filter(
    ([key]) => book.playbooks[key] && isSame(book.playbooks[key], current.book.playbooks[key]),
  );
  return Object.fromEntries(unchanged);
}
