import { mapJson, storable, type Leaf } from "#calls/json-walk.ts";

/** What stands where a secret stood. */
export const REDACTED = "[redacted]";

const SENSITIVE =
  /pass(word|wd|phrase|code)|token|secret|api[-_]?key|(access|private|signing)[-_]?key|authorization|cookie|signature|credential/i;
/** Shorter secrets are not looked for in base64: what is left of them after cutting the edges stands in every text. */
const BASE64_FROM = 6;

/** Takes secrets out of what is about to be recorded. */
export type Redactor = {
  text(text: string): string;
  url(url: string): string;
  /** By the names in it too. Anything but JSON is replaced by words that say so. */
  json(value: unknown): unknown;
};

/** Knows secrets by the names they usually go by, and by every spelling of the values given here. */
export function redactor(secrets: readonly string[]): Redactor {
  const spellings = [...new Set(secrets.flatMap(spellingsOf))].filter((spelling) => spelling !== "");
  const text = (given: string) => storable(hide(given, spellings));
  const leaf = (given: Leaf) => {
    const shown = text(String(given));
    return typeof given === "string" || shown !== String(given) ? shown : given;
  };
  const hides = (name: string) => (SENSITIVE.test(name) ? REDACTED : undefined);
  return { text, url: (url) => text(withoutSensitiveParts(url)), json: (value) => json(value, leaf, hides) };
}

/** One mark for each stretch that spellings cover, also where they overlap. */
function hide(text: string, spellings: readonly string[]): string {
  const found = spellings.flatMap((spelling) => occurrences(text, spelling)).sort((a, b) => a.from - b.from);
  let shown = "";
  let at = 0;
  for (const [index, { from, to }] of found.entries()) {
    if (index === 0 || from > at) shown += text.slice(at, from) + REDACTED;
    at = Math.max(at, to);
  }
  return shown + text.slice(at);
}

function occurrences(text: string, spelling: string): { from: number; to: number }[] {
  const found = [];
  for (let from = text.indexOf(spelling); from >= 0; from = text.indexOf(spelling, from + 1)) {
    found.push({ from, to: from + spelling.length });
  }
  return found;
}

function json(
  value: unknown,
  leaf: (given: Leaf) => Leaf,
  hides: (name: string) => Leaf | undefined,
): unknown {
  try {
    // As it is sent: dates as text, undefined left out.
    return mapJson(JSON.parse(JSON.stringify(value ?? null)), leaf, hides);
  } catch (error) {
    return error instanceof RangeError ? "[nested too deeply to record]" : "[not JSON]";
  }
}

/** Works on the text, so that the rest stands as it was given; also where it is no address at all. */
function withoutSensitiveParts(url: string): string {
  const [address = "", ...rest] = url.replace(/^([a-z+.-]+:\/*)[^/?#\\]*@/i, `$1${REDACTED}@`).split("?");
  if (rest.length === 0) return address;
  const query = rest
    .join("?")
    .replace(/([^&=#?]+)=[^&#]*/g, (pair: string, name: string) =>
      SENSITIVE.test(decoded(name)) ? `${name}=${REDACTED}` : pair,
    );
  return `${address}?${query}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A secret as itself, within JSON, in an address, in a form, and in base64. */
function spellingsOf(given: string): string[] {
  const secret = given.toWellFormed();
  const encoded = encodeURIComponent(secret);
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  return [
    given,
    JSON.stringify(secret).slice(1, -1),
    ...[encoded, form].flatMap((spelling) => [
      spelling,
      spelling.replace(/%../g, (hex) => hex.toLowerCase()),
    ]),
    ...(secret.length < BASE64_FROM ? [] : base64Of(secret)),
  ];
}

/** In base64 a text looks different by where it begins in a group of three bytes: its inner part, for each of the three. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const first = Math.ceil((before * 8) / 6);
    const last = Math.floor((shifted.length * 8) / 6);
    return (["base64", "base64url"] as const).map((alphabet) =>
      shifted.toString(alphabet).slice(first, last),
    );
  });
}
