import { resolve } from "node:path";
import { connect, type Db } from "#db/client.ts";
import { startPostgres } from "#demo/postgres.ts";

/** Where the embedded cluster is kept, beside package.json. */
export const DATA_FOLDER = resolve(import.meta.dirname, "../../.baton");

/** Works on the database of `DATABASE_URL`, or on the cluster in `.baton/`, which is started for the call if need be. */
export async function withDatabase<T>(work: (db: Db, url: string) => Promise<T>): Promise<T> {
  const url = process.env["DATABASE_URL"];
  if (url) return closing(url, work);
  const cluster = await startPostgres({
    folder: DATA_FOLDER,
    join: true,
    log: (line) => console.error(line),
  });
  try {
    return await closing(cluster.url, work);
  } finally {
    await cluster.stop();
  }
}

async function closing<T>(url: string, work: (db: Db, url: string) => Promise<T>): Promise<T> {
  const db = connect(url);
  try {
    return await work(db, url);
  } finally {
    await db.close();
  }
}
