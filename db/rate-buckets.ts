import type { WorkspaceId } from "#domain/ids.ts";
import { batchInWorkspace, type Db, type Sql } from "./client.ts";

/** How often a method of Slack's may be called in a workspace. */
export type Budget = {
  /** The method's name. */
  readonly bucket: string;
  /** As many at once. */
  readonly capacity: number;
  readonly perMinute: number;
  /** The last ones are kept for what somebody waits for. */
  readonly reserve: number;
};

/** Tokens are fractions of numbers that were added up: a whole one may look a little less. */
const TOLERANCE = 0.01;

/** Takes one call out of a budget that all processes share. False: there is none to take now. */
export async function drawCall(
  db: Db,
  workspace: WorkspaceId,
  budget: Budget,
  pressing: boolean,
): Promise<boolean> {
  const { bucket, capacity, perMinute, reserve } = budget;
  const needed = (pressing ? 1 : reserve + 1) - TOLERANCE;
  const perSecond = perMinute / 60;
  const [drawn] = await batchInWorkspace(db, workspace, (tx) => {
    const filled = tx`least(${capacity}::float8,
      b.tokens + greatest(0, extract(epoch from clock_timestamp() - b.refilled_at)::float8) * ${perSecond}::float8)`;
    const until = (tokens: number) =>
      tx`clock_timestamp() + make_interval(secs => greatest(0, ${tokens + 1}::float8 - ${filled}) / ${perSecond}::float8)`;
    return [
      tx`insert into baton.rate_buckets as b (workspace_id, bucket, tokens, refilled_at)
        values (${workspace}, ${bucket}, ${capacity - 1}, clock_timestamp())
        on conflict (workspace_id, bucket) do update set tokens = ${filled} - 1, refilled_at = clock_timestamp(),
          paused_until = ${until(1)}, bulk_from = ${until(reserve + 1)}
        where (b.paused_until is null or b.paused_until <= clock_timestamp()) and ${filled} >= ${needed}::float8
        returning b.bucket`,
    ];
  });
  return drawn?.length === 1;
}

/** Nobody calls the method before Slack's time is over; then what is not pressing begins again with one call. */
export async function pauseCalls(
  db: Db,
  workspace: WorkspaceId,
  budget: Budget,
  seconds: number,
): Promise<void> {
  const { bucket, reserve } = budget;
  await batchInWorkspace(db, workspace, (tx: Sql) => {
    const until = tx`clock_timestamp() + make_interval(secs => ${seconds}::float8)`;
    return [
      tx`insert into baton.rate_buckets as b (workspace_id, bucket, tokens, refilled_at, paused_until)
        values (${workspace}, ${bucket}, ${reserve + 1}, ${until}, ${until})
        on conflict (workspace_id, bucket) do update set tokens = least(b.tokens, ${reserve + 1}::float8),
          refilled_at = ${until}, paused_until = greatest(b.paused_until, ${until})`,
    ];
  });
}
