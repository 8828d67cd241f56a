import { h } from "preact";
import type { ComponentChild } from "preact";
import { Avatar } from "./avatar.ts";
import { UnreadBadge } from "./badge.ts";
import { useScene } from "./context.ts";
import { PaneHeader } from "./pane-header.ts";
import { directMessages, userOf } from "./talk.ts";
import { unreadIn } from "./unread.ts";

/** The app's name over its two tabs. */
export function AppHeader({ tab }: { readonly tab: "home" | "messages" }): ComponentChild {
  const { snapshot, me } = useScene();
  const messages = directMessages(snapshot);
  const unread = messages && tab === "home" ? unreadIn(me.id, snapshot, messages.id) : 0;
  const link = (name: "home" | "messages", href: string, text: ComponentChild[]): ComponentChild =>
    h("a", { href, "aria-current": tab === name ? "page" : undefined }, text);
  return h(
    "div",
    { class: "app-head" },
    h(
      PaneHeader,
      null,
      h(Avatar, { user: userOf(snapshot, snapshot.bot.userId) }),
      h("h1", null, snapshot.bot.name),
    ),
    h(
      "nav",
      { class: "tabs", "aria-label": snapshot.bot.name },
      link("home", "#home", ["Home"]),
      link("messages", messages ? `#${messages.id}` : "#messages", [
        "Messages",
        h(UnreadBadge, { count: unread }),
      ]),
    ),
  );
}
