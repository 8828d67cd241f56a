import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Book } from "#domain/book.ts";
import { StoredBookSchema } from "#book/stored-book.ts";

/** A book as a release stores it: canonical JSON (RFC 8785), so that the same content is the same bytes. */
export function bookText(book: Book): string {
  const text = canonicalize(book);
  if (text === undefined) throw new Error("A book is an object, and every object has canonical JSON");
  return text;
}

/** What tells two contents of a book apart: sha256 over its canonical JSON, as hex. */
export function contentHash(book: Book): string {
  return createHash("sha256").update(bookText(book)).digest("hex");
}

/** Reads a stored release back. */
export function parseBook(text: string): Book {
  return StoredBookSchema.parse(JSON.parse(text));
}
