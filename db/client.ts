import postgres from "postgres";
import type { WorkspaceId } from "#domain/ids.ts";

/** Connections to the database. Tenant rows are reached through `inWorkspace` and `batchInWorkspace` only. */
export type Db = { readonly sql: postgres.Sql; close(): Promise<void> };

/** A transaction that works as `baton_app` in one workspace. */
export type Tx = postgres.TransactionSql;

/** What statements are made with, in a transaction or not, and a statement that was not sent yet. */
export type Sql = postgres.ISql;
export type Statement = postgres.PendingQuery<postgres.Row[]>;

/** More connections than this only wait for each other on the server's cores; let callers wait here instead. */
const CONNECTIONS_MAX = 10;

export function connect(url: string, max = CONNECTIONS_MAX): Db {
  const sql = postgres(url, {
    max,
    onnotice: () => {},
    connect_timeout: 5,
    idle_timeout: 300,
    connection: { application_name: "baton" },
  });
  return { sql, close: () => sql.end({ timeout: 5 }) };
}

/** Runs work in one transaction that sees and writes the rows of one workspace. */
export function inWorkspace<T>(db: Db, workspace: WorkspaceId, work: (tx: Tx) => Promise<T>): Promise<T> {
  // Not awaited on its own: it travels with the first statement of the work.
  return db.sql.begin(async (tx) => {
    const [, result] = await Promise.all([enter(tx, workspace), work(tx)]);
    return result;
  }) as Promise<T>;
}

/**
 * Runs statements that don't need each other's results in one transaction and one round trip.
 * Answers with the rows of each.
 */
export async function batchInWorkspace(
  db: Db,
  workspace: WorkspaceId,
  statements: (tx: Sql) => readonly Statement[],
): Promise<postgres.Row[][]> {
  const connection = await db.sql.reserve();
  try {
    const results = await Promise.allSettled([
      connection`begin`,
      enter(connection, workspace),
      ...statements(connection),
      // After a failed statement the server answers this with ROLLBACK.
      connection`commit`,
    ]);
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return results.slice(2, -1).map((result) => (result.status === "fulfilled" ? result.value : []));
  } finally {
    connection.release();
  }
}

function enter(sql: Sql, workspace: WorkspaceId) {
  return sql`select set_config('role', 'baton_app', true), set_config('baton.workspace', ${workspace}, true)`;
}
