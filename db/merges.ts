import type { RunId, WorkspaceId } from "#domain/ids.ts";
import type { Sql, Statement } from "./client.ts";
import type { Claim } from "./faults.ts";

const OPEN: Claim = "the other run is open";

/**
 * For the transaction of a merge: undoes it where the other run is over by now. Merges of a workspace are one after the
 * other, so that no two runs end in each other's favour.
 */
export function onlyIntoLive(tx: Sql, workspace: WorkspaceId, into: RunId): Statement[] {
  return [
    tx`select pg_advisory_xact_lock(hashtextextended(${`merge:${workspace}`}, 0))`,
    tx`select baton.must(exists (select from baton.runs
      where workspace_id = ${workspace} and id = ${into} and status in ('active', 'paused', 'blocked')), ${OPEN})`,
  ];
}
