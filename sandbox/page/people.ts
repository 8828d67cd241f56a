import { h } from "preact";
import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import type { SnapshotUser } from "../snapshot.ts";
import { Avatar } from "./avatar.ts";
import { useScene } from "./context.ts";
import { timeOf } from "./dates.ts";
import { Dialog } from "./dialog.ts";
import { Icon } from "./icons.ts";
import { actAs } from "./store.ts";
import { nameOf } from "./talk.ts";

/** Who the page belongs to, and the way to become somebody else. */
export function ActingAs({ isSmall }: { readonly isSmall: boolean }): ComponentChild {
  const { me } = useScene();
  const [open, setOpen] = useState(false);
  const name = nameOf(me, me.id);
  return h(
    "div",
    { class: isSmall ? "acting acting-small" : "acting" },
    h(
      "button",
      {
        type: "button",
        class: "acting-button",
        "aria-haspopup": "dialog",
        "aria-label": isSmall ? `Acting as ${name}, change` : undefined,
        onClick: () => setOpen(true),
      },
      h(Avatar, { user: me }),
      !isSmall && h("span", { class: "who" }, h("small", null, "Acting as "), h("span", null, name)),
      !isSmall && h("span", { class: "sr-only" }, ", change"),
      !isSmall && h(Icon, { name: "caret" }),
    ),
    open && h(People, { onClose: () => setOpen(false) }),
  );
}

function People({ onClose }: { readonly onClose: () => void }): ComponentChild {
  const { snapshot, me } = useScene();
  const choose = (id: string): void => {
    onClose();
    void actAs(id);
  };
  const people = snapshot.users.filter(({ isBot }) => !isBot);
  return h(
    Dialog,
    { class: "dialog dialog-people", labelledBy: "people-title", onClose, isLight: true },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: "people-title" }, "Act as"),
      h(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Close", onClick: onClose },
        h(Icon, { name: "close" }),
      ),
    ),
    h(
      "ul",
      { class: "people" },
      people.map((user) =>
        h(
          "li",
          { key: user.id },
          h(
            "button",
            {
              type: "button",
              "aria-current": user.id === me.id,
              "data-focus-first": user.id === me.id,
              disabled: user.deleted,
              onClick: () => choose(user.id),
            },
            h(Avatar, { user }),
            h("span", { class: "who" }, h("span", null, nameOf(user, user.id)), h("small", null, user.email)),
            h("small", { class: "note" }, noteOn(user)),
          ),
        ),
      ),
    ),
  );
}

function noteOn(user: SnapshotUser): string {
  if (user.deleted) return "Deactivated";
  const time = timeOf(Date.now(), user.tz);
  return user.isStranger ? `External · ${time}` : time;
}
