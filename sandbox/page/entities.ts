import type { Inline } from "./mrkdwn.ts";

/** Slack escapes three characters in what it stores, plain texts included; this shows them again. */
export function unescape(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A link that a page may follow, or null for one that could do anything else (`javascript:`, `data:`). */
export function safeUrl(url: string): string | null {
  return /^(https?:\/\/|mailto:|tel:)/i.test(url) && URL.canParse(url) ? url : null;
}

/** What stands between `<` and `>`: a person, a channel, a call to everybody, a date, a link. */
export function readEntity(entity: string): Inline {
  const bar = entity.indexOf("|");
  const target = bar < 0 ? entity : entity.slice(0, bar);
  const label = bar < 0 ? null : unescape(entity.slice(bar + 1));
  if (target.startsWith("@")) return { type: "user", id: target.slice(1) };
  if (target.startsWith("#")) return { type: "channel", id: target.slice(1), label };
  if (target.startsWith("!date^")) return readDate(target, label);
  if (target.startsWith("!"))
    return { type: "broadcast", name: (label ?? target.slice(1)).replace(/^@/, "") };
  return { type: "link", url: unescape(target), label: label ?? unescape(target.replace(/^mailto:/, "")) };
}

const ENCLOSED = /(```[^]*?```|`[^`\n]+`|<[^<>\n]+>)/;
const BARE_URL = /(?<![\p{L}\p{N}])https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)*_~]/gu;

/** Marks bare addresses as links, as Slack does on arrival where a text isn't verbatim. */
export function markLinks(source: string): string {
  return source
    .split(ENCLOSED)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(BARE_URL, "<$&>")))
    .join("");
}

function readDate(target: string, label: string | null): Inline {
  const [, seconds = "", template = "", url = null] = target.split("^");
  if (!/^\d{1,12}$/.test(seconds) || template === "") return { type: "text", text: label ?? "" };
  return { type: "date", seconds: Number(seconds), template: unescape(template), url };
}
