import { Fragment, h } from "preact";
import type { ComponentChildren, ComponentChild } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { SnapshotMessage } from "../snapshot.ts";
import { useScene } from "./context.ts";
import { dateOf, dayOf, millisOf } from "./dates.ts";
import { Message } from "./message.ts";

const TOGETHER_MS = 5 * 60_000;
const PAGE = 100;
const NEAR_BOTTOM_PX = 80;

type Props = {
  readonly label: string;
  readonly messages: readonly SnapshotMessage[];
  readonly isInThread: boolean;
  /** What stands above the first message. */
  readonly children?: ComponentChildren;
};

/** Messages in order, with a line where a day begins; new ones at the bottom stay in sight. */
export function Feed({ label, messages, isInThread, children }: Props): ComponentChild {
  const { me, dismissed, spotlight } = useScene();
  const [limit, setLimit] = useState(PAGE);
  const visible = messages.filter(({ ts }) => !dismissed.has(ts));
  const spotlit = visible.findIndex(({ ts }) => ts === spotlight);
  const from = Math.max(0, Math.min(visible.length - limit, spotlit < 0 ? Infinity : spotlit));
  const shown = visible.slice(from);
  const last = visible.at(-1)?.ts ?? "";
  const { scroller, isBehind, toBottom } = useBottom(last, spotlight !== null);

  return h(
    "div",
    { class: "feed-frame" },
    h(
      "div",
      { class: "feed", ref: scroller, role: "log", "aria-label": label, tabIndex: 0 },
      from === 0
        ? children
        : h(
            "button",
            { type: "button", class: "button earlier", onClick: () => setLimit(limit + PAGE) },
            "Show earlier messages",
          ),
      shown.map((message, index) => {
        const before = shown[index - 1];
        const isNewDay = !before || dayKey(before, me.tz) !== dayKey(message, me.tz);
        return h(
          Fragment,
          { key: message.ts },
          isNewDay && !isInThread && h(DayLine, { ts: message.ts }),
          h(Message, { message, isContinued: !isNewDay && isContinued(before, message), isInThread }),
        );
      }),
    ),
    isBehind && h("button", { type: "button", class: "newer", onClick: toBottom }, "New messages ↓"),
  );
}

function DayLine({ ts }: { readonly ts: string }): ComponentChild {
  const { me } = useScene();
  return h("div", { class: "day" }, h("span", null, dayOf(millisOf(ts), me.tz, Date.now())));
}

function dayKey({ ts }: SnapshotMessage, zone: string): string {
  return dateOf(millisOf(ts), zone);
}

function isContinued(before: SnapshotMessage, message: SnapshotMessage): boolean {
  // What has blocks is a thing of its own, and wears its author's name.
  if (before.user !== message.user || [before, message].some((one) => one.ephemeral || one.blocks.length > 0))
    return false;
  return millisOf(message.ts) - millisOf(before.ts) < TOGETHER_MS;
}

/** Keeps the end in sight for a reader who is there, and tells one who has scrolled up that there is more. */
function useBottom(last: string, isElsewhere: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtBottom = useRef(!isElsewhere);
  const seen = useRef(last);
  const [isBehind, setBehind] = useState(false);

  const toBottom = (): void => {
    const { current } = scroller;
    if (current) current.scrollTop = current.scrollHeight;
  };
  useLayoutEffect(() => {
    const { current } = scroller;
    if (!current) return undefined;
    const note = (): void => {
      isAtBottom.current = current.scrollHeight - current.scrollTop - current.clientHeight < NEAR_BOTTOM_PX;
      if (isAtBottom.current) setBehind(false);
    };
    // Content also grows by itself: a font arrives, a card gains a line, the window turns.
    const observer = new ResizeObserver(() => isAtBottom.current && toBottom());
    observer.observe(current);
    current.addEventListener("scroll", note, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener("scroll", note);
    };
  }, []);
  useLayoutEffect(() => {
    if (isAtBottom.current) toBottom();
    else if (seen.current !== last) setBehind(true);
    seen.current = last;
  });
  return { scroller, isBehind, toBottom };
}
