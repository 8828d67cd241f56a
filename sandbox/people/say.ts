import { z } from "zod";
import { homeOpenedEvent, mentionEvent, messageEvent } from "../events.ts";
import type { Slack } from "../slack.ts";
import { addMessage, directMessage, nextTs } from "../world.ts";
import { encodeText } from "./encode.ts";
import { channelOf, person } from "./person.ts";

export const SayInput = z.strictObject({
  user: z.string(),
  channel: z.string(),
  text: z.string().min(1).max(16_000),
  thread_ts: z.string().optional(),
});

export const HomeInput = z.strictObject({ user: z.string() });

/** A person writes a message; if it names the app, the app hears of the mention. */
export function writeMessage(slack: Slack, input: z.infer<typeof SayInput>): { ok: true; ts: string } {
  const user = person(slack, input.user);
  const channel = channelOf(slack, user, input.channel);
  const message = {
    channel: channel.id,
    ts: nextTs(slack.world, slack.clock.now()),
    threadTs: input.thread_ts ?? null,
    user: user.id,
    botId: null,
    visibleTo: null,
    isBroadcast: false,
    text: encodeText(slack.world, input.text, false),
    blocks: [],
    metadata: null,
    editedAt: null,
    reactions: [],
  };
  addMessage(slack.world, message);
  slack.changed();
  messageEvent(slack, message);
  if (message.text.includes(`<@${slack.world.bot.userId}>`)) mentionEvent(slack, message);
  return { ok: true, ts: message.ts };
}

/** A message to the app, with its name in front unless it is there already. */
export function mention(slack: Slack, input: z.infer<typeof SayInput>): { ok: true; ts: string } {
  const name = `<@${slack.world.bot.userId}>`;
  const text = encodeText(slack.world, input.text, false).includes(name)
    ? input.text
    : `${name} ${input.text}`;
  return writeMessage(slack, { ...input, text });
}

/** A person opens the app's Home tab. */
export function openHome(slack: Slack, input: z.infer<typeof HomeInput>): { ok: true } {
  const user = person(slack, input.user);
  const channel = directMessage(slack.world, user.id, slack.clock.now());
  homeOpenedEvent(slack, user, channel);
  slack.changed();
  return { ok: true };
}
