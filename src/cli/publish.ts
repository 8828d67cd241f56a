import { changeLines } from "#book/diff.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { askedText, releaseRefusalText } from "#views/release-words.ts";
import { withDatabase } from "./database.ts";
import { actingAs, workspaceFor } from "./person.ts";

type Options = { as?: string; workspace?: string };

/** `baton publish <release>`: asks that it become current, and says who can approve it. */
export async function publish(number: number, { as, workspace: slug }: Options): Promise<void> {
  await withDatabase(async (db) => {
    const { ctx, named } = await actingAs(db, await workspaceFor(db, slug), as);
    const asked = await askToPublish(ctx, { number, findByEmail: null });
    if (!asked.ok) throw new Error(named(releaseRefusalText(asked.refusal)));
    const { from, changes } = asked;
    console.log([`What release ${number} changes from release ${from}:`, ...changeLines(changes)].join("\n"));
    console.log(named(askedText(number, asked)));
  });
}
