import type { ModalView } from "@slack/types";
import type { Answer } from "./answer.ts";
import { plainText, sectionsOf } from "./blocks.ts";

/** An answer where there is no message to put it under, as in App Home, or when it came late. */
export function messageModal({ text, blocks }: Answer): ModalView {
  return {
    type: "modal",
    title: plainText("Baton"),
    close: plainText("Close"),
    blocks: blocks ?? sectionsOf([text]),
  };
}
