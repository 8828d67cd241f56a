import { type ChildProcess, execFileSync, fork, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type EmbeddedPostgres, PostgresFailed, startPostgres, type StartOptions } from "#demo/postgres.ts";
import { PostgresInUse } from "#demo/postgres-hold.ts";
import { FolderUnreachable } from "#demo/postgres-place.ts";
import { scratchFolder } from "#test/support/scratch-folder.ts";
import postgres, { type Sql } from "postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const isRoot = process.getuid?.() === 0;
const root = mkdtempSync(join(realpathSync(scratchFolder()), "baton-embedded-"));
const folder = join(root, "shared");
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  if (isRoot) chmodSync(root, 0o755);
  const { url, stop } = await start();
  await query(url, (sql) => sql`create table clients (name text)`);
  await query(url, (sql) => sql`insert into clients values ('Acme')`);
  await stop();
}, 60_000);

afterEach(async () => {
  for (const { stop } of open.splice(0)) await stop();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the embedded PostgreSQL", () => {
  test("keeps what was stored, and leaves no process and no pid file when it stops", async () => {
    const { url, pid, adopted, stop } = await start();
    expect(adopted).toBe(false);
    expect(await clients(url)).toEqual(["Acme"]);
    await stop();
    expect(isRunning(pid)).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(["postgres", "postgres.log"]);
    expect(existsSync(join(folder, "postgres/data/postmaster.pid"))).toBe(false);
  });

  test("is adopted by the next start when its process was killed", async () => {
    const host = await startHost();
    await kill(host.process);
    const { url, pid, adopted, stop } = await start();
    expect({ adopted, pid }).toEqual({ adopted: true, pid: host.pid });
    expect(await clients(url)).toEqual(["Acme"]);
    await stop();
    expect(isRunning(host.pid)).toBe(false);
  });

  test("starts again after it was killed with its process", async () => {
    const host = await startHost();
    process.kill(host.pid, "SIGKILL");
    await kill(host.process);
    const { url } = await start();
    expect(await clients(url)).toEqual(["Acme"]);
  });

  test("starts when its old pid is another program's now", async () => {
    const uid = statSync(join(folder, "postgres")).uid;
    const stranger = spawn("sleep", ["60"], { uid, cwd: "/" });
    writeFileSync(
      join(folder, "postgres/data/postmaster.pid"),
      `${stranger.pid}\n${folder}\n1\n5432\n\n127.0.0.1\n\nready\n`,
    );
    const { url } = await start();
    expect(await clients(url)).toEqual(["Acme"]);
    expect(stranger.kill()).toBe(true);
  });

  test("has one process at a time, and tells another who that is", async () => {
    const host = await startHost();
    await expect(start()).rejects.toThrow(new PostgresInUse(folder, `process ${host.process.pid}`));
    await expect(start({ fresh: true })).rejects.toThrow(PostgresInUse);
    expect(await clients(host.url)).toEqual(["Acme"]);
    process.kill(host.pid, "SIGQUIT");
  });

  test("can be joined, and keeps running when who joined has left", async () => {
    const first = await start();
    const second = await start({ join: true });
    expect(second).toMatchObject({ url: first.url, adopted: true });
    await second.stop();
    expect(await clients(first.url)).toEqual(["Acme"]);
  });

  test("is made once when two begin at the same time", async () => {
    const options = { folder: join(root, "raced") };
    const results = await Promise.allSettled([start(options), start(options)]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { name: "PostgresInUse" },
    });
  });

  test("begins anew when asked to, also when an orphan runs there", async () => {
    const options = { folder: copyShared("anew") };
    const host = await startHost(options.folder);
    expect(await clients(host.url)).toEqual(["Acme"]);
    await kill(host.process);
    const { url, adopted } = await start({ ...options, fresh: true });
    expect(adopted).toBe(false);
    expect(isRunning(host.pid)).toBe(false);
    await expect(clients(url)).rejects.toThrow('relation "clients" does not exist');
  });

  test("knows the small letters of every script and sorts by code point, in any locale", async () => {
    const options = { folder: join(root, "locale") };
    const host = await startHost(options.folder, { LANG: "tr_TR.ISO-8859-9", LC_ALL: "C", TZ: "Asia/Tokyo" });
    const [row] = await query(
      host.url,
      (sql) => sql`select lower('ÉI') as small, 'a' < 'B' as dictionary, current_setting('timezone') as zone`,
    );
    expect(row).toEqual({ small: "éi", dictionary: false, zone: "UTC" });
    process.kill(host.pid, "SIGQUIT");
  });

  test("lets in only who has the password, which only its user can read", async () => {
    const { url } = await start();
    const guessed = new URL(url);
    guessed.password = "guessed";
    await expect(clients(guessed.href)).rejects.toThrow("password authentication failed");
    expect(statSync(join(folder, "postgres/password")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "postgres")).mode & 0o777).toBe(0o700);
  });

  test("removes what an interrupted start left", async () => {
    const left = join(folder, "postgres.4194305.Ab12Cd");
    mkdirSync(left);
    await start();
    expect(existsSync(left)).toBe(false);
  });

  test("says in Postgres's words why it does not start", async () => {
    const options = { folder: copyShared("broken") };
    writeFileSync(join(options.folder, "postgres/data/PG_VERSION"), "9.6\n");
    const failure = await start(options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PostgresFailed);
    expect(String(failure)).toContain("initialized by PostgreSQL version 9.6");
  });
});

