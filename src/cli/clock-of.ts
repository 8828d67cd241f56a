import type { Db } from "#db/client.ts";
import { clockOffset } from "#db/demo-clock.ts";

/** What time it is for that database: the demo's clock may be ahead. */
export async function clockOf(db: Db): Promise<() => Date> {
  const ahead = await clockOffset(db);
  return () => new Date(Date.now() + ahead);
}
