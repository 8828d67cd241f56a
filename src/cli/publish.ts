import { changeLines } from "#book/diff.ts";
import type { Exemption } from "#domain/release.ts";
import { askToPublish } from "#services/ask-to-publish.ts";
import { releaseRefusalText } from "#views/release-words.ts";
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
    if (asked.outcome === "published") {
      console.log(`Release ${number} is published. Nobody else had to approve it: ${EXEMPT[asked.why]}.`);
      return;
    }
    const who = named(asked.approvers.map((person) => `<@${person}>`).join(", "));
    const already = asked.already ? "was asked for before. It " : "";
    console.log(`Release ${number} ${already}waits for approval in Slack by ${who}.`);
  });
}

const EXEMPT: Readonly<Record<Exemption, string>> = {
  "first-release": "it is the first release",
  "lone-approver": "the workspace has no other approver",
  "no-approver": "the workspace has no active approver",
};
