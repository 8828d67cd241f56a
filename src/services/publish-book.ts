import type { Log } from "#src/log.ts";
import { contentHash } from "#book/content.ts";
import { inWorkspace, type Db } from "#db/client.ts";
import { holdReleases } from "#db/release-log.ts";
import { findCurrentRelease } from "#db/releases.ts";
import {
  makeWorkspace,
  peopleByMail,
  saveTeam,
  saveTerms,
  workspaceBySlug,
  workspaceByTeam,
} from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { findPeople, termsOf, type FindByEmail } from "./book-people.ts";
import { draftRelease } from "./draft-release.ts";
import { makeCurrent } from "./make-current.ts";
import { releaseOf } from "./release-of.ts";

export type { FindByEmail } from "./book-people.ts";
export type SlackTeam = { readonly id: string; readonly url: string };

/** Thrown when the book can't be this workspace's: whom it names is unknown to Slack, or it is another's. */
export class BookDoesNotFit extends Error {
  override readonly name = "BookDoesNotFit";
}

type Starting = { readonly db: Db; readonly log: Log; readonly now: Date };

/**
 * What a start does with the book in the folder. A workspace that has no release yet gets it as its first. Else the current
 * release stays what it is, its people are looked up in Slack again, and what is new in the folder waits as a draft.
 */
export async function publishBook(
  start: Starting,
  book: Book,
  team: SlackTeam,
  findByEmail: FindByEmail,
): Promise<WorkspaceId> {
  const workspace = await findWorkspace(start, book, team);
  const current = workspace && (await findCurrentRelease(start.db, workspace));
  if (!workspace || !current) {
    const begun = await begin(start, workspace, book, team, findByEmail);
    return begun ?? publishBook(start, book, team, findByEmail);
  }
  if (!(await refresh(start, workspace, current.number, team, findByEmail)))
    return publishBook(start, book, team, findByEmail);
  await keepDraft(start, workspace, book);
  return workspace;
}

async function findWorkspace({ db }: Starting, book: Book, team: SlackTeam): Promise<WorkspaceId | null> {
  const { workspace: slug } = book.workspace;
  const named = await workspaceBySlug(db, slug);
  const ofTeam = await workspaceByTeam(db, team.id);
  if (ofTeam && ofTeam !== named) {
    throw new BookDoesNotFit(
      `workspace.yaml: this Slack workspace belongs to another name than ${slug}. Addresses and rows are made of the name, so it can't change: put back the one it had`,
    );
  }
  return named;
}

/** The first release needs no second person: nobody has a role yet. Null: another process, which started as well, was first. */
async function begin(
  { db, log, now }: Starting,
  known: WorkspaceId | null,
  book: Book,
  team: SlackTeam,
  findByEmail: FindByEmail,
): Promise<WorkspaceId | null> {
  const people = await findPeople(book, findByEmail);
  if (people.unknown.length > 0) {
    throw new BookDoesNotFit(`workspace.yaml: Slack knows nobody with the mail ${people.unknown.join(", ")}`);
  }
  const { workspace: slug, fallbackOwner } = book.workspace;
  const terms = termsOf(book, people);
  if (!terms || !people.found.get(fallbackOwner)?.active) {
    throw new BookDoesNotFit(
      `workspace.yaml: fallback_owner ${fallbackOwner} is not an active person in Slack`,
    );
  }
  const workspace =
    known ?? (await makeWorkspace(db, { ...terms, slug, slackTeam: team.id, slackUrl: team.url }));
  const { number } = await draftRelease({ db, workspace, now, log }, book, null);
  const why = "first-release";
  const published = await inWorkspace(db, workspace, async (tx) => {
    const held = await holdReleases(tx, workspace);
    if (held.current > 0) return false;
    await makeCurrent(tx, workspace, held, {
      number,
      terms,
      by: null,
      request: null,
      exempt: why,
      at: now,
    });
    return true;
  });
  if (!published) return null;
  log.info(
    { workspace, release: number, hash: contentHash(book), exempt: why },
    "release published without review",
  );
  return workspace;
}

/**
 * Looks the current release's people up again. Whoever Slack doesn't know any more stays as last seen: keeping Baton from
 * starting would keep its book from being mended. False: another release became current meanwhile.
 */
async function refresh(
  { db, log }: Starting,
  workspace: WorkspaceId,
  number: number,
  team: SlackTeam,
  findByEmail: FindByEmail,
): Promise<boolean> {
  const book = await releaseOf(db, workspace, number);
  const known = await peopleByMail(
    db,
    workspace,
    book.workspace.people.map(({ email }) => email),
  );
  const missing: string[] = [];
  const people = await findPeople(book, async (email) => {
    const person = await findByEmail(email);
    if (!person) missing.push(email);
    return person ?? known.get(email) ?? null;
  });
  if (missing.length > 0)
    log.warn({ release: number, people: missing }, "people of the book unknown to Slack");
  const { fallbackOwner } = book.workspace;
  if (!people.found.get(fallbackOwner)?.active)
    log.error(
      { release: number, person: fallbackOwner },
      "fallback owner not active: publish a book with another",
    );
  const terms = termsOf(book, people);
  return inWorkspace(db, workspace, async (tx) => {
    const { current } = await holdReleases(tx, workspace);
    if (current !== number) return false;
    await saveTeam(tx, workspace, team);
    if (terms) await saveTerms(tx, workspace, terms);
    return true;
  });
}

async function keepDraft({ db, log, now }: Starting, workspace: WorkspaceId, book: Book): Promise<void> {
  const { number, current, wasPublished } = await draftRelease({ db, workspace, now, log }, book, null);
  if (number === current) return;
  const what = wasPublished ? "an earlier release" : "a draft that waits for its review";
  log.warn(
    { workspace, release: number, current },
    `the folder differs from the current release: it is ${what}. To publish it: baton publish ${number}`,
  );
}
