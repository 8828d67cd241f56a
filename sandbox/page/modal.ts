import { h } from "preact";
import type { ComponentChild } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SnapshotView } from "../snapshot.ts";
import { Avatar } from "./avatar.ts";
import { Blocks } from "./blocks.ts";
import { useScene } from "./context.ts";
import { Dialog, focusFirst } from "./dialog.ts";
import { Icon } from "./icons.ts";
import { perform } from "./store.ts";
import { failureText, SurfaceContext, useSurfaceOf } from "./surface.ts";
import { userOf } from "./talk.ts";
import { plainText } from "./text.ts";

/** The modal on top of the viewer's stack. */
export function Modal({ shown: { id, view, errors } }: { readonly shown: SnapshotView }): ComponentChild {
  const { snapshot } = useScene();
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const surface = useSurfaceOf({ view_id: id }, view.blocks, (answer) => setFailure(failureText(answer)));
  const form = useRef<HTMLFormElement>(null);
  const wrongIds = Object.keys(errors).join(" ");

  useEffect(() => {
    if (wrongIds !== "") form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [wrongIds]);
  useEffect(() => {
    // The app may replace what the modal shows; then what had the focus is gone.
    if (!form.current?.contains(document.activeElement)) focusFirst(form.current);
  }, [view]);

  const close = (all: boolean): void => void perform({ kind: "close", view_id: id, all });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isSending) return;
    setFailure(null);
    setSending(true);
    const answer = await perform({ kind: "submit", view_id: id, values: surface.values });
    setSending(false);
    // What is missing or wrong is said beside the inputs.
    if (!answer.ok && answer.error !== "incomplete") setFailure(failureText(answer));
  };

  return h(
    Dialog,
    { class: "dialog", labelledBy: "modal-title", onClose: () => close(false) },
    h(
      "form",
      { class: "dialog-form", ref: form, noValidate: true, onSubmit: (event: Event) => void submit(event) },
      h(
        "header",
        { class: "dialog-head" },
        h(Avatar, { user: userOf(snapshot, snapshot.bot.userId) }),
        h("h2", { id: "modal-title" }, plainText(view.title)),
        h(
          "button",
          { type: "button", class: "icon-button", "aria-label": "Close", onClick: () => close(true) },
          h(Icon, { name: "close" }),
        ),
      ),
      h(
        "div",
        { class: "dialog-body" },
        h(SurfaceContext.Provider, { value: surface }, h(Blocks, { blocks: view.blocks, errors })),
      ),
      h(
        "footer",
        { class: "dialog-foot" },
        failure !== null && h("p", { class: "error", role: "alert" }, failure),
        h(
          "button",
          { type: "button", class: "button", onClick: () => close(false) },
          view.close ? plainText(view.close) : view.submit ? "Cancel" : "Close",
        ),
        view.submit &&
          h(
            "button",
            { type: "submit", class: "button primary", "aria-busy": isSending },
            plainText(view.submit),
          ),
      ),
    ),
  );
}
