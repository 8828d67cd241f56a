import { h } from "preact";
import type { ComponentChildren, ComponentChild } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

type Props = {
  readonly class: string;
  readonly labelledBy: string;
  /** Escape, or the page's own way out. */
  readonly onClose: () => void;
  /** Whether a click beside it closes it, as with menus. */
  readonly isLight?: boolean;
  readonly children?: ComponentChildren;
};

/** A modal dialog: the browser keeps the focus inside; when it goes, the focus returns to where it came from. */
export function Dialog({
  class: name,
  labelledBy,
  onClose,
  isLight = false,
  children,
}: Props): ComponentChild {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const opener = document.activeElement;
    const home = opener?.closest("[data-focus-home]");
    dialog.current?.showModal();
    focusFirst(dialog.current);
    return () => {
      dialog.current?.close();
      // The opener may be gone by now: a Claim button becomes Done. Its message is the next best place.
      const isBack = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      if (isBack) opener.focus();
      else if (home instanceof HTMLElement && home.isConnected) home.focus();
    };
  }, []);

  return h(
    "dialog",
    {
      class: name,
      ref: dialog,
      "aria-labelledby": labelledBy,
      onCancel: (event: Event) => {
        event.preventDefault();
        onClose();
      },
      onClick: (event: MouseEvent) => {
        if (isLight && event.target === dialog.current) onClose();
      },
    },
    children,
  );
}

const FIELDS = "input:not([type=hidden]), textarea, select";

/** Puts the focus on what a person came for: a marked element, the first field, else the first button. */
export function focusFirst(root: HTMLElement | null): void {
  const wanted =
    root?.querySelector<HTMLElement>("[data-focus-first]") ?? root?.querySelector<HTMLElement>(FIELDS);
  (wanted ?? root?.querySelector<HTMLElement>("button"))?.focus();
}
