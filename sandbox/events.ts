import { messageShape, userShape, viewShape } from "./api/shapes.ts";
import type { Slack } from "./slack.ts";
import { type Channel, isExternallyShared, type Message, nextId, nextTs, type User } from "./world.ts";

// What Slack tells the app of its own accord: only events that the manifest subscribes to.

const CHANNEL_TYPES = { public: "channel", private: "group", im: "im" } as const;
const MESSAGE_EVENTS = { public: "message.channels", private: "message.groups", im: "message.im" } as const;

export function messageEvent(slack: Slack, message: Message): void {
  const channel = slack.world.channels.get(message.channel);
  if (!channel?.members.includes(slack.world.bot.userId)) return;
  const { channel: id, ts } = message;
  const event = {
    ...messageShape(slack.world, message),
    channel: id,
    event_ts: ts,
    channel_type: CHANNEL_TYPES[channel.kind],
  };
  emit(slack, MESSAGE_EVENTS[channel.kind], event, message.user, channel);
}

/** Sent where the app is a member; in its direct messages there are no mentions, only messages. */
export function mentionEvent(slack: Slack, message: Message): void {
  const channel = slack.world.channels.get(message.channel);
  if (!channel || channel.kind === "im") return;
  const shape = {
    ...messageShape(slack.world, message),
    type: "app_mention",
    channel: channel.id,
    event_ts: message.ts,
  };
  emit(slack, "app_mention", shape, message.user, channel);
}

export function homeOpenedEvent(slack: Slack, user: User, channel: Channel): void {
  const home = slack.world.homes.get(user.id);
  const event = {
    type: "app_home_opened",
    user: user.id,
    channel: channel.id,
    tab: "home",
    event_ts: nextTs(slack.world, slack.clock.now()),
    ...(home && { view: viewShape(slack.world, home) }),
  };
  emit(slack, "app_home_opened", event, user.id, null);
}

export function userChangeEvent(slack: Slack, user: User): void {
  const at = slack.clock.now();
  const event = {
    type: "user_change",
    user: userShape(slack, user),
    cache_ts: Math.floor(at / 1000),
    event_ts: nextTs(slack.world, at),
  };
  emit(slack, "user_change", event, user.id, null);
}

export function channelArchiveEvent(slack: Slack, channel: Channel): void {
  const type = channel.archived ? "channel_archive" : "channel_unarchive";
  const event = { type, channel: channel.id, event_ts: nextTs(slack.world, slack.clock.now()), is_moved: 0 };
  emit(slack, type, event, "", channel);
}

/** The app was taken out of the workspace, or its tokens were withdrawn. */
export function installationEvents(slack: Slack): void {
  const event_ts = nextTs(slack.world, slack.clock.now());
  const tokens = { oauth: [], bot: [slack.world.bot.userId] };
  emit(slack, "tokens_revoked", { type: "tokens_revoked", tokens, event_ts }, "", null);
  if (slack.installation === "account_inactive")
    emit(slack, "app_uninstalled", { type: "app_uninstalled", event_ts }, "", null);
}

function emit(
  slack: Slack,
  subscription: string,
  event: Record<string, unknown>,
  by: string,
  channel: Channel | null,
): void {
  const { world, app } = slack;
  if (!app.events.includes(subscription)) return;
  slack.tell({
    token: "sandbox-verification",
    // In a shared channel this is the acting person's team; ours is in `authorizations`.
    team_id: world.users.get(by)?.teamId ?? world.team.id,
    context_team_id: world.team.id,
    context_enterprise_id: null,
    api_app_id: world.bot.appId,
    event,
    type: "event_callback",
    event_id: nextId(world, "Ev"),
    event_time: Math.floor(slack.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.team.id,
        user_id: world.bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: channel ? isExternallyShared(world, channel) : false,
    event_context: nextId(world, "4-"),
  });
}
