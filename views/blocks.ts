import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from "@slack/types";
import type { ExceptionId, HandoffId, OperationId, ReleaseRequestId, RunId, TaskId } from "#domain/ids.ts";
import type { ActionId } from "./ids.ts";
import { plain } from "./text.ts";

/** A message as Slack takes it. `text` is what a notification says, and must make sense alone. */
export type Message = { readonly text: string; readonly blocks: KnownBlock[] };

/** A release's number, as the value of a button. */
type ReleaseNumber = `${number}`;

/** What an Undo takes back, or what a list shows, as JSON. */
export type JsonValue = `{${string}}`;

/** Slack refuses a section longer than this. */
const SECTION_CHARACTERS_MAX = 3000;

export function header(text: string): HeaderBlock {
  return { type: "header", text: plainText(plain(text, 150)) };
}

export function section(text: string, accessory?: Button): SectionBlock {
  return { type: "section", text: mrkdwn(text), ...(accessory && { accessory }) };
}

/** Facts side by side, which a phone shows below each other. */
export function facts(fields: readonly { readonly name: string; readonly value: string }[]): SectionBlock {
  return { type: "section", fields: fields.map(({ name, value }) => mrkdwn(`*${name}*\n${value}`)) };
}

export function context(text: string): ContextBlock {
  return { type: "context", elements: [mrkdwn(text)] };
}

export function divider(): DividerBlock {
  return { type: "divider" };
}

/** A row of buttons, or nothing where there is none to show. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: "actions", elements: [...buttons] }];
}

/** `about` tells a screen reader which task the button is for: many say the same word. */
export function button(
  label: string,
  action: ActionId,
  value:
    | TaskId
    | HandoffId
    | ExceptionId
    | RunId
    | ReleaseRequestId
    | OperationId
    | ReleaseNumber
    | JsonValue,
  about: string,
  style?: "primary" | "danger",
): Button {
  return {
    type: "button",
    action_id: action,
    text: plainText(label),
    value,
    accessibility_label: plain(`${label}: ${about}`, 75),
    ...(style && { style }),
  };
}

export function plainText(text: string): PlainTextElement {
  return { type: "plain_text", text };
}

/** Verbatim: Slack looks for no names, channels or addresses in the text but those we marked. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Lines in as few sections as hold them. A single line must fit one. */
export function sectionsOf(lines: readonly string[]): SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= SECTION_CHARACTERS_MAX) {
      texts[texts.length - 1] = `${last}\n${line}`;
    } else texts.push(line);
  }
  return texts.map((text) => section(text));
}
