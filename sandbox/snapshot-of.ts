import type { KnownBlock } from "@slack/types";
import { topModal } from "./modals.ts";
import { person } from "./people/person.ts";
import type { Slack } from "./slack.ts";
import type { Snapshot, SnapshotAction, SnapshotMessage, SnapshotUser } from "./snapshot.ts";
import { canSee, type Channel, isStranger, type Message, messagesIn, repliesTo, type User } from "./world.ts";

/** How many conversations of a channel the page gets; older ones are there for the API only. */
const ROOTS_MAX = 300;

/** The workspace as one person sees it. */
export function snapshotOf(slack: Slack, userId: string, actions: readonly SnapshotAction[]): Snapshot {
  const { world, app } = slack;
  const viewer = person(slack, userId);
  const channels = [...world.channels.values()].filter((one) => canSee(world, viewer, one));
  const top = topModal(world, viewer.id);
  return {
    team: { id: world.team.id, name: world.team.name },
    bot: { userId: world.bot.userId, name: app.name },
    users: [...world.users.values()].map((one) => snapshotUser(slack, one)),
    channels: channels.map((one) => ({
      id: one.id,
      name: one.kind === "im" ? app.name : one.name,
      isIm: one.kind === "im",
      isPrivate: one.kind === "private",
      isArchived: one.archived,
      isReadOnly: one.kind === "im" && app.readOnlyMessages,
    })),
    messages: channels.flatMap((one) => visibleMessages(slack, viewer, one)),
    view: top ? { id: top.id, view: top.content, errors: top.errors } : null,
    home: world.homes.get(viewer.id)?.content ?? null,
    commands: app.commands.map(({ command, usage_hint, description }) => ({
      command,
      usageHint: usage_hint,
      description,
    })),
    actions,
  };
}

/** A channel as one person sees it, oldest first, with what only they can see. */
export function visibleMessages(slack: Slack, viewer: User | null, channel: Channel): SnapshotMessage[] {
  const seen = messagesIn(slack.world, channel.id).filter(
    (one) => one.visibleTo === null || (one.visibleTo === viewer?.id && isShown(slack, one)),
  );
  const roots = new Set(
    seen
      .filter((one) => one.threadTs === null)
      .slice(-ROOTS_MAX)
      .map((one) => one.ts),
  );
  return seen.filter((one) => roots.has(one.threadTs ?? one.ts)).map(snapshotMessage);
}

/** An ephemeral message in a thread is shown only where there is already a thread. */
function isShown({ world }: Slack, { channel, threadTs }: Message): boolean {
  return threadTs === null || repliesTo(world, channel, threadTs).length > 0;
}

function snapshotMessage(message: Message): SnapshotMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    threadTs: message.threadTs,
    user: message.user,
    text: message.text,
    blocks: message.blocks satisfies KnownBlock[],
    edited: message.editedAt !== null,
    ephemeral: message.visibleTo !== null,
  };
}

function snapshotUser(slack: Slack, user: User): SnapshotUser {
  const { id, name, realName, email, tz, deleted, isBot } = user;
  return { id, name, realName, email, tz, deleted, isBot, isStranger: isStranger(slack.world, user) };
}
