import type { Db } from "./client.ts";

/** How far the demo's clock is ahead of the real one, in milliseconds; 0 where it was never moved. */
export async function clockOffset(db: Db): Promise<number> {
  const [row] = await db.sql`select offset_ms from baton.demo_clock`;
  return Number(row?.["offset_ms"] ?? 0);
}

/** Moves the demo's clock forward; answers with its whole offset. */
export async function moveClock(db: Db, byMs: number): Promise<number> {
  const [row] = await db.sql`insert into baton.demo_clock ("only", offset_ms) values (true, ${byMs})
    on conflict ("only") do update set offset_ms = demo_clock.offset_ms + ${byMs} returning offset_ms`;
  return Number(row?.["offset_ms"]);
}
