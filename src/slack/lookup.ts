import { WebAPIPlatformError, type UsersInfoResponse, type WebClient } from "@slack/web-api";
import { z } from "zod";
import type { PersonRow } from "#db/workspaces.ts";
import type { UserId } from "#domain/ids.ts";
import { UserIdSchema } from "#src/ids.ts";

const ProfileSchema = z.object({
  id: UserIdSchema,
  team_id: z.string().optional(),
  name: z.string().optional(),
  real_name: z.string().optional(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  tz: z.string().optional(),
  profile: z
    .object({
      email: z.string().optional(),
      real_name: z.string().optional(),
      display_name: z.string().optional(),
    })
    .default({}),
});

const SLACKBOT = "USLACKBOT";
/** What Slack says of somebody that it doesn't know, or doesn't show us. */
const NOBODY: ReadonlySet<string> = new Set(["user_not_found", "users_not_found", "user_not_visible"]);

/** Who that is, as Slack says it now; null: nobody, or no person. `team` is the id of our own Slack workspace. */
export async function profileOf(client: WebClient, user: UserId, team: string): Promise<PersonRow | null> {
  return personOrNull(() => client.users.info({ user }), team);
}

/** The active member with that mail; null: there is none. */
export async function findByEmail(client: WebClient, email: string, team: string): Promise<PersonRow | null> {
  return personOrNull(() => client.users.lookupByEmail({ email }), team);
}

async function personOrNull(
  ask: () => Promise<Pick<UsersInfoResponse, "user">>,
  team: string,
): Promise<PersonRow | null> {
  try {
    const { user } = await ask();
    const { id, name, real_name, deleted, is_bot, is_stranger, tz, profile, team_id } =
      ProfileSchema.parse(user);
    if (is_bot || id === SLACKBOT) return null;
    return {
      id,
      email: profile.email ?? null,
      name: real_name ?? profile.real_name ?? profile.display_name ?? name ?? id,
      // A deactivated person has none any more.
      timezone: tz ?? "Etc/UTC",
      active: !deleted,
      internal: !is_stranger && (team_id === undefined || team_id === team),
    };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && NOBODY.has(error.data.error)) return null;
    throw error;
  }
}
