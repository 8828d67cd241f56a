import { Fragment, h } from "preact";
import type { ComponentChild } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Channel } from "./channel.ts";
import { Confirm } from "./confirm.ts";
import { SceneContext } from "./context.ts";
import type { Scene } from "./context.ts";
import { frontOf, useFocusInFront } from "./front.ts";
import { Home, NoMessages } from "./home.ts";
import { Modal } from "./modal.ts";
import { PaneHeader } from "./pane-header.ts";
import { Sidebar } from "./sidebar.ts";
import { getState, subscribe } from "./store.ts";
import { userOf } from "./talk.ts";
import { Thread } from "./thread.ts";
import { openChannel } from "./unread.ts";

/** The whole page. */
export function Workspace(): ComponentChild {
  const [state, setState] = useState(getState());
  useEffect(() => subscribe(() => setState(getState())), []);
  const { snapshot, viewer } = state;
  const me = snapshot && viewer !== null ? userOf(snapshot, viewer) : undefined;
  if (!snapshot || !me) {
    const text = state.online ? "Opening the workspace…" : "The sandbox can't be reached. Is it running?";
    return h("p", { class: "loading", role: "status" }, text);
  }
  return h(
    SceneContext.Provider,
    { value: { ...state, snapshot, me } },
    h(Frame, { scene: { ...state, snapshot, me } }),
  );
}

function Frame({ scene }: { readonly scene: Scene }): ComponentChild {
  const { place, snapshot, me, notice, question } = scene;
  useTitle(scene);
  useFocusInFront(place);
  return h(
    Fragment,
    null,
    h("a", { class: "skip", href: "#main", onClick: skipToMain }, "Skip to the messages"),
    h(
      // Another person's page keeps nothing of this one's: no half-filled form, no open menu.
      "div",
      { class: "frame", key: me.id, "data-front": frontOf(place) },
      h(Sidebar, null),
      h(MainPane, { scene }),
      place.kind === "thread" && h(Thread, { key: place.ts, channel: place.channel, ts: place.ts }),
      snapshot.view && h(Modal, { key: snapshot.view.id, shown: snapshot.view }),
      question && h(Confirm, { question }),
    ),
    h(
      "div",
      { class: "notices", role: "status" },
      notice && h("p", { key: notice.id, class: `notice ${notice.tone}` }, notice.text),
    ),
  );
}

function MainPane({ scene: { place, snapshot } }: { readonly scene: Scene }): ComponentChild {
  if (place.kind === "home") return h(Home, null);
  const open = openChannel(snapshot, place);
  const channel = snapshot.channels.find(({ id }) => id === open);
  if (channel) return h(Channel, { key: channel.id, channel });
  if (place.kind === "messages") return h(NoMessages, null);
  return h(
    "main",
    { class: "pane", id: "main", tabIndex: -1 },
    h(PaneHeader, null, h("h1", null, "Not here")),
    h("p", { class: "empty" }, "There is no such channel, or you are not in it."),
  );
}

function useTitle({ place, snapshot }: Scene): void {
  const open = place.kind === "home" ? null : openChannel(snapshot, place);
  const channel = snapshot.channels.find(({ id }) => id === open);
  const name = channel && !channel.isIm ? `#${channel.name}` : snapshot.bot.name;
  useEffect(() => {
    document.title = `${name} · ${snapshot.team.name} sandbox`;
  }, [name, snapshot.team.name]);
}

function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
