import { h } from "preact";
import type { ComponentChild } from "preact";
import type { SnapshotUser } from "../snapshot.ts";
import { nameOf } from "./talk.ts";

const HUES = 8;

/** A person's initials on a colour of their own, or the app's mark. */
export function Avatar({ user }: { readonly user: SnapshotUser | undefined }): ComponentChild {
  if (user?.isBot) {
    return h(
      "span",
      { class: "avatar avatar-app", "aria-hidden": true },
      h("svg", { viewBox: "0 0 20 20" }, h("path", { d: "M6.5 13.5l7-7" })),
    );
  }
  const name = nameOf(user, "?");
  return h(
    "span",
    { class: `avatar avatar-${hueOf(user?.id ?? name)}`, "aria-hidden": true },
    initialsOf(name),
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return words
    .slice(-2)
    .map((word) => Array.from(word)[0] ?? "")
    .join("")
    .toUpperCase();
}

function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
