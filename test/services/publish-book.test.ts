import { expect, onTestFinished, test } from "vitest";
import { readBook } from "#book/read-book.ts";
import { connect } from "#db/client.ts";
import type { PersonRow } from "#db/workspaces.ts";
import { publishBook } from "#services/publish-book.ts";
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
  const findByEmail = async (email: string, account = "A"): Promise<PersonRow | null> => ({
    id: UserIdSchema.parse(`U00000${account}${String(emails.indexOf(email)).padStart(4, "0")}`),
    email,
    name: "Example Person",
    timezone: "UTC",
    active: true,
    internal: true,
  });
  const start = (account?: string) =>
    publishBook({ db, log: newLog("silent"), now: TUESDAY }, book, TEAM, (email) =>
      findByEmail(email, account),
    );
  return { db, start };
}

test("processes that start in the same moment make one workspace with one release", async () => {
  const { db, start } = await installation();
  const workspaces = await Promise.all([start(), start(), start()]);
  expect(new Set(workspaces).size).toBe(1);
  expect(await db.sql`select number from baton.releases`).toEqual([{ number: 1 }]);
});

test("somebody who comes back with a new account and the old address takes the place of the old account", async () => {
  const { db, start } = await installation();
  await start("A");
  await start("B");
  const rows = await db.sql`select p.user_id from baton.role_members m
    join baton.people p on p.workspace_id = m.workspace_id and p.user_id = m.user_id and p.email is not null`;
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => String(row["user_id"]).startsWith("U00000B"))).toBe(true);
});
