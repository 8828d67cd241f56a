import { h } from "preact";
import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import type { SnapshotAction, SnapshotChannel } from "../snapshot.ts";
import { Avatar } from "./avatar.ts";
import { UnreadBadge } from "./badge.ts";
import { useScene } from "./context.ts";
import { Icon } from "./icons.ts";
import { ActingAs } from "./people.ts";
import { performAction } from "./store.ts";
import { directMessages, userOf } from "./talk.ts";
import { openChannel, unreadIn } from "./unread.ts";

/** The workspace: its channels, the app, what the sandbox's host lets one do, and who one is. */
export function Sidebar(): ComponentChild {
  const { snapshot, online, ackMs } = useScene();
  const channels = snapshot.channels
    .filter(({ isIm }) => !isIm)
    .toSorted((a, b) => a.name.localeCompare(b.name));
  return h(
    "nav",
    { class: "sidebar", "aria-label": "Workspace" },
    h(
      "header",
      { class: "workspace" },
      h("strong", null, snapshot.team.name),
      h("span", { class: "chip" }, "Sandbox"),
    ),
    h(
      "div",
      { class: "sidebar-scroll" },
      h("h2", null, "Channels"),
      h(
        "ul",
        null,
        channels.map((channel) => h(ChannelLink, { key: channel.id, channel })),
      ),
      h("h2", null, "Apps"),
      h("ul", null, h(AppLink, null)),
      snapshot.actions.length > 0 && h("h2", null, "Controls"),
      snapshot.actions.map((action) => h(HostAction, { key: action.id, action })),
    ),
    h(
      "footer",
      null,
      h(
        "p",
        { class: online ? "status" : "status offline", role: "status" },
        online ? (ackMs === null ? "Live" : `Live · answered in ${ackMs} ms`) : "Reconnecting…",
      ),
      h(ActingAs, { isSmall: false }),
    ),
  );
}

function ChannelLink({ channel }: { readonly channel: SnapshotChannel }): ComponentChild {
  const { snapshot, place, me } = useScene();
  const isOpen = openChannel(snapshot, place) === channel.id;
  const isUnread = !isOpen && unreadIn(me.id, snapshot, channel.id) > 0;
  return h(
    "li",
    null,
    h(
      "a",
      {
        href: `#${channel.id}`,
        class: isUnread ? "unread" : undefined,
        "aria-current": isOpen ? "page" : undefined,
      },
      h(Icon, { name: channel.isPrivate ? "lock" : "hash" }),
      h("span", null, channel.name),
      isUnread && h("span", { class: "sr-only" }, " (unread)"),
    ),
  );
}

function AppLink(): ComponentChild {
  const { snapshot, place, me } = useScene();
  const messages = directMessages(snapshot);
  const isOpen =
    place.kind === "home" || place.kind === "messages" || openChannel(snapshot, place) === messages?.id;
  const unread =
    messages && openChannel(snapshot, place) !== messages.id ? unreadIn(me.id, snapshot, messages.id) : 0;
  return h(
    "li",
    null,
    h(
      "a",
      {
        href: messages && unread > 0 ? `#${messages.id}` : "#home",
        class: unread > 0 ? "unread" : undefined,
        "aria-current": isOpen ? "page" : undefined,
      },
      h(Avatar, { user: userOf(snapshot, snapshot.bot.userId) }),
      h("span", null, snapshot.bot.name),
      h(UnreadBadge, { count: unread }),
    ),
  );
}

function HostAction({ action }: { readonly action: SnapshotAction }): ComponentChild {
  const [isRunning, setRunning] = useState(false);
  const run = async (): Promise<void> => {
    if (isRunning) return;
    setRunning(true);
    await performAction(action);
    setRunning(false);
  };
  return h(
    "div",
    { class: "host-action" },
    h(
      "button",
      {
        type: "button",
        "aria-busy": isRunning,
        "aria-describedby": `action-${action.id}`,
        onClick: () => void run(),
      },
      h(Icon, { name: "bolt" }),
      action.label,
    ),
    h("p", { id: `action-${action.id}` }, action.hint),
  );
}
