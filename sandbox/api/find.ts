import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { type Channel, directMessage, findMessage, type Message, type User } from "../world.ts";

/** The person, or Slack's refusal. */
export function userOrThrow(slack: Slack, id: string, code = "user_not_found"): User {
  const user = slack.world.users.get(id);
  if (!user) throw new SlackError(code);
  return user;
}

/** A channel the app may know of: by id or by name. */
export function channelOrThrow(slack: Slack, given: string): Channel {
  const { channels, bot } = slack.world;
  const name = given.replace(/^#/, "");
  const channel =
    channels.get(given) ?? [...channels.values()].find((one) => one.kind !== "im" && one.name === name);
  const isHidden =
    channel !== undefined && channel.kind !== "public" && !channel.members.includes(bot.userId);
  if (!channel || isHidden) throw new SlackError("channel_not_found");
  return channel;
}

/** Where a message may be written: a channel the app is in, or a person, whose conversation is opened. */
export function writableChannel(slack: Slack, given: string): Channel {
  const { users, bot } = slack.world;
  if (users.has(given)) return directMessage(slack.world, given, slack.clock.now());
  const channel = channelOrThrow(slack, given);
  if (channel.archived) throw new SlackError("is_archived");
  if (!channel.members.includes(bot.userId)) throw new SlackError("not_in_channel");
  return channel;
}

/** A message that is in the channel's history: an ephemeral one is not. */
export function messageOrThrow(
  slack: Slack,
  channel: string,
  ts: string,
  code = "message_not_found",
): Message {
  const message = findMessage(slack.world, channel, ts);
  if (!message || message.visibleTo !== null) throw new SlackError(code);
  return message;
}
