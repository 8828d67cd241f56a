import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { ensureRoles } from "./roles.ts";

const FOLDER = fileURLToPath(new URL("./migrations", import.meta.url));

/** Brings the database at `url` to the present schema. Many processes may start at once: one migrates, the rest wait. */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await ensureRoles(sql);
    await sql`select pg_advisory_lock(hashtext('baton migrate'))`;
    await applyMigrations(drizzle(sql), {
      migrationsFolder: FOLDER,
      migrationsSchema: "baton",
      migrationsTable: "migrations",
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
