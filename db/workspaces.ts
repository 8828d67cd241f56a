import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { newWorkspaceId, WorkspaceIdSchema } from "#src/ids.ts";
import { inWorkspace, type Db, type Tx } from "./client.ts";
import { isUniqueViolation } from "./faults.ts";

export type WorkspaceRow = {
  readonly slug: string;
  readonly name: string;
  readonly slackTeam: string;
  readonly slackUrl: string;
  readonly currency: string;
  readonly timezone: string;
  readonly fallbackOwner: UserId;
};

export type PersonRow = {
  readonly id: UserId;
  readonly email: string | null;
  readonly name: string;
  readonly timezone: string;
  readonly active: boolean;
  readonly internal: boolean;
};

/** Null: there is none of that slug. */
export async function workspaceBySlug(db: Db, slug: string): Promise<WorkspaceId | null> {
  const [row] = await db.sql`select baton.workspace_by_slug(${slug}) as id`;
  return WorkspaceIdSchema.nullable().parse(row?.["id"] ?? null);
}

/** Null: no workspace belongs to that Slack team. */
export async function workspaceByTeam(db: Db, team: string): Promise<WorkspaceId | null> {
  const [row] = await db.sql`select baton.workspace_by_team(${team}) as id`;
  return WorkspaceIdSchema.nullable().parse(row?.["id"] ?? null);
}

export async function everyWorkspace(db: Db): Promise<WorkspaceId[]> {
  const rows = await db.sql`select id from baton.every_workspace() id`;
  return rows.map((row) => WorkspaceIdSchema.parse(row["id"]));
}

type Roles = Readonly<Record<string, readonly UserId[]>>;

/** Writes a workspace as the book and Slack describe it, and who has which role. Its releases stay as they are. */
export async function saveWorkspace(
  db: Db,
  row: WorkspaceRow,
  people: readonly PersonRow[],
  roles: Roles,
): Promise<WorkspaceId> {
  const known = await workspaceBySlug(db, row.slug);
  const id = known ?? newWorkspaceId();
  try {
    await writeWorkspace(db, id, row, people, roles);
    return id;
  } catch (error) {
    // Another process, which started in the same moment, made it.
    if (known || !isUniqueViolation(error, "workspaces") || !(await workspaceBySlug(db, row.slug)))
      throw error;
    return saveWorkspace(db, row, people, roles);
  }
}

async function writeWorkspace(
  db: Db,
  id: WorkspaceId,
  row: WorkspaceRow,
  people: readonly PersonRow[],
  roles: Roles,
): Promise<void> {
  const members = Object.entries(roles).flatMap(([role, ids]) =>
    ids.map((user, position) => ({ workspace_id: id, role, user_id: user, position })),
  );
  await inWorkspace(db, id, async (tx) => {
    await tx`insert into baton.workspaces (id, slug, name, slack_team, slack_url, currency, timezone, fallback_owner, current_release)
      values (${id}, ${row.slug}, ${row.name}, ${row.slackTeam}, ${row.slackUrl}, ${row.currency}, ${row.timezone},
        ${row.fallbackOwner}, 0)
      on conflict (id) do update set name = excluded.name, slack_team = excluded.slack_team, slack_url = excluded.slack_url,
        currency = excluded.currency, timezone = excluded.timezone, fallback_owner = excluded.fallback_owner`;
    for (const person of people) await savePerson(tx, id, person);
    await tx`delete from baton.role_members where workspace_id = ${id}`;
    await tx`insert into baton.role_members
      select * from jsonb_populate_recordset(null::baton.role_members, ${JSON.stringify(members)}::text::jsonb)`;
  });
}

/** Remembers who a person is, as Slack says it now. An address is its newest holder's: people come back, with a new account. */
export async function savePerson(tx: Tx, workspace: WorkspaceId, person: PersonRow): Promise<void> {
  const { id, email, name, timezone, active, internal } = person;
  await tx`update baton.people set email = null
    where workspace_id = ${workspace} and email = ${email} and user_id <> ${id}`;
  await tx`insert into baton.people (workspace_id, user_id, email, name, timezone, active, internal)
    values (${workspace}, ${id}, ${email}, ${name}, ${timezone}, ${active}, ${internal})
    on conflict (workspace_id, user_id) do update set email = excluded.email, name = excluded.name,
      timezone = excluded.timezone, active = excluded.active, internal = excluded.internal`;
}
