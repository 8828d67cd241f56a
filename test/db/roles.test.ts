import { rmSync } from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, inWorkspace } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { everyWorkspace, workspaceBySlug } from "#db/workspaces.ts";
import { startPostgres } from "#demo/postgres.ts";
import { newWorkspaceId } from "#src/ids.ts";
import { scratchFolder } from "#test/support/scratch-folder.ts";

// Roles belong to a whole cluster, so this needs one where nobody has made them yet.

const folder = join(scratchFolder(), `baton-test-${randomUUID()}`);
let cluster: Awaited<ReturnType<typeof startPostgres>>;
let admin: postgres.Sql;

beforeAll(async () => {
  cluster = await startPostgres({ folder, durable: false, log: () => {} });
  admin = postgres(cluster.url, { onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await cluster.stop();
  for (const path of [folder, cluster.folder]) rmSync(path, { recursive: true, force: true });
});

// The tests build on each other, as an installation does.

test("a login that may not make the roles says what an administrator has to run, and then does without", async () => {
  const url = await database("plain", await login("plain", "login"));
  const refused: unknown = await migrate(url).catch((error: unknown) => error);
  const [, statements] = String(refused).split("in any database of the cluster:\n");
  expect(statements).toMatchInlineSnapshot(`
    "create role baton_app nologin;
    create role baton_finder nologin;
    grant baton_app, baton_finder to plain;"
  `);
  await admin.unsafe(String(statements));
  await migrate(url);
  await migrate(url);
});

test("FORCE holds even the owner of the tables: outside a workspace they see nothing", async () => {
  const db = connect(urlOf("plain", "plain"));
  const workspace = newWorkspaceId();
  const insert = db.sql`insert into baton.workspaces (id, slug, name, slack_url, currency, timezone, fallback_owner, current_release)
    values (${workspace}, 'acme', 'Acme', 'https://acme.example/', 'USD', 'UTC', 'U0FALLBACK', 0)`;
  await expect(insert).rejects.toThrow("violates row-level security");
  await inWorkspace(
    db,
    workspace,
    (
      tx,
    ) => tx`insert into baton.workspaces (id, slug, name, slack_url, currency, timezone, fallback_owner, current_release)
      values (${workspace}, 'acme', 'Acme', 'https://acme.example/', 'USD', 'UTC', 'U0FALLBACK', 0)`,
  );
  await inWorkspace(
    db,
    workspace,
    (tx) => tx`insert into baton.lanes values (${workspace}, 'C0123456789', now())`,
  );
  await inWorkspace(
    db,
    workspace,
    (tx) => tx`insert into baton.rate_buckets values (${workspace}, 'chat.update', 1, now())`,
  );
  for (const table of ["workspaces", "lanes", "rate_buckets"]) {
    expect([table, await db.sql.unsafe(`select 1 from baton.${table}`)]).toEqual([table, []]);
    expect(
      await inWorkspace(db, workspace, (tx) => tx.unsafe(`select 1 as one from baton.${table}`)),
    ).toEqual([{ one: 1 }]);
    expect(
      await inWorkspace(db, newWorkspaceId(), (tx) => tx.unsafe(`select 1 from baton.${table}`)),
    ).toEqual([]);
  }
  expect(await workspaceBySlug(db, "acme")).toBe(workspace);
  expect(await everyWorkspace(db)).toEqual([workspace]);
  await db.close();
});

test("however many start at once, in one database or in several, each finds its roles and its tables", async () => {
  for (const gone of ["database plain", "role baton_app", "role baton_finder"])
    await admin.unsafe(`drop ${gone}`);
  const maker = await login("maker", "createrole login");
  const urls = [await database("one", maker), await database("two", maker)];
  await Promise.all([...urls, ...urls, ...urls].map((url) => migrate(url)));
  for (const url of urls) {
    const db = connect(url);
    expect(await everyWorkspace(db)).toEqual([]);
    await db.close();
  }
});

/** Somebody who may no more than what is said. */
async function login(name: string, may: string): Promise<string> {
  await admin.unsafe(`create role ${name} ${may} password '${name}'`);
  return name;
}

async function database(name: string, owner: string): Promise<string> {
  await admin.unsafe(`create database ${name} owner ${owner}`);
  return urlOf(name, owner);
}

function urlOf(name: string, user: string): string {
  const url = new URL(cluster.url);
  Object.assign(url, { username: user, password: user, pathname: `/${name}` });
  return url.href;
}
