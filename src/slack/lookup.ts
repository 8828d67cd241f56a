import { WebAPIPlatformError, type UsersInfoResponse, type WebClient } from "@slack/web-api";
import type { PersonRow } from "#db/workspaces.ts";
import type { UserId } from "#domain/ids.ts";
import { UserIdSchema } from "#src/ids.ts";

/** Who a person is, as Slack says it now. `team` is the workspace's own: others are from outside. Null: nobody, or a bot. */
export function profileOf(client: WebClient, userId: UserId, team: string): Promise<PersonRow | null> {
  return personOrNobody(team, () => client.users.info({ user: userId }));
}

/** The active person of the workspace with that address; null: there is none. */
export function findByEmail(client: WebClient, email: string, team: string): Promise<PersonRow | null> {
  return personOrNobody(team, () => client.users.lookupByEmail({ email }));
}

const NOBODY = new Set(["user_not_found", "users_not_found", "user_not_visible"]);

async function personOrNobody(
  team: string,
  ask: () => Promise<Pick<UsersInfoResponse, "user">>,
): Promise<PersonRow | null> {
  try {
    const { user } = await ask();
    return user ? personFrom(user, team) : null;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && NOBODY.has(error.data.error)) return null;
    throw error;
  }
}

function personFrom(user: NonNullable<UsersInfoResponse["user"]>, team: string): PersonRow | null {
  if (user.is_bot || user.id === "USLACKBOT") return null;
  return {
    id: UserIdSchema.parse(user.id),
    // As the book writes it: addresses are compared in small letters.
    email: user.profile?.email?.toLowerCase() ?? null,
    name: user.profile?.real_name || user.real_name || user.name || String(user.id),
    timezone: user.tz ?? "UTC",
    active: !user.deleted,
    internal: user.team_id === team && !user.is_stranger,
  };
}
