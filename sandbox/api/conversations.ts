import type {
  ConversationsHistoryResponse,
  ConversationsInfoResponse,
  ConversationsJoinResponse,
  ConversationsListResponse,
  ConversationsMembersResponse,
  ConversationsOpenResponse,
  ConversationsRepliesResponse,
} from "@slack/web-api";
import { z } from "zod";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import { type Channel, directMessage, findMessage, messagesIn, repliesTo } from "../world.ts";
import { channelOrThrow, messageOrThrow, userOrThrow } from "./find.ts";
import { flag, method, whole } from "./method.ts";
import { pageOf } from "./page.ts";
import { channelShape, messageShape, type Shaped } from "./shapes.ts";

const reads = ["channels:read", "groups:read", "im:read", "mpim:read"];
const histories = ["channels:history", "groups:history", "im:history", "mpim:history"];
const paging = { cursor: z.string().optional(), limit: whole.optional() };
const KINDS = { public: "public_channel", private: "private_channel", im: "im" } as const;

const open = method(
  { scopes: ["im:write", "mpim:write", "channels:manage", "groups:write"], tier: 3 },
  z.object({
    channel: z.string().optional(),
    users: z.string().optional(),
    return_im: flag,
    prevent_creation: flag,
  }),
  (slack, args) => {
    const ids = args.users?.split(",").filter(Boolean) ?? [];
    if (args.channel === undefined && ids.length === 0) throw new SlackError("users_list_not_supplied");
    if (ids.length > 1) throw new SlackError("method_not_supported_for_channel_type");
    const channel = args.channel ? channelOrThrow(slack, args.channel) : withUser(slack, ids[0] ?? "");
    if (channel.kind !== "im") throw new SlackError("method_not_supported_for_channel_type");
    const shape = args.return_im ? channelShape(slack, channel) : { id: channel.id };
    return {
      ok: true,
      no_op: false,
      already_open: false,
      channel: shape,
    } satisfies ConversationsOpenResponse;
  },
);

const history = method(
  { scopes: histories, tier: 3 },
  z.object({
    channel: z.string(),
    ...paging,
    latest: z.string().optional(),
    oldest: z.string().optional(),
    inclusive: flag,
    include_all_metadata: flag,
  }),
  (slack, args) => {
    const channel = readable(slack, args.channel);
    const within = between(args);
    const found = messagesIn(slack.world, channel.id)
      .filter((one) => one.visibleTo === null && (one.threadTs === null || one.isBroadcast) && within(one.ts))
      .toReversed();
    const { items, response_metadata } = pageOf(found, args);
    return {
      ok: true,
      messages: items.map((one) => messageShape(slack.world, one, args.include_all_metadata)),
      has_more: response_metadata.next_cursor !== "",
      pin_count: 0,
      response_metadata,
    } satisfies Shaped<ConversationsHistoryResponse>;
  },
);

const replies = method(
  { scopes: histories, tier: 3 },
  z.object({
    channel: z.string(),
    ts: z.string(),
    ...paging,
    latest: z.string().optional(),
    oldest: z.string().optional(),
    inclusive: flag,
    include_all_metadata: flag,
  }),
  (slack, args) => {
    const channel = readable(slack, args.channel);
    const asked = messageOrThrow(slack, channel.id, args.ts, "thread_not_found");
    const root = asked.threadTs ?? asked.ts;
    const within = between(args);
    const parent = findMessage(slack.world, channel.id, root);
    const answers = repliesTo(slack.world, channel.id, root).filter((one) => within(one.ts));
    const thread = [...(parent ? [parent] : []), ...answers];
    const { items, response_metadata } = pageOf(thread, args, 1000);
    return {
      ok: true,
      messages: items.map((one) => messageShape(slack.world, one, args.include_all_metadata)),
      has_more: response_metadata.next_cursor !== "",
      response_metadata,
    } satisfies Shaped<ConversationsRepliesResponse>;
  },
);

const info = method(
  { scopes: reads, tier: 3 },
  z.object({ channel: z.string() }),
  (slack, args) =>
    ({
      ok: true,
      channel: channelShape(slack, channelOrThrow(slack, args.channel)),
    }) satisfies ConversationsInfoResponse,
);

const members = method(
  { scopes: reads, tier: 4 },
  z.object({ channel: z.string(), ...paging }),
  (slack, args) => {
    const { items, response_metadata } = pageOf(channelOrThrow(slack, args.channel).members, args);
    return { ok: true, members: [...items], response_metadata } satisfies ConversationsMembersResponse;
  },
);

const list = method(
  { scopes: reads, tier: 2 },
  z.object({ ...paging, types: z.string().default("public_channel"), exclude_archived: flag }),
  (slack, args) => {
    const types = args.types.split(",").map((one) => one.trim());
    const found = [...slack.world.channels.values()].filter(
      (one) =>
        types.includes(KINDS[one.kind]) && !(args.exclude_archived && one.archived) && isKnown(slack, one),
    );
    const { items, response_metadata } = pageOf(found, args);
    const channels = items.map((one) => channelShape(slack, one));
    return { ok: true, channels, response_metadata } satisfies ConversationsListResponse;
  },
);

const join = method(
  { scopes: ["channels:join"], tier: 3 },
  z.object({ channel: z.string() }),
  (slack, args) => {
    const channel = channelOrThrow(slack, args.channel);
    if (channel.kind !== "public") throw new SlackError("method_not_supported_for_channel_type");
    if (channel.archived) throw new SlackError("is_archived");
    const { userId } = slack.world.bot;
    if (!channel.members.includes(userId)) channel.members.push(userId);
    slack.changed();
    return { ok: true, channel: channelShape(slack, channel) } satisfies ConversationsJoinResponse;
  },
);

export const conversationsMethods = {
  "conversations.open": open,
  "conversations.history": history,
  "conversations.replies": replies,
  "conversations.info": info,
  "conversations.members": members,
  "conversations.list": list,
  "conversations.join": join,
};

function withUser(slack: Slack, id: string): Channel {
  const user = userOrThrow(slack, id);
  if (user.deleted) throw new SlackError("user_disabled");
  return directMessage(slack.world, user.id, slack.clock.now());
}

/** A channel whose messages the app may read: it must be in it, and have the scope of that kind of channel. */
function readable(slack: Slack, id: string): Channel {
  const channel = channelOrThrow(slack, id);
  const needed = { public: "channels:history", private: "groups:history", im: "im:history" }[channel.kind];
  if (!slack.app.scopes.includes(needed))
    throw new SlackError("missing_scope", { needed, provided: slack.app.scopes.join(",") });
  if (!channel.members.includes(slack.world.bot.userId)) throw new SlackError("not_in_channel");
  return channel;
}

function isKnown(slack: Slack, channel: Channel): boolean {
  return channel.kind === "public" || channel.members.includes(slack.world.bot.userId);
}

const Timestamp = /^\d+(\.\d+)?$/;

/** Within `oldest` and `latest`, which themselves count only when asked for. */
function between(args: {
  oldest?: string | undefined;
  latest?: string | undefined;
  inclusive?: boolean | undefined;
}) {
  const { oldest, latest, inclusive = false } = args;
  if (oldest !== undefined && !Timestamp.test(oldest)) throw new SlackError("invalid_ts_oldest");
  if (latest !== undefined && !Timestamp.test(latest)) throw new SlackError("invalid_ts_latest");
  return (ts: string) => {
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return (
      (oldest === undefined || Number(ts) > Number(oldest)) &&
      (latest === undefined || Number(ts) < Number(latest))
    );
  };
}
