import postgres from "postgres";
import type { WorkspaceId } from "#domain/ids.ts";
import { openConnections, type Connections } from "./connections.ts";
import { textArray } from "./text-array.ts";

/** Connections to the database. Tenant rows are reached through `inWorkspace` and `batchInWorkspace` only. */
export type Db = {
  readonly sql: postgres.Sql;
  /** For transactions. */
  readonly connections: Connections;
  close(): Promise<void>;
};

/** What statements are made with, in a transaction or not, and a statement that was not sent yet. */
export type Sql = postgres.ISql;
export type Statement = postgres.PendingQuery<postgres.Row[]>;

/** A transaction that works as `baton_app` in one workspace. */
export type Tx = Sql;

/** More connections than this only wait for each other on the server's cores; let callers wait here instead. */
const CONNECTIONS_MAX = 10;
/** Besides, for single statements: they look for work, and few do that at once. */
const SINGLES_MAX = 3;
const OPEN_WITHIN_MS = 5000;

export function connect(url: string, max = CONNECTIONS_MAX): Db {
  const client = (options: Options) =>
    postgres(url, {
      onnotice: () => {},
      connect_timeout: OPEN_WITHIN_MS / 1000,
      connection: { application_name: "baton" },
      fetch_types: false,
      types: { textArray },
      ...options,
    });
  const sql = client({ max: Math.min(max, SINGLES_MAX), idle_timeout: 300 });
  // One that closed by itself could do so just when it is reserved, and the driver would not notice.
  const lasting = { max: 1, idle_timeout: 0, max_lifetime: 0 };
  const connections = openConnections(max, OPEN_WITHIN_MS, (onclose) => client({ ...lasting, onclose }));
  return {
    sql,
    connections,
    close: async () => {
      await Promise.all([sql.end({ timeout: 5 }), connections.close()]);
    },
  };
}

type Options = { max: number; idle_timeout: number; max_lifetime?: number; onclose?: () => void };

/** Runs work in one transaction that sees and writes the rows of one workspace. */
export function inWorkspace<T>(db: Db, workspace: WorkspaceId, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.connections.use(async (tx) => {
    // Sent before anything of the work, which is not sent by being written down; and not waited for on their own.
    const entered = [tx`begin`.execute(), enter(tx, workspace).execute()];
    try {
      const [result] = await Promise.all([work(tx), ...entered]);
      const { command } = await tx`commit`;
      if (command !== "COMMIT") throw new Error(`A statement had failed: ${command}`);
      return result;
    } catch (error) {
      await undo(tx);
      throw error;
    }
  });
}

/**
 * Runs statements that don't need each other's results in one transaction and one round trip.
 * Answers with the rows of each.
 */
export function batchInWorkspace(
  db: Db,
  workspace: WorkspaceId,
  statements: (tx: Sql) => readonly Statement[],
): Promise<postgres.Row[][]> {
  return db.connections.use(async (tx) => {
    const results = await Promise.allSettled([
      tx`begin`,
      enter(tx, workspace),
      ...statements(tx),
      // After a failed statement the server answers this with ROLLBACK.
      tx`commit`,
    ]);
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return results.slice(2, -1).map((result) => (result.status === "fulfilled" ? result.value : []));
  });
}

async function undo(tx: Tx): Promise<void> {
  try {
    await tx`rollback`;
  } catch {
    // The connection broke, and the server has undone it by itself.
  }
}

function enter(sql: Sql, workspace: WorkspaceId) {
  return sql`select set_config('role', 'baton_app', true), set_config('baton.workspace', ${workspace}, true)`;
}
