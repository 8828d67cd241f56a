import { h } from "preact";
import type { ComponentChild } from "preact";
import type { SnapshotChannel } from "../snapshot.ts";
import { AppHeader } from "./app-header.ts";
import { Composer } from "./composer.ts";
import { useScene } from "./context.ts";
import { Feed } from "./feed.ts";
import { Icon } from "./icons.ts";
import { PaneHeader } from "./pane-header.ts";
import { rootsOf } from "./talk.ts";

/** A channel, or the viewer's direct messages with the app. */
export function Channel({ channel }: { readonly channel: SnapshotChannel }): ComponentChild {
  const { snapshot } = useScene();
  const name = channel.isIm ? snapshot.bot.name : channel.name;
  return h(
    "main",
    {
      class: "pane",
      id: "main",
      tabIndex: -1,
      "aria-label": channel.isIm ? `Messages with ${name}` : `Channel ${name}`,
    },
    channel.isIm
      ? h(AppHeader, { tab: "messages" })
      : h(PaneHeader, null, h(Icon, { name: channel.isPrivate ? "lock" : "hash" }), h("h1", null, name)),
    h(
      Feed,
      {
        key: channel.id,
        label: `Messages in ${name}`,
        messages: rootsOf(snapshot, channel.id),
        isInThread: false,
      },
      h(Beginning, { channel, name }),
    ),
    h(Foot, { channel, name }),
  );
}

/** Where one writes, or why one can't. */
function Foot({
  channel,
  name,
}: {
  readonly channel: SnapshotChannel;
  readonly name: string;
}): ComponentChild {
  if (channel.isArchived) return h("p", { class: "closed" }, "This channel is archived.");
  if (channel.isReadOnly)
    return h("p", { class: "closed" }, "Sending messages to this app has been turned off.");
  const label = channel.isIm ? `Message ${name}` : `Message #${name}`;
  return h(Composer, { key: channel.id, channel: channel.id, thread: null, label });
}

function Beginning({
  channel,
  name,
}: {
  readonly channel: SnapshotChannel;
  readonly name: string;
}): ComponentChild {
  const text = channel.isIm
    ? `This is the beginning of your direct messages with ${name}. Nobody else sees them.`
    : `This is the very beginning of #${name}.`;
  return h("p", { class: "beginning" }, text);
}
