import { z } from "zod";
import type { UserId, WorkspaceId } from "#domain/ids.ts";
import { newWorkspaceId, UserIdSchema, WorkspaceIdSchema } from "#src/ids.ts";
import { batchInWorkspace, type Db, type Tx } from "./client.ts";
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

/** Makes a workspace that has no release yet, unless another process makes it in the same moment. */
export async function makeWorkspace(db: Db, row: WorkspaceRow): Promise<WorkspaceId> {
  const { slug, name, slackTeam, slackUrl, currency, timezone, fallbackOwner } = row;
  const id = newWorkspaceId();
  try {
    await batchInWorkspace(db, id, (tx) => [
      tx`insert into baton.workspaces (id, slug, name, slack_team, slack_url, currency, timezone, fallback_owner, current_release)
        values (${id}, ${slug}, ${name}, ${slackTeam}, ${slackUrl}, ${currency}, ${timezone}, ${fallbackOwner}, 0)`,
    ]);
    return id;
  } catch (error) {
    const made = isUniqueViolation(error, "workspaces") ? await workspaceBySlug(db, slug) : null;
    if (made) return made;
    throw error;
  }
}

/** What a release says of its workspace, with its people's Slack ids. */
export type WorkspaceTerms = Pick<WorkspaceRow, "name" | "currency" | "timezone" | "fallbackOwner"> & {
  /** Whose rows are to be written. */
  readonly people: readonly PersonRow[];
  readonly roles: Readonly<Record<string, readonly UserId[]>>;
};

/** Makes a workspace what a release says of it: its name, its people, and who has which role. */
export async function saveTerms(tx: Tx, id: WorkspaceId, terms: WorkspaceTerms): Promise<void> {
  const { name, currency, timezone, fallbackOwner, people, roles } = terms;
  const members = Object.entries(roles).flatMap(([role, ids]) =>
    ids.map((user, position) => ({ workspace_id: id, role, user_id: user, position })),
  );
  for (const person of people) await savePerson(tx, id, person);
  await tx`update baton.workspaces set name = ${name}, currency = ${currency}, timezone = ${timezone},
    fallback_owner = ${fallbackOwner} where id = ${id}`;
  await tx`delete from baton.role_members where workspace_id = ${id}`;
  await tx`insert into baton.role_members
    select * from jsonb_populate_recordset(null::baton.role_members, ${JSON.stringify(members)}::text::jsonb)`;
}

/** Where in Slack a workspace is. */
export async function saveTeam(tx: Tx, id: WorkspaceId, team: { id: string; url: string }): Promise<void> {
  await tx`update baton.workspaces set slack_team = ${team.id}, slack_url = ${team.url} where id = ${id}`;
}

/** People of the workspace by their mail, as they were last seen. Null stands for all who have one. */
export async function peopleByMail(
  db: Db,
  workspace: WorkspaceId,
  mails: readonly string[] | null,
): Promise<ReadonlyMap<string, PersonRow>> {
  const [rows] = await batchInWorkspace(db, workspace, (tx) => [
    tx`select user_id, email, name, timezone, active, internal from baton.people
      where workspace_id = ${workspace} and email is not null
        and (${mails === null} or email = any(${[...(mails ?? [])]})) order by name, user_id`,
  ]);
  return new Map(
    (rows ?? []).map((row) => {
      const { user_id: id, email, ...person } = PersonSchema.parse(row);
      return [email, { id, email, ...person }];
    }),
  );
}

const PersonSchema = z.object({
  user_id: UserIdSchema,
  email: z.string(),
  name: z.string(),
  timezone: z.string(),
  active: z.boolean(),
  internal: z.boolean(),
});

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
