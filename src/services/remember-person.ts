import { inWorkspace, type Db } from "#db/client.ts";
import type { Context } from "#src/context.ts";
import { savePerson, type PersonRow } from "#db/workspaces.ts";
import type { UserId, WorkspaceId } from "#domain/ids.ts";

export type { PersonRow as Person } from "#db/workspaces.ts";

/** Remembers who a person is, as Slack says it now: before they can be given work, and when they are deactivated. */
export async function rememberPerson(db: Db, workspace: WorkspaceId, person: PersonRow): Promise<void> {
  await inWorkspace(db, workspace, (tx) => savePerson(tx, workspace, person));
}

/** Whether the workspace has ever had to do with them. */
export async function knowsPerson({ db, workspace }: Context, user: UserId): Promise<boolean> {
  const rows = await inWorkspace(
    db,
    workspace,
    (tx) => tx`select 1 from baton.people where workspace_id = ${workspace} and user_id = ${user}`,
  );
  return rows.length > 0;
}
