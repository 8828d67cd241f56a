import type { Snapshot } from "../snapshot.ts";
import { directMessages } from "./talk.ts";
import type { Place } from "./place.ts";

type Seen = { readonly viewer: string | null; readonly snapshot: Snapshot | null; readonly place: Place };

/** How many messages came to a channel since the viewer last had it open in this browser. */
export function unreadIn(viewer: string, { messages }: Snapshot, channel: string): number {
  const last = Number(localStorage.getItem(keyOf(viewer, channel)) ?? 0);
  return messages.filter((m) => m.channel === channel && m.user !== viewer && Number(m.ts) > last).length;
}

/** Remembers that the viewer has seen what the page now shows. */
export function markRead({ viewer, snapshot, place }: Seen): void {
  if (viewer === null || snapshot === null || document.hidden) return;
  const channel = openChannel(snapshot, place);
  if (channel === null) return;
  const last = Math.max(
    0,
    ...snapshot.messages.filter((m) => m.channel === channel).map(({ ts }) => Number(ts)),
  );
  localStorage.setItem(keyOf(viewer, channel), String(last));
}

/** The channel that a place shows; a wide page shows the first one to begin with. */
export function openChannel(snapshot: Snapshot, place: Place): string | null {
  if (place.kind === "channel" || place.kind === "thread") return place.channel;
  if (place.kind === "messages") return directMessages(snapshot)?.id ?? null;
  return place.kind === "start" ? (snapshot.channels.find(({ isIm }) => !isIm)?.id ?? null) : null;
}

function keyOf(viewer: string, channel: string): string {
  return `sandbox.read.${viewer}.${channel}`;
}
