import type { Log } from "#src/log.ts";
import { contentHash } from "#book/content.ts";
import type { Db } from "#db/client.ts";
import { findCurrentRelease, saveRelease } from "#db/releases.ts";
import { saveWorkspace, type PersonRow } from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";

/** Asks Slack who has that mail; null: nobody. */
export type FindByEmail = (email: string) => Promise<PersonRow | null>;
export type SlackTeam = { readonly id: string; readonly url: string };

/** Thrown when the book names people whom Slack doesn't know, or a fallback owner who can't answer for anything. */
export class BookDoesNotFit extends Error {
  override readonly name = "BookDoesNotFit";
}

/**
 * Makes the workspace what the book says: its people as Slack knows them, its roles, and a new release where the
 * content differs from the current one. Runs that are open keep the release they have.
 */
export async function publishBook(
  { db, log, now }: { db: Db; log: Log; now: Date },
  book: Book,
  team: SlackTeam,
  findByEmail: FindByEmail,
): Promise<WorkspaceId> {
  const people = await findPeople(book, findByEmail);
  const roles = Object.fromEntries(
    Object.entries(book.roles).map(([role, { members }]) => [
      role,
      members.map((email) => idOf(people, email)),
    ]),
  );
  const { workspace: slug, name, currency, timezone, fallbackOwner } = book.workspace;
  if (!people.get(fallbackOwner)?.active) {
    throw new BookDoesNotFit(
      `workspace.yaml: fallback_owner ${fallbackOwner} is not an active person in Slack`,
    );
  }
  const row = {
    slug,
    name,
    currency,
    timezone,
    slackTeam: team.id,
    slackUrl: team.url,
    fallbackOwner: idOf(people, fallbackOwner),
  };
  const workspace = await saveWorkspace(db, row, [...people.values()], roles);
  const hash = contentHash(book);
  const current = await findCurrentRelease(db, workspace);
  if (current?.hash !== hash) {
    const number = (current?.number ?? 0) + 1;
    await saveRelease(db, workspace, { number, hash, book, publishedAt: now });
    log.info({ workspace, release: number, hash }, "release published");
  }
  return workspace;
}

async function findPeople(book: Book, findByEmail: FindByEmail): Promise<ReadonlyMap<string, PersonRow>> {
  const found = new Map<string, PersonRow>();
  const unknown: string[] = [];
  for (const { email } of book.workspace.people) {
    const person = await findByEmail(email);
    if (person) found.set(email, person);
    else unknown.push(email);
  }
  if (unknown.length > 0)
    throw new BookDoesNotFit(`workspace.yaml: Slack knows nobody with the mail ${unknown.join(", ")}`);
  return found;
}

function idOf(people: ReadonlyMap<string, PersonRow>, email: string): UserId {
  const person = people.get(email);
  if (!person) throw new BookDoesNotFit(`workspace.yaml: ${email} is not among the people`);
  return person.id;
}
