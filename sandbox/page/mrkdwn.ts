import { emojiFor } from "./emoji.ts";
import { markLinks, readEntity, unescape } from "./entities.ts";

/** A piece of a message's text, as Slack reads mrkdwn. */
export type Inline =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "code"; readonly text: string }
  | { readonly type: "bold" | "italic" | "strike"; readonly children: readonly Inline[] }
  | { readonly type: "break" }
  | { readonly type: "link"; readonly url: string; readonly label: string }
  | { readonly type: "user"; readonly id: string }
  | { readonly type: "channel"; readonly id: string; readonly label: string | null }
  | { readonly type: "broadcast"; readonly name: string }
  | {
      readonly type: "date";
      readonly seconds: number;
      readonly template: string;
      readonly url: string | null;
    };

export type Paragraph =
  | { readonly type: "lines" | "quote"; readonly children: readonly Inline[] }
  | { readonly type: "preformatted"; readonly text: string };

/**
 * Reads mrkdwn into a tree. Nothing of it is ever markup: whoever draws it makes text nodes. What is verbatim has its links marked;
 * elsewhere Slack finds bare addresses too.
 */
export function parseMrkdwn(source: string, isVerbatim = false): readonly Paragraph[] {
  const marked = isVerbatim ? source : markLinks(source);
  return marked.split("```").flatMap((part, index, parts): readonly Paragraph[] => {
    // Every second part stood between two fences; a fence that was never closed is just text.
    if (index % 2 === 1 && index < parts.length - 1) {
      return [{ type: "preformatted", text: unescape(part.replace(/^\n|\n$/g, "")) }];
    }
    return paragraphs(index % 2 === 1 ? `\`\`\`${part}` : part);
  });
}

const QUOTE = /^(?:&gt;|>) ?/;

function paragraphs(part: string): readonly Paragraph[] {
  const found: { type: "lines" | "quote"; lines: string[] }[] = [];
  for (const line of part.replace(/^\n|\n$/g, "").split("\n")) {
    const type = QUOTE.test(line) ? "quote" : "lines";
    const last = found.at(-1);
    if (last?.type === type) last.lines.push(line);
    else found.push({ type, lines: [line] });
  }
  return found
    .map(({ type, lines }) => ({
      type,
      children: inlines(type === "quote" ? lines.map((l) => l.replace(QUOTE, "")) : lines),
    }))
    .filter(({ children }) => children.length > 0);
}

function inlines(lines: readonly string[]): readonly Inline[] {
  return lines.flatMap((line, index) =>
    index === 0 ? inline(line) : [{ type: "break" as const }, ...inline(line)],
  );
}

const STYLES: Readonly<Record<string, "bold" | "italic" | "strike">> = {
  "*": "bold",
  _: "italic",
  "~": "strike",
};
const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+-]+):|[*_~]/g;

function inline(line: string): readonly Inline[] {
  const found: Inline[] = [];
  let from = 0;
  const text = (to: number): void => {
    if (to > from) found.push({ type: "text", text: unescape(line.slice(from, to)) });
  };
  for (let match = next(line, 0); match; match = next(line, match.end)) {
    text(match.start);
    found.push(match.node);
    from = match.end;
  }
  text(line.length);
  return found;
}

type Match = { readonly start: number; readonly end: number; readonly node: Inline };

function next(line: string, from: number): Match | null {
  const pattern = new RegExp(TOKEN);
  pattern.lastIndex = from;
  for (let found = pattern.exec(line); found; found = pattern.exec(line)) {
    const [whole, entity, code, emoji] = found;
    const start = found.index;
    const end = start + whole.length;
    if (entity !== undefined) return { start, end, node: readEntity(entity) };
    if (code !== undefined) return { start, end, node: { type: "code", text: unescape(code) } };
    const character = emoji === undefined ? undefined : emojiFor(emoji);
    if (character !== undefined) return { start, end, node: { type: "text", text: character } };
    const styled = emoji === undefined ? readStyle(line, start) : null;
    if (styled) return styled;
    // What looked like a shortcode may hold the beginning of a style: go on after its first character.
    pattern.lastIndex = start + 1;
  }
  return null;
}

/** `*bold*`: the marks stand at the edges of words and lie against what they enclose, on one line. */
function readStyle(line: string, start: number): Match | null {
  const mark = line.charAt(start);
  const type = STYLES[mark];
  if (
    !type ||
    !isBoundary(line, start - 1) ||
    /^$|\s/.test(line.charAt(start + 1)) ||
    line.charAt(start + 1) === mark
  )
    return null;
  // Marks inside an entity or code don't close it.
  const masked = line.replace(/<[^<>\n]+>|`[^`\n]+`/g, (whole) => "x".repeat(whole.length));
  for (let end = masked.indexOf(mark, start + 2); end > 0; end = masked.indexOf(mark, end + 1)) {
    if (/\s/.test(line.charAt(end - 1)) || !isBoundary(line, end + 1)) continue;
    return { start, end: end + 1, node: { type, children: inline(line.slice(start + 1, end)) } };
  }
  return null;
}

function isBoundary(line: string, index: number): boolean {
  return !/[\p{L}\p{N}]/u.test(line.charAt(index));
}
