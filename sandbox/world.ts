import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import type { ViewStateValue } from "@slack/bolt";
import type { Seed } from "./seed.ts";

// What the workspace remembers. Functions in other files change it; nothing here talks to anybody.

export type User = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly tz: string;
  readonly teamId: string;
  readonly isBot: boolean;
  deleted: boolean;
};

export type Channel = {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly createdAt: number;
  members: string[];
  archived: boolean;
};

export type Metadata = {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
};

export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  /** Set when the app wrote it. */
  readonly botId: string | null;
  /** The one person who sees an ephemeral message. */
  readonly visibleTo: string | null;
  /** A reply that is shown in the channel too. */
  readonly isBroadcast: boolean;
  text: string;
  blocks: KnownBlock[];
  metadata: Metadata | null;
  editedAt: string | null;
  reactions: { readonly name: string; users: string[] }[];
};

/** By block_id, then action_id, as in `state.values`. */
export type StateValues = Record<string, Record<string, ViewStateValue>>;

type Opened<V> = {
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  content: V;
  /** What the person has typed and chosen so far. */
  draft: StateValues;
  /** By block_id, as the app refused them. */
  errors: Record<string, string>;
};

export type OpenModal = Opened<ModalView>;
export type OpenHome = Opened<HomeView>;

export type World = {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly bot: Seed["bot"];
  readonly users: Map<string, User>;
  readonly channels: Map<string, Channel>;
  /** Channel, then ts; in order of ts. */
  readonly messages: Map<string, Map<string, Message>>;
  /** The replies of each thread, by channel and the root's ts; without ephemeral ones. */
  readonly threads: Map<string, Message[]>;
  /** Each person's stack of modals; the last is on top. They live as long as the client's window. */
  readonly modals: Map<string, OpenModal[]>;
  readonly homes: Map<string, OpenHome>;
  /** What people have chosen in the inputs of a message: by person, channel and ts. */
  readonly chosen: Map<string, StateValues>;
  /** Microseconds of the last timestamp given, so that none is given twice. */
  lastMicros: number;
  /** Counts whatever needs a number of its own. */
  counter: number;
};

/** Slack's own voice, which tells a person what went wrong with an app. */
export const SLACKBOT = "USLACKBOT";

export function newWorld(seed: Seed, appName: string, now: number): World {
  const users = seed.users.map((one) => ({
    id: one.id,
    name: one.name,
    realName: one.realName,
    email: one.email,
    tz: one.tz,
    teamId: one.teamId ?? seed.team.id,
    isBot: false,
    deleted: one.deleted ?? false,
  }));
  const bot = {
    id: seed.bot.userId,
    name: appName.toLowerCase(),
    realName: appName,
    email: "",
    tz: "Etc/UTC",
    teamId: seed.team.id,
    isBot: true,
    deleted: false,
  };
  const slackbot = { ...bot, id: SLACKBOT, name: "slackbot", realName: "Slackbot" };
  const everyone = users.filter((one) => one.teamId === seed.team.id && !one.deleted).map((one) => one.id);
  const channels = seed.channels.map((one) => ({
    id: one.id,
    name: one.name,
    kind: one.isPrivate ? ("private" as const) : ("public" as const),
    createdAt: Math.floor(now / 1000),
    members: [...(one.members ?? everyone), ...(one.withoutBot ? [] : [bot.id])],
    archived: false,
  }));
  return {
    team: seed.team,
    bot: seed.bot,
    users: new Map([...users, bot, slackbot].map((one) => [one.id, one])),
    channels: new Map(channels.map((one) => [one.id, one])),
    messages: new Map(),
    threads: new Map(),
    modals: new Map(),
    homes: new Map(),
    chosen: new Map(),
    lastMicros: 0,
    counter: 0,
  };
}

export function nextTs(world: World, now: number): string {
  world.lastMicros = Math.max(world.lastMicros + 1, now * 1000);
  const seconds = Math.floor(world.lastMicros / 1_000_000);
  return `${seconds}.${String(world.lastMicros % 1_000_000).padStart(6, "0")}`;
}

/** An id that looks like Slack's: a letter and ten more. */
export function nextId(world: World, letter: string): string {
  world.counter += 1;
  return letter + world.counter.toString(36).toUpperCase().padStart(10, "0");
}

export function addMessage(world: World, message: Message): void {
  const channel = world.messages.get(message.channel) ?? new Map<string, Message>();
  channel.set(message.ts, message);
  world.messages.set(message.channel, channel);
  if (message.threadTs === null || message.visibleTo !== null) return;
  const key = threadKey(message.channel, message.threadTs);
  const replies = world.threads.get(key) ?? [];
  replies.push(message);
  world.threads.set(key, replies);
}

export function removeMessage(world: World, message: Message): void {
  world.messages.get(message.channel)?.delete(message.ts);
  const key = threadKey(message.channel, message.threadTs ?? message.ts);
  world.threads.set(
    key,
    repliesTo(world, message.channel, message.threadTs ?? message.ts).filter((one) => one !== message),
  );
}

/** The replies in a thread that everybody sees, oldest first. */
export function repliesTo(world: World, channel: string, root: string): readonly Message[] {
  return world.threads.get(threadKey(channel, root)) ?? [];
}

function threadKey(channel: string, root: string): string {
  return `${channel} ${root}`;
}

export function messagesIn(world: World, channel: string): Message[] {
  return [...(world.messages.get(channel)?.values() ?? [])];
}

export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return world.messages.get(channel)?.get(ts);
}

/** The conversation between the app and a person, made when it is first needed. */
export function directMessage(world: World, user: string, now: number): Channel {
  const known = [...world.channels.values()].find((one) => one.kind === "im" && one.members.includes(user));
  if (known) return known;
  const made: Channel = {
    id: nextId(world, "D"),
    name: user,
    kind: "im",
    createdAt: Math.floor(now / 1000),
    members: [user, world.bot.userId],
    archived: false,
  };
  world.channels.set(made.id, made);
  return made;
}

/** From another organisation, seen through a shared channel. */
export function isStranger(world: World, user: User): boolean {
  return user.teamId !== world.team.id;
}

/** Whether a person can open a channel: its members, and for a public one everybody of the team. */
export function canSee(world: World, user: User, channel: Channel): boolean {
  if (channel.members.includes(user.id)) return true;
  return channel.kind === "public" && !isStranger(world, user);
}

export function isExternallyShared(world: World, channel: Channel): boolean {
  return channel.members.some((id) => {
    const member = world.users.get(id);
    return member !== undefined && isStranger(world, member);
  });
}
