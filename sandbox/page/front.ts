import { useEffect, useRef } from "preact/hooks";
import { hashOf } from "./place.ts";
import type { Place } from "./place.ts";

/** Which pane a phone shows: one at a time. */
export function frontOf({ kind }: Place): "list" | "main" | "thread" {
  if (kind === "start") return "list";
  return kind === "thread" ? "thread" : "main";
}

/** When the pane that had the keyboard goes, the keyboard goes to what takes its place, at best to where it came from. */
export function useFocusInFront(place: Place): void {
  const before = useRef(place);
  useEffect(() => {
    const left = before.current;
    before.current = place;
    const { activeElement } = document;
    const isLost =
      activeElement === null || activeElement === document.body || !activeElement.checkVisibility();
    if (left === place || !isLost) return;
    const origin = left.kind === "thread" ? `main [data-ts="${CSS.escape(left.ts)}"]` : null;
    const front = { list: ".sidebar li a", main: "main", thread: ".thread" }[frontOf(place)];
    const wanted = [origin, front].flatMap((selector) =>
      selector === null ? [] : [...document.querySelectorAll<HTMLElement>(selector)],
    );
    wanted.find((element) => element.checkVisibility())?.focus({ preventScroll: true });
  }, [hashOf(place)]);
}
