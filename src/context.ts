import type { Log } from "#src/log.ts";
import type { SystemName } from "#domain/actor.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import type { Db } from "#db/client.ts";

/** Who asks, before their roles are known. */
export type Asker =
  | { readonly kind: "person"; readonly id: UserId; readonly internal: boolean }
  | { readonly kind: "system"; readonly name: SystemName };

/** What every service works with: one workspace, one asker, one moment. */
export type Context = {
  readonly db: Db;
  readonly workspace: WorkspaceId;
  readonly by: Asker;
  readonly now: Date;
  readonly log: Log;
  /** Something new waits to be shown on Slack. Never waits, never throws. */
  readonly wake: () => void;
};
