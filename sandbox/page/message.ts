import { h } from "preact";
import type { ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { SnapshotMessage } from "../snapshot.ts";
import { Avatar } from "./avatar.ts";
import { Blocks } from "./blocks.ts";
import { useScene } from "./context.ts";
import { dateOf, millisOf, timeOf, whenOf } from "./dates.ts";
import { Icon } from "./icons.ts";
import { dismiss, go } from "./store.ts";
import { SurfaceContext, useSurfaceOf } from "./surface.ts";
import { nameOf, repliesOf, userOf } from "./talk.ts";
import { Mrkdwn } from "./text.ts";

type Props = {
  readonly message: SnapshotMessage;
  /** Follows another of the same author closely, and leaves the name out. */
  readonly isContinued: boolean;
  readonly isInThread: boolean;
};

export function Message({ message, isContinued, isInThread }: Props): ComponentChild {
  const { snapshot, me, spotlight } = useScene();
  const article = useRef<HTMLElement>(null);
  const surface = useSurfaceOf({ channel: message.channel, ts: message.ts }, message.blocks);
  const user = userOf(snapshot, message.user);
  const millis = millisOf(message.ts);
  const isSpotlit = spotlight === message.ts;
  useFocusKept(article);
  useLayoutEffect(() => {
    if (!isSpotlit) return;
    article.current?.scrollIntoView({ block: "center" });
    article.current?.focus({ preventScroll: true });
  }, [isSpotlit]);

  const names = [
    "message",
    isContinued && "continued",
    message.ephemeral && "ephemeral",
    isSpotlit && "spotlit",
  ];
  const name = nameOf(user, message.user);
  const time = h(
    "time",
    { dateTime: new Date(millis).toISOString(), title: `${dateOf(millis, me.tz)} ${timeOf(millis, me.tz)}` },
    timeOf(millis, me.tz),
  );
  return h(
    "article",
    {
      class: names.filter(Boolean).join(" "),
      ref: article,
      tabIndex: -1,
      "data-focus-home": true,
      "data-ts": message.ts,
      "aria-label": `${name}, ${timeOf(millis, me.tz)}`,
    },
    message.ephemeral && h(OnlyYou, { ts: message.ts }),
    h("div", { class: "gutter" }, isContinued ? time : h(Avatar, { user })),
    h(
      "div",
      { class: "message-body" },
      !isContinued &&
        h(
          "div",
          { class: "byline" },
          h("strong", null, name),
          user?.isBot && h("span", { class: "badge" }, "App"),
          time,
        ),
      h(
        SurfaceContext.Provider,
        { value: surface },
        message.blocks.length > 0
          ? h(Blocks, { blocks: message.blocks })
          : h(Mrkdwn, { text: message.text, isVerbatim: false }),
      ),
      message.edited && h("span", { class: "edited" }, "(edited)"),
      !isInThread && !message.ephemeral && h(ThreadLink, { message }),
    ),
  );
}

function OnlyYou({ ts }: { readonly ts: string }): ComponentChild {
  return h(
    "p",
    { class: "only-you" },
    h(Icon, { name: "eye" }),
    "Only visible to you",
    h("button", { type: "button", class: "link", onClick: () => dismiss(ts) }, "Dismiss"),
  );
}

/** The way into a message's thread: how many replies it has, or a place to begin one. */
function ThreadLink({ message }: { readonly message: SnapshotMessage }): ComponentChild {
  const { snapshot, me } = useScene();
  const replies = repliesOf(snapshot, message.channel, message.ts).filter(({ ephemeral }) => !ephemeral);
  const last = replies.at(-1);
  const open = (): void => go({ kind: "thread", channel: message.channel, ts: message.ts });
  if (!last) {
    return h(
      "button",
      { type: "button", class: "reply", onClick: open },
      h(Icon, { name: "thread" }),
      "Reply in thread",
    );
  }
  const authors = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  return h(
    "button",
    { type: "button", class: "replies", onClick: open },
    h(
      "span",
      { class: "faces", "aria-hidden": true },
      authors.map((id) => h(Avatar, { key: id, user: userOf(snapshot, id) })),
    ),
    h("span", { class: "count" }, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
    h("span", { class: "last" }, `Last reply ${whenOf(millisOf(last.ts), me.tz, Date.now())}`),
  );
}

/** When the button that had the focus is replaced by an update, the keyboard stays at its message. */
function useFocusKept(root: { readonly current: HTMLElement | null }): void {
  const hadFocus = useRef(false);
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body)
      root.current?.focus({ preventScroll: true });
    const note = (): void => {
      hadFocus.current = true;
    };
    const forget = ({ relatedTarget }: FocusEvent): void => {
      // A removed element loses the focus to nobody; one that a person left has lost it to another.
      if (relatedTarget !== null) hadFocus.current = false;
    };
    const article = root.current;
    article?.addEventListener("focusin", note);
    article?.addEventListener("focusout", forget);
    return () => {
      article?.removeEventListener("focusin", note);
      article?.removeEventListener("focusout", forget);
    };
  });
}
