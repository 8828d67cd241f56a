import { changeLines } from "#book/diff.ts";
import { printProblem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import { changesBetween, draftRelease } from "#services/draft-release.ts";
import { withDatabase } from "./database.ts";
import { actingAs, workspaceFor } from "./person.ts";

/** `baton apply [folder]`: checks the book, and keeps it as a numbered release that waits for its publication. */
export async function apply(folder: string, { as }: { as?: string }): Promise<void> {
  const read = await readBook(folder, new Date());
  if (!read.ok) {
    for (const problem of read.problems) console.log(printProblem(problem));
    process.exitCode = 1;
    return;
  }
  const { book } = read;
  await withDatabase(async (db) => {
    const workspace = await workspaceFor(db, book.workspace.workspace);
    const { ctx } = await actingAs(db, workspace, as);
    if (ctx.by.kind !== "person") return;
    const { number, made, wasPublished, current } = await draftRelease(ctx, book, ctx.by.id);
    if (number === current) {
      console.log(`Nothing has changed: release ${number} is current and says the same.`);
      return;
    }
    const what = wasPublished ? "was published before" : "is a draft already";
    console.log(
      made
        ? `Release ${number} is made, as a draft.`
        : `No release is made: release ${number} says the same, and ${what}.`,
    );
    const lines = changeLines(await changesBetween(db, workspace, current, number));
    if (current > 0) console.log([`Against release ${current}, which is current:`, ...lines].join("\n"));
    console.log(`To make it current: baton publish ${number}`);
  });
}
