import { changeLines } from "#book/diff.ts";
import type { Db } from "#db/client.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { askedText, releaseRefusalText } from "#views/release-words.ts";
import { withDatabase } from "./database.ts";
import { actingAs, workspaceFor } from "./person.ts";

type Options = { as?: string; workspace?: string };

/** `baton publish <release>`: asks that it become current, and says who can approve it. */
export async function publish(number: number, options: Options): Promise<void> {
  const lines = await withDatabase((db) => publishRelease(db, number, options));
  console.log(lines.join("\n"));
}

/** Asks for it in somebody's name. Answers with what is to be said of it; throws where it is refused. */
export async function publishRelease(
  db: Db,
  number: number,
  { as, workspace: slug }: Options,
): Promise<readonly string[]> {
  const { ctx, named } = await actingAs(db, await workspaceFor(db, slug), as);
  const asked = await askToPublish(ctx, { number, findByEmail: null });
  if (!asked.ok) throw new Error(named(releaseRefusalText(asked.refusal)));
  const { from, changes } = asked;
  return [
    `What release ${number} changes from release ${from}:`,
    ...changeLines(changes),
    named(askedText(number, asked)),
  ];
}
