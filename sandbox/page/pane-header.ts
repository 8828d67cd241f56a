import { h } from "preact";
import type { ComponentChildren, ComponentChild } from "preact";
import { ActingAs } from "./people.ts";
import { Icon } from "./icons.ts";
import { go } from "./store.ts";

/** The head of the main pane; on a phone it leads back to the list, and says who one acts as. */
export function PaneHeader({ children }: { readonly children?: ComponentChildren }): ComponentChild {
  return h(
    "header",
    { class: "pane-head" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button phone-only",
        "aria-label": "Back to the list",
        onClick: () => go({ kind: "start" }),
      },
      h(Icon, { name: "back" }),
    ),
    h("div", { class: "pane-title" }, children),
    h("div", { class: "phone-only" }, h(ActingAs, { isSmall: true })),
  );
}
