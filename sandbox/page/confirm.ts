import { h } from "preact";
import type { ComponentChild } from "preact";
import { Dialog } from "./dialog.ts";
import type { Question } from "./store.ts";
import { plainText, Text } from "./text.ts";

/** The question that stands before a button with a confirm object. */
export function Confirm({ question: { confirm, answer } }: { readonly question: Question }): ComponentChild {
  const yes = confirm.confirm ? plainText(confirm.confirm) : "Yes";
  const no = confirm.deny ? plainText(confirm.deny) : "No";
  const isDanger = confirm.style === "danger";
  return h(
    Dialog,
    { class: "dialog dialog-small", labelledBy: "confirm-title", onClose: () => answer(false) },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: "confirm-title" }, confirm.title ? plainText(confirm.title) : "Are you sure?"),
    ),
    h("div", { class: "dialog-body" }, h(Text, { of: confirm.text })),
    h(
      "footer",
      { class: "dialog-foot" },
      h(
        "button",
        { type: "button", class: "button", "data-focus-first": isDanger, onClick: () => answer(false) },
        no,
      ),
      h(
        "button",
        {
          type: "button",
          class: `button ${isDanger ? "danger" : "primary"}`,
          "data-focus-first": !isDanger,
          onClick: () => answer(true),
        },
        yes,
      ),
    ),
  );
}
