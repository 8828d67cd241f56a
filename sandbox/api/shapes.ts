import type { Slack } from "../slack.ts";
import {
  type Channel,
  isExternallyShared,
  isStranger,
  type Message,
  type OpenHome,
  type OpenModal,
  repliesTo,
  type User,
  type World,
} from "../world.ts";

// How Slack writes down a person, a channel, a message and a view.

/** A response type, except for what its generated enums make unsayable (blocks, texts as objects), and with Slack's nulls. */
export type Shaped<T> = T extends readonly (infer Item)[]
  ? readonly Shaped<Item>[]
  : T extends object
    ? {
        [Key in keyof T]: Key extends "blocks" | "title" | "close" | "submit" | "state"
          ? unknown
          : Shaped<T[Key]>;
      }
    : T | null;

export function userShape(slack: Slack, user: User) {
  const { world, app } = slack;
  const zone = zoneOf(user.tz, slack.clock.now());
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    color: "4bbe2e",
    real_name: user.realName,
    // A deactivated person has no zone any more.
    ...(!user.deleted && { tz: user.tz, tz_label: zone.label, tz_offset: zone.offset }),
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      team: user.teamId,
      status_text: "",
      status_emoji: "",
      ...(!user.isBot && app.scopes.includes("users:read.email") && { email: user.email }),
      ...(user.isBot && { bot_id: world.bot.botId, api_app_id: world.bot.appId }),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    ...(isStranger(world, user) && { is_stranger: true }),
    updated: 1_700_000_000,
  };
}

export function channelShape(slack: Slack, channel: Channel) {
  const { world } = slack;
  const isIm = channel.kind === "im";
  const shared = {
    id: channel.id,
    created: channel.createdAt,
    is_archived: channel.archived,
    is_im: isIm,
    is_org_shared: false,
    context_team_id: world.team.id,
    updated: channel.createdAt * 1000,
  };
  if (isIm) {
    const user = channel.members.find((id) => id !== world.bot.userId) ?? "";
    return { ...shared, user, is_user_deleted: world.users.get(user)?.deleted ?? false, priority: 0 };
  }
  const external = isExternallyShared(world, channel);
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: false,
    is_shared: external,
    is_ext_shared: external,
    is_pending_ext_shared: false,
    is_member: channel.members.includes(world.bot.userId),
    num_members: channel.members.length,
    creator: world.bot.userId,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
    unlinked: 0,
  };
}

export function messageShape(world: World, message: Message, withMetadata = false) {
  const isOurs = message.botId !== null;
  return {
    type: "message",
    ...(message.isBroadcast && { subtype: "thread_broadcast" }),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: world.users.get(message.user)?.teamId ?? world.team.id,
    ...(isOurs && {
      bot_id: world.bot.botId,
      app_id: world.bot.appId,
      bot_profile: {
        id: world.bot.botId,
        app_id: world.bot.appId,
        name: world.users.get(world.bot.userId)?.realName ?? "",
        deleted: false,
        updated: 1_700_000_000,
        team_id: world.team.id,
      },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.editedAt && { edited: { user: message.user, ts: message.editedAt } }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
    ...threadShape(world, message),
  };
}

export function viewShape(world: World, view: OpenModal | OpenHome) {
  const { content } = view;
  const isModal = content.type === "modal";
  return {
    id: view.id,
    team_id: world.team.id,
    type: content.type,
    blocks: content.blocks,
    private_metadata: content.private_metadata ?? "",
    callback_id: content.callback_id ?? "",
    external_id: content.external_id ?? "",
    state: { values: view.draft },
    hash: view.hash,
    title: isModal ? content.title : { type: "plain_text", text: "View Title", emoji: true },
    close: isModal ? (content.close ?? null) : null,
    submit: isModal ? (content.submit ?? null) : null,
    clear_on_close: isModal ? (content.clear_on_close ?? false) : false,
    notify_on_close: isModal ? (content.notify_on_close ?? false) : false,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: world.bot.appId,
    app_installed_team_id: world.team.id,
    bot_id: world.bot.botId,
  };
}

function threadShape(world: World, message: Message) {
  if (message.threadTs !== null) {
    const parent = world.messages.get(message.channel)?.get(message.threadTs);
    return { thread_ts: message.threadTs, ...(parent && { parent_user_id: parent.user }) };
  }
  const replies = repliesTo(world, message.channel, message.ts);
  if (replies.length === 0) return {};
  const users = [...new Set(replies.map((one) => one.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users.slice(0, 5),
    latest_reply: replies.at(-1)?.ts ?? "",
    is_locked: false,
    subscribed: false,
  };
}

function zoneOf(tz: string, now: number): { label: string; offset: number } {
  const part = (timeZoneName: "long" | "longOffset") =>
    new Intl.DateTimeFormat("en-US", { timeZone: tz, timeZoneName })
      .formatToParts(now)
      .find((one) => one.type === "timeZoneName")?.value ?? "";
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(part("longOffset"));
  const seconds = found ? Number(found[2]) * 3600 + Number(found[3]) * 60 : 0;
  return { label: part("long"), offset: found?.[1] === "-" ? -seconds : seconds };
}
