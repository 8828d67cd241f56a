/** What the page shows; it is the address's hash, so that links and the Back button work. */
export type Place =
  | { readonly kind: "start" }
  | { readonly kind: "home" }
  | { readonly kind: "messages" }
  | { readonly kind: "channel"; readonly channel: string }
  | { readonly kind: "thread"; readonly channel: string; readonly ts: string };

export function placeOf(hash: string): Place {
  const [first = "", ts] = hash.replace(/^#/, "").split("/");
  if (first === "") return { kind: "start" };
  if (first === "home" || first === "messages") return { kind: first };
  return ts === undefined ? { kind: "channel", channel: first } : { kind: "thread", channel: first, ts };
}

export function hashOf(place: Place): string {
  if (place.kind === "start") return "#";
  if (place.kind === "channel") return `#${place.channel}`;
  return place.kind === "thread" ? `#${place.channel}/${place.ts}` : `#${place.kind}`;
}

/** The message a permalink (`/archives/C…/p…`) names, or null when the path isn't one. */
export function permalinkOf(path: string): { readonly channel: string; readonly ts: string } | null {
  const [, channel, seconds, micros] = /^\/archives\/([A-Z0-9]+)\/p(\d+)(\d{6})$/.exec(path) ?? [];
  if (channel === undefined || seconds === undefined || micros === undefined) return null;
  return { channel, ts: `${seconds}.${micros}` };
}
