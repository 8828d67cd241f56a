import { inWorkspace, type Db } from "#db/client.ts";
import { savePerson, type PersonRow } from "#db/workspaces.ts";
import type { WorkspaceId } from "#domain/ids.ts";

export type { PersonRow as Person } from "#db/workspaces.ts";

/** Remembers who a person is, as Slack says it now: before they can be given work, and when they are deactivated. */
export async function rememberPerson(db: Db, workspace: WorkspaceId, person: PersonRow): Promise<void> {
  await inWorkspace(db, workspace, (tx) => savePerson(tx, workspace, person));
}
