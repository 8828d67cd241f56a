import type { ReactionsAddResponse, ReactionsRemoveResponse } from "@slack/web-api";
import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { channelOrThrow, messageOrThrow } from "./find.ts";
import { method } from "./method.ts";

const args = z.object({ channel: z.string(), timestamp: z.string(), name: z.string() });
type Args = z.infer<typeof args>;

const add = method({ scopes: ["reactions:write"], tier: 3 }, args, (slack, { channel, timestamp, name }) => {
  const { message, reaction, me } = find(slack, { channel, timestamp, name });
  if (reaction?.users.includes(me)) throw new SlackError("already_reacted");
  if (reaction) reaction.users.push(me);
  else message.reactions.push({ name, users: [me] });
  slack.changed();
  return { ok: true } satisfies ReactionsAddResponse;
});

const remove = method({ scopes: ["reactions:write"], tier: 2 }, args, (slack, asked) => {
  const { message, reaction, me } = find(slack, asked);
  if (!reaction?.users.includes(me)) throw new SlackError("no_reaction");
  reaction.users = reaction.users.filter((one) => one !== me);
  message.reactions = message.reactions.filter((one) => one.users.length > 0);
  slack.changed();
  return { ok: true } satisfies ReactionsRemoveResponse;
});

export const reactionsMethods = { "reactions.add": add, "reactions.remove": remove };

function find(slack: Slack, { channel, timestamp, name }: Args) {
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackError("invalid_name");
  const message = messageOrThrow(slack, channelOrThrow(slack, channel).id, timestamp);
  const reaction = message.reactions.find((one) => one.name === name);
  return { message, reaction, me: slack.world.bot.userId };
}
