import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Problem } from "#book/problems.ts";
import { readBook, type BookRead } from "#book/read-book.ts";
import { inWorkspace } from "#db/client.ts";
import { readReleaseState } from "#db/release-log.ts";
import { failuresOf, type RehearsalFailure } from "#rehearse/failures.ts";
import { draftRelease, type Draft } from "./draft-release.ts";
import type { ReleaseContext } from "./release-context.ts";

/** A book's files by their names in its folder, such as `playbooks/enterprise.yaml`. */
export type BookTexts = Readonly<Record<string, string>>;

export type Applied =
  | { readonly ok: true; readonly draft: Draft; readonly warnings: readonly Problem[] }
  | {
      readonly ok: false;
      readonly refusal:
        | { readonly code: "from-outside" }
        | { readonly code: "no-book-file"; readonly names: readonly string[] }
        | { readonly code: "mistakes"; readonly problems: readonly Problem[] }
        | { readonly code: "rehearsals-failed"; readonly failures: readonly RehearsalFailure[] }
        | { readonly code: "renamed"; readonly from: string; readonly to: string };
    };

/** What a file of a book may be called: nothing that leaves its folder, or is a folder too. */
const FILE_NAME = /^([a-z0-9][a-z0-9-]*\/)?[A-Za-z0-9][A-Za-z0-9_-]*(\.[a-z0-9]+)+$/;

/** Checks and rehearses a book as `baton apply` does, and keeps it as a release that waits for its publication, in the asker's name. */
export async function applyBook(ctx: ReleaseContext, files: BookTexts): Promise<Applied> {
  const { by, db, workspace, now } = ctx;
  if (by.kind !== "person" || !by.internal) return { ok: false, refusal: { code: "from-outside" } };
  const names = Object.keys(files).filter((name) => !FILE_NAME.test(name));
  if (names.length > 0) return { ok: false, refusal: { code: "no-book-file", names } };
  const read = await readTexts(files, now);
  if (!read.ok) return { ok: false, refusal: { code: "mistakes", problems: read.problems } };
  const { workspace: to } = read.book.workspace;
  const { slug: from } = await inWorkspace(db, workspace, (tx) => readReleaseState(tx, workspace));
  if (to !== from) return { ok: false, refusal: { code: "renamed", from, to } };
  const failures = await rehearsed(read);
  if (failures.length > 0) return { ok: false, refusal: { code: "rehearsals-failed", failures } };
  return { ok: true, draft: await draftRelease(ctx, read.book, by.id), warnings: read.warnings };
}

/** One by one: rehearsing keeps the process busy, and others ask it too. */
async function rehearsed({ book, rehearsals }: BookRead & { ok: true }): Promise<RehearsalFailure[]> {
  const failures: RehearsalFailure[] = [];
  for (const rehearsal of rehearsals) {
    failures.push(...failuresOf(book, [rehearsal]));
    await setImmediate();
  }
  return failures;
}

/** By a folder of their own for the moment: a book is read where its files can name each other. */
async function readTexts(files: BookTexts, now: Date): Promise<BookRead> {
  const folder = await mkdtemp(join(tmpdir(), "baton-book-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const read = await readBook(folder, now);
    const sent = (problem: Problem) => ({ ...problem, file: relative(folder, problem.file) });
    return read.ok
      ? { ...read, warnings: read.warnings.map(sent) }
      : { ...read, problems: read.problems.map(sent) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
