import { readBook } from "#book/read-book.ts";
import type { Db } from "#db/client.ts";
import { readCrew } from "#db/runs.ts";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { publishBook, type FindByEmail, type SlackTeam } from "#services/publish-book.ts";
import type { Asker, Context } from "#src/context.ts";
import { newLog } from "#src/log.ts";

/** The company of the example book, as a workspace with its release. */
export type Company = {
  readonly db: Db;
  readonly workspace: WorkspaceId;
  readonly book: Book;
  readonly now: Date;
  /** The first of a role's people. */
  memberOf(role: string): UserId;
  context(by: Asker, wake?: () => void): Context;
};

/** A Tuesday at ten in Berlin. */
const NOW = new Date("2026-11-24T09:00:00.000Z");

export async function makeCompany(db: Db, team: SlackTeam, findByEmail: FindByEmail): Promise<Company> {
  const log = newLog("silent");
  const read = await readBook("config", NOW);
  if (!read.ok) throw new Error(`The example book has problems: ${JSON.stringify(read.problems)}`);
  const workspace = await publishBook({ db, log, now: NOW }, read.book, team, findByEmail);
  const { roles } = await readCrew(db, workspace);
  return {
    db,
    workspace,
    book: read.book,
    now: NOW,
    memberOf(role) {
      const [first] = roles.get(role) ?? [];
      if (!first) throw new Error(`Role ${role} of the example book has nobody`);
      return first;
    },
    context: (by, wake = () => {}) => ({
      db,
      workspace,
      by,
      now: NOW,
      log,
      wake,
      queue: async () => () => [],
    }),
  };
}
