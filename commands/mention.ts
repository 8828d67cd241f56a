import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from "@slack/bolt";
import { UserIdSchema } from "#src/ids.ts";
import { doneText } from "#views/answers.ts";
import { answering, type Door } from "./answering.ts";
import { asking, type Deps } from "./asked.ts";
import { obey, type Grammar } from "./slash.ts";

/** Hears `@Baton …`, which also works where slash commands don't: in threads. The answer is for the asker alone, there. */
export function onMention(deps: Deps, grammar: Grammar) {
  return async ({
    event,
    body,
    client,
    context,
  }: SlackEventMiddlewareArgs<"app_mention"> & AllMiddlewareArgs): Promise<void> => {
    if (event.user === undefined) return;
    const id = UserIdSchema.parse(event.user);
    const door: Door = {
      acknowledge: async () => false,
      async takesLonger() {},
      async show(outcome) {
        const answer =
          outcome.kind === "shown" ? doneText() : outcome.kind === "form" ? outcome.instead : outcome.answer;
        await client.chat.postEphemeral({
          channel: event.channel,
          user: id,
          ...(event.thread_ts !== undefined && { thread_ts: event.thread_ts }),
          ...answer,
        });
      },
    };
    await answering(deps, door, async () => {
      const asked = await asking(deps, {
        client,
        team: context.teamId,
        user: { id, team: body.team_id },
        key: body.event_id,
        thread: event.thread_ts === undefined ? null : { channel: event.channel, ts: event.thread_ts },
      });
      return obey(grammar, asked, withoutName(event.text, context.botUserId));
    });
  };
}

/** What was said besides the app's name, wherever that stands. */
function withoutName(text: string, bot: string | undefined): string {
  return bot === undefined ? text : text.replaceAll(new RegExp(`<@${bot}(\\|[^>]*)?>`, "g"), " ");
}
