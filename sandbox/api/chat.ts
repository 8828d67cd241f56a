import type {
  ChatDeleteResponse,
  ChatGetPermalinkResponse,
  ChatPostEphemeralResponse,
  ChatPostMessageResponse,
  ChatUpdateResponse,
} from "@slack/web-api";
import { z } from "zod";
import { messageEvent } from "../events.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { addMessage, findMessage, type Message, type Metadata, nextTs, removeMessage } from "../world.ts";
import { cut, messageBlocks } from "./content.ts";
import { channelOrThrow, messageOrThrow, userOrThrow, writableChannel } from "./find.ts";
import { flag, metadataArg, method, nested } from "./method.ts";
import { messageShape, type Shaped } from "./shapes.ts";

const UPDATE_TEXT_MAX = 4000;
const write = ["chat:write"];

const content = {
  text: z.string().optional(),
  blocks: nested(z.unknown()).optional(),
  attachments: nested(z.unknown()).optional(),
  thread_ts: z.string().optional(),
};

const postMessage = method(
  { scopes: write, tier: "post" },
  z.object({ channel: z.string(), ...content, metadata: metadataArg, reply_broadcast: flag }),
  (slack, args) => {
    const channel = writableChannel(slack, args.channel);
    const blocks = args.blocks === undefined ? [] : messageBlocks(args.blocks);
    if (!args.text && blocks.length === 0 && args.attachments === undefined) throw new SlackError("no_text");
    const message = say(slack, {
      channel: channel.id,
      threadTs: args.thread_ts ? threadOf(slack, channel.id, args.thread_ts) : null,
      text: cut(args.text ?? ""),
      blocks,
      metadata: readMetadata(args.metadata),
      isBroadcast: args.thread_ts !== undefined && args.reply_broadcast === true,
      visibleTo: null,
    });
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      message: messageShape(slack.world, message, true),
    } satisfies Shaped<ChatPostMessageResponse>;
  },
);

const postEphemeral = method(
  { scopes: write, tier: 4 },
  z.object({ channel: z.string(), user: z.string(), ...content }),
  (slack, args) => {
    const channel = writableChannel(slack, args.channel);
    const user = userOrThrow(slack, args.user);
    if (user.deleted || !channel.members.includes(user.id)) throw new SlackError("user_not_in_channel");
    const blocks = args.blocks === undefined ? [] : messageBlocks(args.blocks);
    if (!args.text && blocks.length === 0 && args.attachments === undefined) throw new SlackError("no_text");
    const message = say(slack, {
      channel: channel.id,
      threadTs: args.thread_ts ? threadOf(slack, channel.id, args.thread_ts) : null,
      text: cut(args.text ?? ""),
      blocks,
      metadata: null,
      isBroadcast: false,
      visibleTo: user.id,
    });
    return { ok: true, message_ts: message.ts } satisfies ChatPostEphemeralResponse;
  },
);

const update = method(
  { scopes: write, tier: 3 },
  z.object({ channel: z.string(), ts: z.string(), ...content, metadata: metadataArg }),
  (slack, args) => {
    const channel = channelOrThrow(slack, args.channel);
    const message = messageOrThrow(slack, channel.id, args.ts);
    if (message.botId === null) throw new SlackError("cant_update_message");
    if (channel.archived) throw new SlackError("is_inactive");
    if ((args.text?.length ?? 0) > UPDATE_TEXT_MAX) throw new SlackError("msg_too_long");
    if (args.text === undefined && args.blocks === undefined && args.attachments === undefined)
      throw new SlackError("no_text");
    // A text alone takes the blocks away; blocks that aren't given stay only when no text is given either.
    const kept = args.text === undefined ? message.blocks : [];
    const blocks = args.blocks === undefined ? kept : messageBlocks(args.blocks);
    const text = args.text ?? (args.blocks === undefined ? message.text : "");
    if (!text && blocks.length === 0) throw new SlackError("no_text");
    message.blocks = blocks;
    message.text = text;
    if (args.metadata !== undefined) message.metadata = readMetadata(args.metadata);
    // "(edited)" is shown only where the text is what people read.
    if (blocks.length === 0) message.editedAt = nextTs(slack.world, slack.clock.now());
    slack.changed();
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      text,
      message: messageShape(slack.world, message, true),
    } satisfies Shaped<ChatUpdateResponse>;
  },
);

const remove = method(
  { scopes: write, tier: 3 },
  z.object({ channel: z.string(), ts: z.string() }),
  (slack, args) => {
    const channel = channelOrThrow(slack, args.channel);
    const message = messageOrThrow(slack, channel.id, args.ts);
    if (message.botId === null) throw new SlackError("cant_delete_message");
    removeMessage(slack.world, message);
    slack.changed();
    return { ok: true, channel: channel.id, ts: message.ts } satisfies ChatDeleteResponse;
  },
);

const getPermalink = method(
  { tier: "none" },
  z.object({ channel: z.string(), message_ts: z.string() }),
  (slack, args) => {
    const channel = channelOrThrow(slack, args.channel);
    const message = messageOrThrow(slack, channel.id, args.message_ts);
    const thread = message.threadTs === null ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
    const permalink = `${slack.url()}/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`;
    return { ok: true, channel: channel.id, permalink } satisfies ChatGetPermalinkResponse;
  },
);

export const chatMethods = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": getPermalink,
};

type Said = Pick<
  Message,
  "channel" | "threadTs" | "text" | "blocks" | "metadata" | "isBroadcast" | "visibleTo"
>;

/** Puts a message of the app's into the workspace. */
export function say(slack: Slack, said: Said): Message {
  const { world } = slack;
  const written = { user: world.bot.userId, botId: world.bot.botId, editedAt: null, reactions: [] };
  const message = { ...said, ...written, ts: nextTs(world, slack.clock.now()) };
  addMessage(world, message);
  if (message.visibleTo === null) messageEvent(slack, message);
  slack.changed();
  return message;
}

/** Replies to a reply belong to its thread, as in Slack. */
function threadOf(slack: Slack, channel: string, ts: string): string {
  return findMessage(slack.world, channel, ts)?.threadTs ?? ts;
}

function readMetadata(given: z.infer<typeof metadataArg>): Metadata | null {
  if (!given || (given.event_type === undefined && given.event_payload === undefined)) return null;
  if (given.event_type === undefined || given.event_payload === undefined)
    throw new SlackError("invalid_metadata_format");
  return { event_type: given.event_type, event_payload: given.event_payload };
}
