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

/** Ids that differ in one letter shall not look alike, so every bit of the sum depends on every letter (FNV-1a). */
function hueOf(id: string): number {
  let sum = 0x811c9dc5;
  for (const character of id) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return ((sum >>> 16) ^ (sum >>> 5)) % HUES;
}
