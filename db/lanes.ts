import { z } from "zod";
import type { WorkspaceId } from "#domain/ids.ts";
import { WorkspaceIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Sql, type Statement } from "./client.ts";

// All instants of the lanes are the database's: processes share them, and their clocks differ.

const CHANNEL = "baton_lanes";

export type Lane = { readonly workspace: WorkspaceId; readonly lane: string };

/** The right to serve a lane, for a while. Who comes later has a greater fence, and this one's writes are refused from then on. */
export type Lease = Lane & { readonly fence: number; readonly failures: number };

const LaneSchema = z
  .object({ workspace_id: WorkspaceIdSchema, id: z.string() })
  .transform(({ workspace_id, id }): Lane => ({ workspace: workspace_id, lane: id }));
const ClaimSchema = z.object({ fence: z.coerce.number(), failures: z.int() });

/** Lanes that somebody should serve now, over all workspaces: where somebody waits first, then whichever waited longest. */
export async function dueLanes(db: Db, atMost: number): Promise<Lane[]> {
  const rows = await db.sql`select workspace_id, id from baton.due_lanes(${atMost})`;
  return rows.map((row) => LaneSchema.parse(row));
}

/** Takes a lane for a while: one row, or none where another holds it or it rests. */
export function takeLane(tx: Sql, { workspace, lane }: Lane, leaseMs: number): Statement {
  return tx`update baton.lanes l set leased_until = ${inMs(tx, leaseMs)}, fence = l.fence + 1
    from (select workspace_id, lane from baton.lanes where workspace_id = ${workspace} and lane = ${lane}
      and (leased_until is null or leased_until <= clock_timestamp()) for update skip locked) free
    where l.workspace_id = free.workspace_id and l.lane = free.lane returning l.fence, l.failures`;
}

export function toLease(lane: Lane, row: unknown): Lease {
  return { ...lane, ...ClaimSchema.parse(row) };
}

/** Gives a lane back in which there was nothing to do. */
export async function releaseLane(db: Db, lease: Lease): Promise<void> {
  await batchInWorkspace(db, lease.workspace, (tx) => [whileHeld(tx, lease, tx`leased_until = null`)]);
}

/** Changes a lane as long as nobody else has taken it since. */
export function whileHeld(tx: Sql, { workspace, lane, fence }: Lease, set: Statement): Statement {
  return tx`update baton.lanes set ${set}
    where workspace_id = ${workspace} and lane = ${lane} and fence = ${fence} returning workspace_id`;
}

export function inMs(tx: Sql, ms: number): Statement {
  return tx`clock_timestamp() + make_interval(secs => ${ms / 1000}::float8)`;
}

/** Tells every process that something waits. Outside transactions: in one it would let one commit wait for the other. */
export async function notifyLanes(db: Db): Promise<void> {
  await db.sql.notify(CHANNEL, "");
}

/** Hears what the processes tell each other, on a connection of its own. Only a hint: who misses one finds the work by looking. */
export async function hearLanes(db: Db, heard: () => void): Promise<{ stop(): Promise<void> }> {
  const { unlisten } = await db.sql.listen(CHANNEL, heard);
  return { stop: unlisten };
}
