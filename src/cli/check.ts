import type { Book } from "#domain/book.ts";
import { printExcerpt, printProblem } from "#book/problems.ts";
import type { Problem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import type { Rehearsal } from "#book/rehearsal.ts";
import { variablesOf } from "#book/variables.ts";

/** What is said of a book: mistakes and warnings to stderr, a book without mistakes to stdout. */
export type Verdict = {
  readonly ok: boolean;
  /** Null: it has mistakes. */
  readonly book: Book | null;
  readonly rehearsals: readonly Rehearsal[];
  readonly errors: readonly string[];
  readonly output: readonly string[];
};

/** `baton check`: every mistake of the book in a folder, each as `file:line:column message`; exits 1 when there is one. */
export async function check(folder: string): Promise<void> {
  const { ok, errors, output } = await verdictOn(folder, new Date(), (name) => process.env[name]);
  for (const line of errors) console.error(line);
  for (const line of output) console.log(line);
  if (!ok) process.exitCode = 1;
}

/** What `baton check` says of a folder. Needs no database; what the environment lacks is a warning. */
export async function verdictOn(
  folder: string,
  now: Date,
  variable: (name: string) => string | undefined,
): Promise<Verdict> {
  const read = await readBook(folder, now);
  if (!read.ok) {
    const files = new Set(read.problems.map(({ file }) => file)).size;
    const summary = `${count(read.problems.length, "mistake")} in ${count(files, "file")}`;
    return {
      ok: false,
      book: null,
      rehearsals: [],
      errors: [...read.problems.flatMap(printed), "", summary],
      output: [],
    };
  }
  const missing = variablesOf(read.book).filter((name) => !variable(name));
  const warnings = [
    ...read.warnings.flatMap(({ message, ...place }) =>
      printed({ ...place, message: `warning: ${message}` }),
    ),
    ...missing.map((name) => `warning: ${name} is not set in this environment, and the book names it`),
  ];
  return {
    ok: true,
    book: read.book,
    rehearsals: read.rehearsals,
    errors: warnings,
    output: [`No mistakes in ${folder}: ${contents(read.book, read.rehearsals)}.`],
  };
}

function printed(problem: Problem): string[] {
  return [printProblem(problem), ...printExcerpt(problem)];
}

function contents(book: Book, rehearsals: readonly Rehearsal[]): string {
  const { playbooks, routing, roles, calendars, escalations, sources } = book;
  const tasks = Object.values(playbooks).flatMap(({ stages }) => stages.flatMap((stage) => stage.tasks));
  return [
    `${count(size(playbooks), "playbook")} with ${count(tasks.length, "task")}`,
    count(routing.length, "rule"),
    count(size(roles), "role"),
    count(size(calendars), "calendar"),
    count(size(escalations), "escalation"),
    count(size(sources), "source"),
    ...(rehearsals.length > 0 ? [count(rehearsals.length, "rehearsal")] : []),
  ].join(", ");
}

function size(named: object): number {
  return Object.keys(named).length;
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
