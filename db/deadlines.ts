import { z } from "zod";
import type { DeadlineId, WorkspaceId } from "#domain/ids.ts";
import { DeadlineIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import type { Db } from "./client.ts";

const DueSchema = z.object({ workspace_id: WorkspaceIdSchema, id: DeadlineIdSchema });

/** Deadlines of every workspace whose time has come, the oldest first. Reads without locks; its cost is what is due. */
export async function dueDeadlines(
  db: Db,
  now: Date,
  atMost: number,
): Promise<{ workspace: WorkspaceId; id: DeadlineId }[]> {
  const rows = await db.sql`select workspace_id, id from baton.due_deadlines(${now}, ${atMost})`;
  return rows
    .map((row) => DueSchema.parse(row))
    .map(({ workspace_id, id }) => ({ workspace: workspace_id, id }));
}

/** The earliest instant at which something is due, over every workspace; null: nothing is. */
export async function nextDeadline(db: Db): Promise<Date | null> {
  const [row] = await db.sql`select baton.next_deadline() as at`;
  return z.date().nullable().parse(row?.["at"]);
}
