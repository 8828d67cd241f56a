import type { Db } from "#db/client.ts";
import { everyWorkspace, peopleByMail, workspaceBySlug } from "#db/workspaces.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { ReleaseContext } from "#services/release-context.ts";
import { newLog } from "#src/log.ts";

const NAMED_MAX = 10;

/** In whose name the command line acts, and how it speaks of people: by mail. */
export type ActingPerson = {
  readonly ctx: ReleaseContext & { readonly by: { readonly kind: "person" } };
  /** The same words with mails in place of Slack's mentions. */
  readonly named: (text: string) => string;
};

/** The person with that mail, who must be an active one of the workspace: acts are in a person's name. */
export async function actingAs(
  db: Db,
  workspace: WorkspaceId,
  mail: string | undefined,
): Promise<ActingPerson> {
  const people = await peopleByMail(db, workspace, null);
  const active = [...people.values()].filter((person) => person.active && person.internal);
  const person = active.find(({ email }) => email === mail?.toLowerCase());
  if (!person) {
    const who = active.slice(0, NAMED_MAX).map(({ email }) => email);
    const known =
      who.length > 0
        ? `One of: ${who.join(", ")}.`
        : "Nobody is known yet: start Baton once, then try again.";
    const why = mail === undefined ? "Say who you are" : `${mail} is no active person of this workspace`;
    throw new Error(`${why}: acts are in a person's name. Give --as a mail, or set BATON_AS. ${known}`);
  }
  return {
    ctx: {
      db,
      workspace,
      by: { kind: "person", id: person.id, internal: true },
      now: new Date(),
      log: newLog("silent"),
      // The running Baton looks every half second by itself.
      wake: () => {},
    },
    named(text) {
      const mails = new Map([...people.values()].map(({ id, email }) => [String(id), email]));
      return text.replace(/<@(\w+)>/g, (mention, id: string) => mails.get(id) ?? mention);
    },
  };
}

/** The workspace of that slug; without one, the only one there is. */
export async function workspaceFor(db: Db, slug: string | undefined): Promise<WorkspaceId> {
  if (slug !== undefined) {
    const named = await workspaceBySlug(db, slug);
    if (named) return named;
    throw new Error(
      `There is no workspace ${slug} here. The first start of Baton makes it; its name in workspace.yaml can't change afterwards.`,
    );
  }
  const [only, another] = await everyWorkspace(db);
  if (!only) throw new Error("There is no workspace yet: the first start of Baton makes it.");
  if (another) throw new Error("There are several workspaces: say which one with --workspace.");
  return only;
}
