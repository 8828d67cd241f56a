import type { Slack } from "../slack.ts";
import { addMessage, canSee, type Channel, nextTs, SLACKBOT, type User } from "../world.ts";
import { NoSuch } from "./no-such.ts";

/** What came back from the app when a person did something. */
export type ActAnswer = {
  readonly ok: boolean;
  /** The body of the acknowledgement. */
  readonly ack?: unknown;
  readonly ackMs: number;
  /** `operation_timeout`, `dispatch_failed`, or why Slack could not use the acknowledgement. */
  readonly error?: string;
  /** By block_id: what the app, or Slack itself, has against the values of a modal. */
  readonly errors?: Readonly<Record<string, string>>;
};

/** Someone who can act: deactivated people and bots can't. */
export function person(slack: Slack, id: string): User {
  const user = slack.world.users.get(id);
  const people = [...slack.world.users.values()].filter((one) => !one.isBot && !one.deleted);
  if (!user || user.isBot)
    throw new NoSuch(
      "no_such_user",
      people.map((one) => one.id),
    );
  if (user.deleted) throw new NoSuch("user_is_deactivated");
  return user;
}

export function channelOf(slack: Slack, user: User, id: string): Channel {
  const channel = slack.world.channels.get(id);
  if (!channel || !canSee(slack.world, user, channel))
    throw new NoSuch("no_such_channel", [...slack.world.channels.keys()]);
  return channel;
}

/** Who and where, as every interaction says it. The team is the acting person's own. */
export function context(slack: Slack, user: User) {
  const { world } = slack;
  const isOurs = user.teamId === world.team.id;
  return {
    team: { id: user.teamId, domain: isOurs ? world.team.domain : "another-organisation" },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: world.bot.appId,
    token: "sandbox-verification",
    enterprise: null,
    is_enterprise_install: false,
  };
}

export function channelName(channel: Channel): string {
  if (channel.kind === "im") return "directmessage";
  return channel.kind === "private" ? "privategroup" : channel.name;
}

/** Slack itself says something to one person. */
export function slackbotTells(slack: Slack, user: User, channel: Channel, text: string): void {
  addMessage(slack.world, {
    channel: channel.id,
    ts: nextTs(slack.world, slack.clock.now()),
    threadTs: null,
    user: SLACKBOT,
    botId: null,
    visibleTo: user.id,
    isBroadcast: false,
    text,
    blocks: [],
    metadata: null,
    editedAt: null,
    reactions: [],
  });
  slack.changed();
}

/** What a failed delivery is called in front of a person. */
export function failureName(reason: string): string {
  return reason === "timeout" ? "operation_timeout" : "dispatch_failed";
}
