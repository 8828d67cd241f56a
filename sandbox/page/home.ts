import type { HomeView } from "@slack/types";
import { h } from "preact";
import type { ComponentChild } from "preact";
import { AppHeader } from "./app-header.ts";
import { Blocks } from "./blocks.ts";
import { useScene } from "./context.ts";
import { SurfaceContext, useSurfaceOf } from "./surface.ts";

/** The app's Home tab, as the app has last published it for this viewer. */
export function Home(): ComponentChild {
  const { snapshot, me } = useScene();
  const { name } = snapshot.bot;
  return h(
    "main",
    { class: "pane", id: "main", tabIndex: -1, "aria-label": `${name} Home` },
    h(AppHeader, { tab: "home" }),
    h(
      "div",
      { class: "home", tabIndex: 0, role: "region", "aria-label": `${name} Home` },
      snapshot.home
        ? h(HomeBlocks, { key: me.id, view: snapshot.home })
        : h("p", { class: "empty" }, `${name} has not published a Home for you yet.`),
    ),
  );
}

/** The Messages tab before the app has written anything. */
export function NoMessages(): ComponentChild {
  const { name } = useScene().snapshot.bot;
  return h(
    "main",
    { class: "pane", id: "main", tabIndex: -1, "aria-label": `Messages with ${name}` },
    h(AppHeader, { tab: "messages" }),
    h("div", { class: "home" }, h("p", { class: "empty" }, `${name} has not written to you yet.`)),
  );
}

function HomeBlocks({ view }: { readonly view: HomeView }): ComponentChild {
  const surface = useSurfaceOf({ home: true }, view.blocks);
  return h(
    SurfaceContext.Provider,
    { value: surface },
    h("div", { "data-focus-home": true, tabIndex: -1 }, h(Blocks, { blocks: view.blocks })),
  );
}
