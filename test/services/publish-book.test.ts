import { expect, onTestFinished, test } from "vitest";
import { readBook } from "#book/read-book.ts";
import { connect } from "#db/client.ts";
import type { PersonRow } from "#db/workspaces.ts";
import type { Book } from "#domain/book.ts";
import { BookDoesNotFit, publishBook } from "#services/publish-book.ts";
import { UserIdSchema } from "#src/ids.ts";
import { newLog } from "#src/log.ts";
import { freshDatabase } from "#test/support/database.ts";
import { TUESDAY } from "#test/support/workspace.ts";

const TEAM = { id: "T0123456789", url: "https://acme.slack.example/" };

async function installation() {
  const database = await freshDatabase();
  const db = connect(database.url);
  onTestFinished(async () => {
    await db.close();
    await database.drop();
  });
  const read = await readBook("config", TUESDAY);
  if (!read.ok) throw new Error("The example book has problems");
  const { book } = read;
  const emails = book.workspace.people.map(({ email }) => email);
  const lines: string[] = [];
  const log = newLog("info", { write: (line) => void lines.push(line) });
  const known = (account: string, gone: readonly string[]) => async (email: string) =>
    gone.includes(email) || !emails.includes(email) ? null : personOf(account, emails.indexOf(email), email);
  /** Starts Baton with what is in the folder then, while some people are gone from Slack. */
  const start = (folder: Book = book, { account = "A", gone = [], team = TEAM }: Start = {}) =>
    publishBook({ db, log, now: TUESDAY }, folder, team, known(account, gone));
  return { db, book, lines, start };
}

type Start = { account?: string; gone?: readonly string[]; team?: typeof TEAM };

function personOf(account: string, index: number, email: string): PersonRow {
  const id = UserIdSchema.parse(`U00000${account}${String(index).padStart(4, "0")}`);
  return { id, email, name: "Example Person", timezone: "UTC", active: true, internal: true };
}

function renamed(book: Book, change: Partial<Book["workspace"]>): Book {
  return { ...book, workspace: { ...book.workspace, ...change } };
}

test("processes that start in the same moment make one workspace with one release", async () => {
  const { db, start } = await installation();
  const workspaces = await Promise.all([start(), start(), start()]);
  expect(new Set(workspaces).size).toBe(1);
  expect(await db.sql`select number from baton.releases`).toEqual([{ number: 1 }]);
});

test("somebody who comes back with a new account and the old address takes the place of the old account", async () => {
  const { db, start } = await installation();
  await start();
  await start(undefined, { account: "B" });
  const rows = await db.sql`select p.user_id from baton.role_members m
    join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.user_id and p.email is not null`;
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => String(row["user_id"]).startsWith("U00000B"))).toBe(true);
});

test("a folder that has changed since waits as a draft, and the log says how to publish it", async () => {
  const { db, book, lines, start } = await installation();
  await start();
  for (const _ of ["first", "second"]) await start(renamed(book, { name: "Acme Cloud" }));
  expect((await db.sql`select name, current_release from baton.workspaces`)[0]).toEqual({
    name: book.workspace.name,
    current_release: 1,
  });
  expect(
    await db.sql`select number, published_at is null as draft, author from baton.releases order by 1`,
  ).toEqual([
    { number: 1, draft: false, author: null },
    { number: 2, draft: true, author: null },
  ]);
  expect(lines.join("")).toContain("To publish it: baton publish 2");
});

test("a folder that says what is current makes no draft", async () => {
  const { db, book, start } = await installation();
  await start();
  await start(structuredClone(book));
  expect(await db.sql`select number from baton.releases`).toEqual([{ number: 1 }]);
});

test("Baton starts although Slack knows somebody of the current release no more: they stay as last seen", async () => {
  const { db, book, lines, start } = await installation();
  await start();
  const { fallbackOwner } = book.workspace;
  await start(book, { gone: [fallbackOwner] });
  expect(await db.sql`select 1 from baton.people where email = ${fallbackOwner} and active`).toHaveLength(1);
  expect(lines.join("")).toContain("people of the book unknown to Slack");
});

test("the first book must name people whom Slack knows", async () => {
  const { book, start } = await installation();
  const { fallbackOwner } = book.workspace;
  await expect(start(book, { gone: [fallbackOwner] })).rejects.toThrow(
    `Slack knows nobody with the mail ${fallbackOwner}`,
  );
});

test("a workspace can't be renamed, and the error says why", async () => {
  const { book, start } = await installation();
  await start();
  const other = renamed(book, { workspace: "acme-cloud" });
  await expect(start(other)).rejects.toThrow(BookDoesNotFit);
  await expect(start(other)).rejects.toThrow("put back the one it had");
});
