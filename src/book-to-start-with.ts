import { printProblem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import { variablesOf } from "#book/variables.ts";
import type { Book } from "#domain/book.ts";
import { EnvIncomplete } from "./env.ts";

/** What the environment holds under the name that a book gives as `env:NAME`; undefined: nothing. */
export type SecretOf = (name: string) => string | undefined;

/** Thrown when the book has mistakes: every one, as `file:line:column message`. */
export class BookWrong extends Error {
  override readonly name = "BookWrong";
}

/** The book in that folder. Throws when it has mistakes, or names secrets that the environment lacks: before anything is started. */
export async function bookToStartWith(folder: string, now: Date, secretOf: SecretOf): Promise<Book> {
  const read = await readBook(folder, now);
  if (!read.ok) throw new BookWrong(`The book has mistakes:\n${read.problems.map(printProblem).join("\n")}`);
  const missing = variablesOf(read.book).filter((name) => !secretOf(name));
  if (missing.length > 0) {
    const names = missing.map((name) => `  ${name} is missing: the book names it`);
    throw new EnvIncomplete(`The environment lacks what the book names:\n${names.join("\n")}`);
  }
  return read.book;
}
