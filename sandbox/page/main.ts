import { h, render } from "preact";
import { start } from "./store.ts";
import { Workspace } from "./workspace.ts";

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(h(Workspace, null), root);
  void start();
}
