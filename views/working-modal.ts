import type { ModalView } from "@slack/types";
import { plainText, section } from "./blocks.ts";

/** Holds the place of a form that is being made, or of an answer that takes longer than Slack waits. */
export function workingModal(): ModalView {
  return {
    type: "modal",
    title: plainText("Baton"),
    close: plainText("Close"),
    blocks: [section("Working on it. This window will change in a moment.")],
  };
}
