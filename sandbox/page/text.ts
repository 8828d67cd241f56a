import type { MrkdwnElement, PlainTextElement } from "@slack/types";
import { h } from "preact";
import type { ComponentChildren, ComponentChild } from "preact";
import { useScene } from "./context.ts";
import { slackDate } from "./dates.ts";
import { withEmoji } from "./emoji.ts";
import { safeUrl, unescape } from "./entities.ts";
import { parseMrkdwn } from "./mrkdwn.ts";
import type { Inline, Paragraph } from "./mrkdwn.ts";
import { permalinkOf } from "./place.ts";
import { openMessage } from "./store.ts";
import { nameOf, userOf } from "./talk.ts";

/** A text object of Block Kit. */
export function Text({ of }: { readonly of: PlainTextElement | MrkdwnElement }): ComponentChild {
  return of.type === "mrkdwn"
    ? h(Mrkdwn, { text: of.text, isVerbatim: of.verbatim === true })
    : h("span", { class: "plain" }, plainText(of));
}

/** What a plain text says, for labels and attributes too. */
export function plainText({ text, emoji }: PlainTextElement): string {
  return emoji === false ? unescape(text) : withEmoji(unescape(text));
}

export function Mrkdwn({
  text,
  isVerbatim,
}: {
  readonly text: string;
  readonly isVerbatim: boolean;
}): ComponentChild {
  return h("div", { class: "mrkdwn" }, parseMrkdwn(text, isVerbatim).map(drawParagraph));
}

function drawParagraph(paragraph: Paragraph): ComponentChild {
  if (paragraph.type === "preformatted") return h("pre", { tabIndex: 0 }, paragraph.text);
  return h(paragraph.type === "quote" ? "blockquote" : "p", null, paragraph.children.map(drawInline));
}

const TAGS = { bold: "strong", italic: "em", strike: "s" } as const;

function drawInline(node: Inline): ComponentChildren {
  if (node.type === "text") return node.text;
  if (node.type === "break") return h("br", null);
  if (node.type === "code") return h("code", null, node.text);
  if (node.type === "link") return h(Link, { url: node.url }, node.label);
  if (node.type === "user") return h(UserMention, { id: node.id });
  if (node.type === "channel") return h(ChannelMention, { id: node.id, label: node.label });
  if (node.type === "broadcast") return h("span", { class: "mention mention-me" }, `@${node.name}`);
  if (node.type === "date") return h(SlackDate, node);
  return h(TAGS[node.type], null, node.children.map(drawInline));
}

/** A link; one to a message of this workspace opens it here. */
export function Link({
  url,
  children,
}: {
  readonly url: string;
  readonly children?: ComponentChildren;
}): ComponentChild {
  const attributes = linkTo(url);
  return attributes === null ? h("span", null, children) : h("a", attributes, children);
}

/** What makes an anchor of an address, or null where it must not be followed. */
export function linkTo(url: string, onFollow: () => void = () => undefined) {
  const href = safeUrl(url);
  if (href === null) return null;
  const target = new URL(href);
  const message = target.host === location.host ? permalinkOf(target.pathname) : null;
  if (!message) return { href, target: "_blank", rel: "noopener noreferrer", onClick: onFollow };
  const onClick = (event: MouseEvent): void => {
    onFollow();
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openMessage(message.channel, message.ts);
  };
  return { href, onClick };
}

export function UserMention({ id }: { readonly id: string }): ComponentChild {
  const { snapshot, me } = useScene();
  const user = userOf(snapshot, id);
  return h(
    "span",
    { class: id === me.id ? "mention mention-me" : "mention" },
    `@${nameOf(user, "unknown person")}`,
  );
}

export function ChannelMention({
  id,
  label,
}: {
  readonly id: string;
  readonly label: string | null;
}): ComponentChild {
  const { snapshot } = useScene();
  const channel = snapshot.channels.find((candidate) => candidate.id === id);
  if (!channel) return h("span", { class: "mention" }, `#${label ?? "private channel"}`);
  return h("a", { class: "mention", href: `#${id}` }, `#${channel.name}`);
}

type DateProps = { readonly seconds: number; readonly template: string; readonly url: string | null };

export function SlackDate({ seconds, template, url }: DateProps): ComponentChild {
  const { me } = useScene();
  const text = slackDate(template, seconds, me.tz, Date.now());
  const time = h("time", { dateTime: new Date(seconds * 1000).toISOString() }, text);
  return url === null ? time : h(Link, { url }, time);
}
