import { readBook } from "#book/read-book.ts";
import { connect, type Db } from "#db/client.ts";
import type { PersonRow } from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { publishBook } from "#services/publish-book.ts";
import type { Asker, Context } from "#src/context.ts";
import { UserIdSchema } from "#src/ids.ts";
import { newLog } from "#src/log.ts";
import { freshDatabase } from "./database.ts";

/** A workspace of the example book in a database of its own. */
export type TestWorkspace = {
  readonly db: Db;
  /** Asks as the superuser, who sees the rows of every workspace. */
  readonly rows: Db["sql"];
  readonly url: string;
  readonly id: WorkspaceId;
  readonly book: Book;
  /** The Slack id of the person with that mail. */
  user(email: string): UserId;
  /** Asked by the person with that mail, or by "system". */
  context(by: string, now?: Date): Context;
  drop(): Promise<void>;
};

/** A Tuesday at ten in Berlin. */
export const TUESDAY = new Date("2026-11-24T09:00:00.000Z");

export async function testWorkspace(change: (book: Book) => Book = (book) => book): Promise<TestWorkspace> {
  const database = await freshDatabase();
  const db = connect(database.url);
  return workspaceIn(db, database.url, change, async () => {
    await db.close();
    await database.drop();
  });
}

/** Another workspace in the same database: another company, with people of its own. It goes when the first one does. */
export function neighbourOf({ db, url }: TestWorkspace): Promise<TestWorkspace> {
  const rename = (book: Book) => ({ ...book, workspace: { ...book.workspace, workspace: "neighbour" } });
  return workspaceIn(db, url, rename, async () => {});
}

async function workspaceIn(
  db: Db,
  url: string,
  change: (book: Book) => Book,
  drop: () => Promise<void>,
): Promise<TestWorkspace> {
  const log = newLog("silent");
  const read = await readBook("config", TUESDAY);
  if (!read.ok) throw new Error(`The example book has problems: ${JSON.stringify(read.problems)}`);
  const book = change(read.book);
  const people = new Map(
    book.workspace.people.map(({ email, name }, index) => [email, personOf(email, name, index)]),
  );
  const user = (email: string) => {
    const person = people.get(email);
    if (!person) throw new Error(`The example book has nobody with the mail ${email}`);
    return person.id;
  };
  const slug = book.workspace.workspace;
  const team = { id: `T-${slug}`, url: `https://${slug}.example/` };
  const id = await publishBook(
    { db, log, now: TUESDAY },
    book,
    team,
    async (email) => people.get(email) ?? null,
  );
  return {
    db,
    rows: db.sql,
    url,
    id,
    book,
    user,
    context(by, now = TUESDAY) {
      const asker: Asker =
        by === "system"
          ? { kind: "system", name: "clock" }
          : { kind: "person", id: user(by), internal: true };
      return { db, workspace: id, by: asker, now, log, wake: () => {}, queue: nothingQueued };
    },
    drop,
  };
}

/** Without the job engine: what runs queue is for the tests that start it. */
export const nothingQueued: Context["queue"] = async () => () => [];

function personOf(email: string, name: string, index: number): PersonRow {
  const id = UserIdSchema.parse(`U00000000${String(index).padStart(2, "0")}`);
  return { id, email, name, timezone: "Europe/Berlin", active: true, internal: true };
}
