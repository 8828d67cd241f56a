import type { World } from "../world.ts";

// What is already as Slack writes it: a mention with an id, an entity. The page sends such text, a test may.
const ENCODED = /(<@[UW][A-Z0-9]+(?:\|[^<>]*)?>|<#C[A-Z0-9]+(?:\|[^<>]*)?>|&(?:amp|lt|gt);)/;

/**
 * Typed text as Slack hands it on: `& < >` as entities, `@name` and `#channel` as mentions with ids. A slash command's mentions
 * carry the name too (`<@U…|name>`), those of a message don't.
 */
export function encodeText(world: World, typed: string, withNames: boolean): string {
  const links = linksOf(world, withNames);
  const words = [...links.keys()].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join("|")})(?![\\p{L}\\p{N}-])`, "giu");
  return typed
    .split(ENCODED)
    .map((part, index) => {
      if (index % 2 === 1) return withNames ? named(world, part) : part;
      return entities(part).replace(pattern, (word) => links.get(word.toLowerCase()) ?? word);
    })
    .join("");
}

/** By what people type, in lower case. */
function linksOf({ users, channels }: World, withNames: boolean): Map<string, string> {
  const links = new Map(["channel", "here", "everyone"].map((one) => [`@${one}`, `<!${one}>`]));
  for (const { id, name, realName } of users.values()) {
    const link = withNames ? `<@${id}|${name}>` : `<@${id}>`;
    for (const word of [name, realName]) links.set(entities(`@${word}`).toLowerCase(), link);
  }
  for (const { id, name, kind } of channels.values())
    if (kind !== "im") links.set(`#${name}`, `<#${id}|${name}>`);
  return links;
}

function named({ users }: World, part: string): string {
  const id = /^<@([UW][A-Z0-9]+)>$/.exec(part)?.[1];
  const user = id === undefined ? undefined : users.get(id);
  return user ? `<@${user.id}|${user.name}>` : part;
}

function entities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
