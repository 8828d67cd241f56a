import { changeLines } from "#book/diff.ts";
import type { Db } from "#db/client.ts";
import type { Book } from "#domain/book.ts";
import { failuresOf } from "#rehearse/failures.ts";
import { changesBetween, draftRelease, type Draft } from "#services/draft-release.ts";
import { verdictOn } from "./check.ts";
import { withDatabase } from "./database.ts";
import { actingAs, workspaceFor } from "./person.ts";
import { failureLines } from "./rehearse.ts";

/** `baton apply [folder]`: checks the book, rehearses it, and keeps it as a numbered release that waits for its publication. */
export async function apply(folder: string, { as }: { as?: string }): Promise<void> {
  // Baton runs in another environment than this: what is missing here tells nothing.
  const { book, rehearsals, errors } = await verdictOn(folder, new Date(), (name) => name);
  for (const line of errors) console.error(line);
  if (!book) {
    process.exitCode = 1;
    return;
  }
  const failures = failureLines(failuresOf(book, rehearsals));
  if (failures.length > 0) {
    for (const line of [...failures, "", "No release is made: its rehearsals do not come as expected."])
      console.error(line);
    process.exitCode = 1;
    return;
  }
  const lines = await withDatabase((db) => applyBook(db, book, as));
  console.log(lines.join("\n"));
}

/** Keeps a book without mistakes as a release, in somebody's name. Answers with what is to be said of it. */
export async function applyBook(db: Db, book: Book, as: string | undefined): Promise<readonly string[]> {
  const workspace = await workspaceFor(db, book.workspace.workspace);
  const { ctx } = await actingAs(db, workspace, as);
  const draft = await draftRelease(ctx, book, ctx.by.id);
  const { number, current } = draft;
  if (number === current) return [`Nothing has changed: release ${number} is current and says the same.`];
  const changes = changeLines(await changesBetween(db, workspace, current, number));
  return [
    madeWords(draft),
    ...(current > 0 ? [`Against release ${current}, which is current:`, ...changes] : []),
    `What it would have decided about the past: baton replay ${number}`,
    `To make it current: baton publish ${number}`,
  ];
}

function madeWords({ number, made, wasPublished }: Draft): string {
  if (made) return `Release ${number} is made, as a draft.`;
  const what = wasPublished ? "was published before" : "is a draft already";
  return `No release is made: release ${number} says the same, and ${what}.`;
}
