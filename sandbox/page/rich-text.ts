import type { RichTextBlock } from "@slack/types";
import { h } from "preact";
import type { ComponentChildren, ComponentChild } from "preact";
import { emojiFor } from "./emoji.ts";
import { ChannelMention, Link, SlackDate, UserMention } from "./text.ts";

type Section = RichTextBlock["elements"][number];
type Leaf = Extract<Section, { type: "rich_text_section" }>["elements"][number];

/** A rich_text block: sections, lists, quotes and preformatted text. */
export function RichText({ block }: { readonly block: RichTextBlock }): ComponentChild {
  return h("div", { class: "mrkdwn" }, block.elements.map(drawSection));
}

function drawSection(section: Section): ComponentChild {
  if (section.type === "rich_text_list") {
    const items = section.elements.map((item) => h("li", null, item.elements.map(drawLeaf)));
    return h(section.style === "ordered" ? "ol" : "ul", { class: `indent-${section.indent ?? 0}` }, items);
  }
  const children = section.elements.map(drawLeaf);
  if (section.type === "rich_text_quote") return h("blockquote", null, children);
  return section.type === "rich_text_preformatted"
    ? h("pre", { tabIndex: 0 }, children)
    : h("p", null, children);
}

function drawLeaf(leaf: Leaf): ComponentChildren {
  return "style" in leaf && leaf.style ? styled(leaf.style, drawBare(leaf)) : drawBare(leaf);
}

function drawBare(leaf: Leaf): ComponentChildren {
  if (leaf.type === "text") return leaf.text;
  if (leaf.type === "link") return h(Link, { url: leaf.url }, leaf.text ?? leaf.url);
  if (leaf.type === "user") return h(UserMention, { id: leaf.user_id });
  if (leaf.type === "channel") return h(ChannelMention, { id: leaf.channel_id, label: null });
  if (leaf.type === "emoji") return emojiFor(leaf.name) ?? `:${leaf.name}:`;
  if (leaf.type === "broadcast") return h("span", { class: "mention mention-me" }, `@${leaf.range}`);
  if (leaf.type === "date")
    return h(SlackDate, { seconds: leaf.timestamp, template: leaf.format, url: leaf.url ?? null });
  return `[${leaf.type}]`;
}

type Style = {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
};

function styled({ bold, italic, strike, code }: Style, children: ComponentChildren): ComponentChildren {
  const inner = code ? h("code", null, children) : children;
  const struck = strike ? h("s", null, inner) : inner;
  const leaning = italic ? h("em", null, struck) : struck;
  return bold ? h("strong", null, leaning) : leaning;
}
