import { parseBook } from "#book/content.ts";
import type { Db } from "#db/client.ts";
import { findRelease } from "#db/releases.ts";
import type { Book } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";

// Releases never change, so each is read from the database once a process. Bounded: the oldest one read leaves first.
const RELEASES_MAX = 200;
const read = new Map<string, Promise<Book>>();

/** The book of a release. Throws when there is none, or when it does not read as a book. */
export function releaseOf(db: Db, workspace: WorkspaceId, number: number): Promise<Book> {
  const key = `${workspace}/${number}`;
  const known = read.get(key);
  if (known) return known;
  const book = readRelease(db, workspace, number);
  read.set(key, book);
  book.catch(() => read.delete(key));
  const [oldest] = read.keys();
  if (read.size > RELEASES_MAX && oldest !== undefined) read.delete(oldest);
  return book;
}

async function readRelease(db: Db, workspace: WorkspaceId, number: number): Promise<Book> {
  const content = await findRelease(db, workspace, number);
  if (content === undefined) throw new Error(`Workspace ${workspace} has no release ${number}`);
  return parseBook(content);
}
