import type { Button, Overflow } from "@slack/types";
import { h } from "preact";
import type { ComponentChild } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icons.ts";
import { safeUrl } from "./entities.ts";
import { isBusy, useSurface } from "./surface.ts";
import type { Spot } from "./surface.ts";
import { linkTo, plainText } from "./text.ts";

/** A button; one with a url is a link that tells the app too. */
export function BlockButton({
  button,
  spot,
  about,
}: {
  readonly button: Button;
  readonly spot: Spot;
  readonly about: string;
}): ComponentChild {
  const surface = useSurface();
  const press = (): void => surface.act(spot, { value: button.value, confirm: button.confirm });
  const attributes = {
    class: `button ${button.style ?? ""}`,
    "aria-label": button.accessibility_label,
    "aria-describedby": about,
    "data-action": spot.action,
  };
  const link = button.url === undefined ? null : linkTo(button.url, press);
  if (link) return h("a", { ...attributes, ...link }, plainText(button.text));
  // Not `disabled` while it waits: that would throw the keyboard's place away.
  const waiting = { "aria-busy": isBusy(surface, spot), "aria-disabled": surface.busy !== null };
  return h("button", { ...attributes, ...waiting, type: "button", onClick: press }, plainText(button.text));
}

/** The ⋮ menu: arrow keys move in it, Escape closes it and returns to its button. */
export function OverflowMenu({
  overflow,
  spot,
  about,
}: {
  readonly overflow: Overflow;
  readonly spot: Spot;
  readonly about: string;
}): ComponentChild {
  const surface = useSurface();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const items = (): HTMLElement[] => [
    ...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []),
  ];

  useEffect(() => {
    if (!open) return undefined;
    keepInSight(root.current?.querySelector<HTMLElement>("[role=menu]"));
    items()[0]?.focus();
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", closeOutside);
    return () => removeEventListener("pointerdown", closeOutside);
  }, [open]);

  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    if (event.key === "Tab") setOpen(false);
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to % all.length]?.focus();
  };
  const choose = (value: string | undefined, url: string | undefined): void => {
    close();
    const href = url === undefined ? null : safeUrl(url);
    if (href !== null) window.open(href, "_blank", "noopener");
    surface.act(spot, { value, confirm: overflow.confirm });
  };

  return h(
    "div",
    { class: "overflow", ref: root, onKeyDown },
    h(
      "button",
      {
        ref: opener,
        type: "button",
        class: "button icon-only",
        "aria-label": "More actions",
        "aria-describedby": about,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": id,
        "aria-busy": isBusy(surface, spot),
        "data-action": spot.action,
        onClick: () => setOpen(!open),
      },
      h(Icon, { name: "more" }),
    ),
    open &&
      h(
        "div",
        { class: "menu", role: "menu", id },
        overflow.options.map((option) =>
          h(
            "button",
            {
              type: "button",
              role: "menuitem",
              tabIndex: -1,
              onClick: () => choose(option.value, option.url),
            },
            h("span", null, option.text.type === "plain_text" ? plainText(option.text) : option.text.text),
            option.description && h("small", null, plainText(option.description)),
          ),
        ),
      ),
  );
}

/** A menu that would leave the window at the right opens to the left of its button's edge. */
function keepInSight(menu: HTMLElement | null | undefined): void {
  if (!menu) return;
  menu.classList.toggle("leftwards", menu.getBoundingClientRect().right > innerWidth);
  menu.scrollIntoView({ block: "nearest" });
}
