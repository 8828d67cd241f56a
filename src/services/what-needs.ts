import type { Context } from "#src/context.ts";
import { batchInWorkspace } from "#db/client.ts";
import { exceptionsOf, openableGates, toExceptionLines, type ExceptionLine } from "#db/exception-lines.ts";
import {
  approvableTasks,
  claimableTasks,
  heldTasks,
  LINES_MAX,
  offersTo,
  overdueTasks,
  runLines,
  toOfferLines,
  toRunLines,
  toTaskLines,
  type OfferLine,
  type RunLine,
  type TaskLine,
} from "#db/lines.ts";
import type { UserId } from "#domain/ids.ts";
import { isLate } from "#domain/task.ts";

export type WhatNeeds = {
  readonly offers: readonly OfferLine[];
  /** Overdue tasks that they hold, of runs that they own, or that they were called about. */
  readonly overdue: readonly TaskLine[];
  readonly mine: readonly TaskLine[];
  /** Unclaimed tasks of their roles. */
  readonly ready: readonly TaskLine[];
  /** What they are asked to approve. */
  readonly approvals: readonly TaskLine[];
  /** Closed gates that they may open. */
  readonly gates: readonly ExceptionLine[];
  /** Other exceptions that they answer for. */
  readonly exceptions: readonly ExceptionLine[];
  /** Open runs that they own. */
  readonly runs: readonly RunLine[];
};

/** Everything that waits for a person, and the runs they answer for, in one round trip. */
export async function whatNeeds(ctx: Context, user: UserId): Promise<WhatNeeds> {
  const ws = ctx.workspace;
  const [offers, overdue, mine, ready, approvals, gates, exceptions, runs] = await batchInWorkspace(
    ctx.db,
    ws,
    (tx) => [
      offersTo(tx, ws, user),
      overdueTasks(tx, ws, user, ctx.now),
      heldTasks(tx, ws, user),
      claimableTasks(tx, ws, user),
      approvableTasks(tx, ws, user),
      openableGates(tx, ws, user),
      exceptionsOf(tx, ws, user),
      runLines(
        tx,
        ctx.now,
        tx`where r.workspace_id = ${ws} and r.owner = ${user} and r.status in ('active', 'paused', 'blocked')
        order by r.due_at nulls last, r.id limit ${LINES_MAX}`,
      ),
    ],
  );
  const openable = toExceptionLines(gates);
  const held = toTaskLines(mine);
  const late = [...toTaskLines(overdue), ...held.filter((task) => isLate(task, ctx.now))];
  return {
    offers: toOfferLines(offers),
    overdue: [...new Map(late.map((task) => [task.id, task])).values()],
    mine: held,
    ready: toTaskLines(ready),
    approvals: toTaskLines(approvals),
    gates: openable,
    exceptions: toExceptionLines(exceptions).filter(({ id }) => !openable.some((gate) => gate.id === id)),
    runs: toRunLines(runs),
  };
}
