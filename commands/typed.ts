import type { UserId } from "#domain/ids.ts";
import { UserIdSchema } from "#src/ids.ts";

/** A word that somebody typed; what stood in quotes is one. `person`: it mentions them. */
export type Word = { readonly text: string; readonly quoted: boolean; readonly person: UserId | null };

/** Something named, such as `owner:@somebody` or `client:"Acme Ltd"`; mentions and links as Slack writes them, quoted text in several languages' quotes, and what stands between spaces. */
const WORDS =
  /[a-z]+:(?:<@[^<>\s]+(?:\s[^<>]*)?>|"[^"]+"|[“„][^“”„]+[“”]|«[^«»]+»)|<[@#!][^<>\s]+(?:\s[^<>]*)?>|<[^<>\s]+(?:\|[^<>]*)?>|"([^"]+)"|[“„]([^“”„]+)[“”]|«([^«»]+)»|\S+/gu;
const SLACK_LINK = /^(?:[a-z]+:)?<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>$/u;

/** Without what can't be stored: the sign that ends texts elsewhere, and halves of signs. */
export function storable(typed: string): string {
  return typed.replaceAll("\0", "").toWellFormed();
}

/** What somebody typed after `/onboard`, or after the app's name, word by word. */
export function wordsOf(typed: string): Word[] {
  return [...storable(typed).matchAll(WORDS)].map(([word, ...quotes]) => {
    const quoted = quotes.find((inside) => inside !== undefined);
    if (quoted !== undefined) return { text: textOf(quoted.trim()), quoted: true, person: null };
    const [, sign, target = ""] = SLACK_LINK.exec(word) ?? [];
    const person = sign === "@" ? (UserIdSchema.safeParse(target).data ?? null) : null;
    return { text: textOf(word), quoted: false, person };
  });
}

/** The words again as one, with single spaces: a client's name, for example. */
export function joined(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

/** Of somebody whom Slack knows, or a name that it doesn't. */
export function isMention({ text, person, quoted }: Word): boolean {
  return person !== null || (!quoted && text.startsWith("@"));
}

/** As the person saw it while typing: Slack turns names and addresses into links, and three signs into entities. */
function textOf(word: string): string {
  const plain = word.replace(
    /<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/gu,
    (_, sign: string, target: string, label?: string) =>
      sign === "!" ? `@${label ?? target}` : `${sign}${label ?? target}`,
  );
  return plain.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
