import type { Log } from "#src/log.ts";
import type { SystemName } from "#domain/actor.ts";
import type { DealId, OperationId, TriggerId, UserId, WorkspaceId } from "#domain/ids.ts";
import type { HookJob } from "#domain/hooks.ts";
import type { Job } from "#domain/jobs-of.ts";
import type { Db, Sql, Statement } from "#db/client.ts";

/** Who asks, before their roles are known. */
export type Asker =
  | { readonly kind: "person"; readonly id: UserId; readonly internal: boolean }
  | { readonly kind: "system"; readonly name: SystemName };

/** Work for whichever process takes it: of a run, telling other programs, routing a trigger, telling the runs of a deal what came for it, going on with an act on many runs. */
export type Work =
  | Job
  | HookJob
  | { readonly queue: "route"; readonly trigger: TriggerId }
  | { readonly queue: "signal"; readonly deal: DealId }
  | { readonly queue: "operate"; readonly operation: OperationId; readonly afterMs: number };

/** Makes the statements that queue work, for the transaction of what asks for it. */
export type QueueWork = (
  workspace: WorkspaceId,
  work: readonly Work[],
) => Promise<(tx: Sql) => readonly Statement[]>;

/** What every service works with: one workspace, one asker, one moment. */
export type Context = {
  readonly db: Db;
  readonly workspace: WorkspaceId;
  readonly by: Asker;
  readonly now: Date;
  readonly log: Log;
  /** Something new waits to be shown on Slack. Never waits, never throws. */
  readonly wake: () => void;
  readonly queue: QueueWork;
};