describe.runIf(isRoot)("for root, the embedded PostgreSQL", () => {
  test("runs as another user", async () => {
    await start();
    expect(statSync(join(folder, "postgres/data/postmaster.pid")).uid).not.toBe(0);
  });

  test("moves to a temporary folder from where only root may enter, and finds it again", async () => {
    const options = { folder: join(root, "home", ".baton") };
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const lines: string[] = [];
    const first = await start({ ...options, log: (line) => lines.push(line) });
    open.push({ stop: async () => rmSync(first.folder, { recursive: true }) });
    expect(lines).toEqual([expect.stringContaining(`its data is kept in ${first.folder}`)]);
    expect(first.folder).not.toContain(root);
    expect(statSync(first.folder).mode & 0o007).toBe(0);
    await first.stop();
    const second = await start(options);
    expect(second.folder).toBe(first.folder);
  });

  test("does not move when that was not allowed", async () => {
    const options = { folder: join(root, "home", ".baton"), unreachable: "refuse" } as const;
    await expect(start(options)).rejects.toThrow(FolderUnreachable);
    await expect(start(options)).rejects.toThrow("DATABASE_URL");
  });
});

async function start(options: Partial<StartOptions> = {}): Promise<EmbeddedPostgres> {
  const started = await startPostgres({ folder, durable: false, log: () => {}, ...options });
  open.unshift(started);
  return started;
}

/** A second cluster, sooner than by making one. */
function copyShared(name: string): string {
  execFileSync("cp", ["-a", folder, join(root, name)]);
  return join(root, name);
}

const HostSchema = z.object({ url: z.string(), pid: z.number() });

async function startHost(
  where = folder,
  env: NodeJS.ProcessEnv = {},
): Promise<z.infer<typeof HostSchema> & { process: ChildProcess }> {
  const host = fork(new URL("../support/postgres-host.ts", import.meta.url), [where], {
    env: { ...process.env, ...env },
  });
  open.unshift({ stop: () => kill(host) });
  const [started] = await once(host, "message");
  return { ...HostSchema.parse(started), process: host };
}

async function kill(host: ChildProcess): Promise<void> {
  if (host.kill("SIGKILL")) await once(host, "exit");
}

async function query<T>(url: string, run: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 });
  try {
    return await run(sql);
  } finally {
    await sql.end();
  }
}

async function clients(url: string): Promise<string[]> {
  const rows = await query(url, (sql) => sql<{ name: string }[]>`select name from clients`);
  return rows.map(({ name }) => name);
}

/** A zombie has an empty command line, and counts as gone. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}
