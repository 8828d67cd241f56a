import { h } from "preact";
import type { ComponentChild } from "preact";

/** How many messages wait unread. */
export function UnreadBadge({ count }: { readonly count: number }): ComponentChild {
  if (count === 0) return null;
  return h("span", { class: "count-badge" }, count, h("span", { class: "sr-only" }, " unread"));
}
