import { h } from "preact";
import type { ComponentChild } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Composer } from "./composer.ts";
import { useScene } from "./context.ts";
import { Feed } from "./feed.ts";
import { Icon } from "./icons.ts";
import { go } from "./store.ts";
import { messageAt, repliesOf } from "./talk.ts";

/** A thread beside its channel: the message it hangs on, and the replies. */
export function Thread({ channel, ts }: { readonly channel: string; readonly ts: string }): ComponentChild {
  const { snapshot, spotlight } = useScene();
  const pane = useRef<HTMLElement>(null);
  const root = messageAt(snapshot, channel, ts);
  const replies = repliesOf(snapshot, channel, ts);
  const place = snapshot.channels.find(({ id }) => id === channel);

  useEffect(() => {
    if (spotlight === null) pane.current?.focus({ preventScroll: true });
  }, [ts]);

  const close = (): void => go({ kind: "channel", channel });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  };
  return h(
    "aside",
    { class: "thread", ref: pane, tabIndex: -1, "aria-label": "Thread", onKeyDown },
    h(
      "header",
      { class: "pane-head" },
      h(
        "button",
        {
          type: "button",
          class: "icon-button phone-only",
          "aria-label": "Back to the channel",
          onClick: close,
        },
        h(Icon, { name: "back" }),
      ),
      h(
        "div",
        { class: "pane-title" },
        h("h2", null, "Thread"),
        h("span", { class: "where" }, place && !place.isIm ? `#${place.name}` : ""),
      ),
      h(
        "button",
        { type: "button", class: "icon-button wide-only", "aria-label": "Close the thread", onClick: close },
        h(Icon, { name: "close" }),
      ),
    ),
    root
      ? h(Feed, { key: ts, label: "Replies", messages: [root, ...replies], isInThread: true })
      : h(
          "div",
          { class: "feed-frame" },
          h("p", { class: "empty" }, "This message is not here, or you may not see it."),
        ),
    root &&
      place &&
      !place.isArchived &&
      !place.isReadOnly &&
      h(Composer, { key: ts, channel, thread: ts, label: "Reply…" }),
  );
}
