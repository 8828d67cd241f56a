import type { Db } from "#db/client.ts";
import { peopleByMail, type PersonRow, type WorkspaceTerms } from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import type { ReleaseRefusal } from "#domain/release.ts";

/** Asks Slack who has that mail; null: nobody. */
export type FindByEmail = (email: string) => Promise<PersonRow | null>;

/** Whom a book names, by mail, and who of them isn't to be found. */
export type BookPeople = {
  readonly found: ReadonlyMap<string, PersonRow>;
  readonly unknown: readonly string[];
};

export async function findPeople(book: Book, find: FindByEmail): Promise<BookPeople> {
  const found = new Map<string, PersonRow>();
  const unknown: string[] = [];
  for (const { email } of book.workspace.people) {
    const person = await find(email);
    if (person) found.set(email, person);
    else unknown.push(email);
  }
  return { found, unknown };
}

/** What a book says of its workspace. Null: its fallback owner isn't to be found. Who else is unknown has no role. */
export function termsOf(book: Book, { found }: BookPeople): WorkspaceTerms | null {
  const { name, currency, timezone, fallbackOwner } = book.workspace;
  const owner = found.get(fallbackOwner);
  if (!owner) return null;
  const roles = Object.entries(book.roles).map(([role, { members }]): [string, UserId[]] => [
    role,
    members.flatMap((email) => found.get(email)?.id ?? []),
  ]);
  return {
    name,
    currency,
    timezone,
    fallbackOwner: owner.id,
    people: [...found.values()],
    roles: Object.fromEntries(roles),
  };
}

/**
 * What a release would make of the workspace. Who is known is taken as last seen; Slack is asked of the others, where there
 * is a way to ask.
 */
export async function readTerms(
  db: Db,
  workspace: WorkspaceId,
  book: Book,
  findByEmail: FindByEmail | null,
): Promise<{ ok: true; terms: WorkspaceTerms } | { ok: false; refusal: ReleaseRefusal }> {
  const known = await peopleByMail(
    db,
    workspace,
    book.workspace.people.map(({ email }) => email),
  );
  const people = await findPeople(
    book,
    async (email) => known.get(email) ?? (await findByEmail?.(email)) ?? null,
  );
  if (people.unknown.length > 0) {
    const askedSlack = findByEmail !== null;
    return { ok: false, refusal: { code: "people-unknown", emails: people.unknown, askedSlack } };
  }
  const email = book.workspace.fallbackOwner;
  const terms = termsOf(book, people);
  if (!terms || !people.found.get(email)?.active)
    return { ok: false, refusal: { code: "fallback-owner-inactive", email } };
  // Those who are known were seen before this began: they may have been deactivated meanwhile.
  const met = [...people.found].flatMap(([mail, person]) => (known.has(mail) ? [] : [person]));
  return { ok: true, terms: { ...terms, people: met } };
}
