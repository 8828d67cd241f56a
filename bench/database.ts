import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Db } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { startPostgres } from "#demo/postgres.ts";

export type BenchDatabase = {
  /** As the superuser, who owns it. */
  readonly url: string;
  readonly db: Db;
  remove(): Promise<void>;
};

/** An embedded PostgreSQL of the bench's own, which flushes every commit to the disk: migrated, and empty. */
export async function startDatabase(): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "baton-bench-"));
  const postgres = await startPostgres({ folder, log: () => {} });
  const removeFolders = () => {
    for (const path of new Set([folder, postgres.folder])) rmSync(path, { recursive: true, force: true });
  };
  process.once("exit", removeFolders);
  await migrate(postgres.url);
  const db = connect(postgres.url);
  return {
    url: postgres.url,
    db,
    async remove() {
      await db.close();
      await postgres.stop();
      removeFolders();
      process.off("exit", removeFolders);
    },
  };
}
