import type { Snapshot, SnapshotChannel, SnapshotMessage, SnapshotUser } from "../snapshot.ts";

/** The messages of a channel that stand in it rather than in a thread, oldest first. */
export function rootsOf({ messages }: Snapshot, channel: string): readonly SnapshotMessage[] {
  return inOrder(messages.filter((message) => message.channel === channel && !isReply(message)));
}

export function repliesOf({ messages }: Snapshot, channel: string, ts: string): readonly SnapshotMessage[] {
  return inOrder(messages.filter((m) => m.channel === channel && m.threadTs === ts && isReply(m)));
}

export function messageAt({ messages }: Snapshot, channel: string, ts: string): SnapshotMessage | undefined {
  return messages.find((message) => message.channel === channel && message.ts === ts);
}

/** The root of the thread that a message belongs to. */
export function rootTsOf({ threadTs, ts }: SnapshotMessage): string {
  return threadTs ?? ts;
}

export function userOf({ users }: Snapshot, id: string): SnapshotUser | undefined {
  return users.find((user) => user.id === id);
}

/** The viewer's direct messages with the bot, once there are any. */
export function directMessages({ channels }: Snapshot): SnapshotChannel | undefined {
  return channels.find(({ isIm }) => isIm);
}

export function nameOf(user: SnapshotUser | undefined, id: string): string {
  return user === undefined ? id : user.realName || user.name;
}

function isReply({ ts, threadTs }: SnapshotMessage): boolean {
  return threadTs !== null && threadTs !== ts;
}

function inOrder(messages: readonly SnapshotMessage[]): readonly SnapshotMessage[] {
  return messages.toSorted((a, b) => Number(a.ts) - Number(b.ts));
}
