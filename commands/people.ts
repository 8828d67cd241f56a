import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from "@slack/bolt";
import { UserIdSchema } from "#src/ids.ts";
import { knowsPerson } from "#services/remember-person.ts";
import { asking, type Deps } from "./asked.ts";

/** Hears that somebody's profile changed, which is a hint to look at it again: they may have been deactivated. */
export function onUserChange(deps: Deps) {
  return async ({
    event,
    body,
    client,
    context,
  }: SlackEventMiddlewareArgs<"user_change"> & AllMiddlewareArgs): Promise<void> => {
    const user = { id: UserIdSchema.parse(event.user.id), team: event.user.team_id };
    const { ctx, meet } = await asking(deps, { client, team: context.teamId, user, key: body.event_id });
    if (await knowsPerson(ctx, user.id)) await meet(user.id);
  };
}
