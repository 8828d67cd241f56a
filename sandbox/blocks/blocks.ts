import { randomBytes } from "node:crypto";
import type { KnownBlock } from "@slack/types";
import { elements, id, plainText, text } from "./elements.ts";
import {
  all,
  anything,
  boolean,
  byType,
  type Field,
  isObject,
  list,
  object,
  optional,
  required,
  type Rule,
  string,
} from "./rules.ts";

export type Surface = "message" | "modal" | "home";
export type Problem = { readonly problem: string; readonly at: string };

const BLOCKS_MAX: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

const {
  button,
  overflow,
  image,
  plain_text_input,
  email_text_input,
  url_text_input,
  number_input,
  multi_static_select,
  multi_users_select,
  multi_conversations_select,
  multi_channels_select,
  ...single
} = elements;
const menus = { multi_static_select, multi_users_select, multi_conversations_select, multi_channels_select };
const typed = { plain_text_input, email_text_input, url_text_input, number_input };

const accessory = byType({ button, overflow, image, ...single, ...menus });
const action = byType({ button, overflow, ...single, ...menus });
const entered = byType({ ...single, ...menus, ...typed });
const feedback = byType({ feedback_buttons: anything, icon_button: anything });

function block(fields: Readonly<Record<string, Field>>): Rule {
  return object({ type: required(anything), block_id: optional(id), ...fields });
}

const section = all(
  block({
    text: optional(text(3000)),
    fields: optional(list(text(2000), 1, 10)),
    accessory: optional(accessory),
    expand: optional(boolean),
  }),
  (value, at, report) => {
    if (isObject(value) && value["text"] === undefined && value["fields"] === undefined)
      report("missing required field: text", at);
  },
);

const everywhere = {
  section,
  divider: block({}),
  header: block({ text: required(plainText(150)) }),
  context: block({
    elements: required(list(byType({ image, plain_text: text(3000), mrkdwn: text(3000) }), 1, 10)),
  }),
  actions: block({ elements: required(list(action, 1, 25)) }),
  input: block({
    label: required(plainText(2000)),
    element: required(entered),
    hint: optional(plainText(2000)),
    optional: optional(boolean),
    dispatch_action: optional(boolean),
  }),
  image: block({
    image_url: optional(string(3000)),
    slack_file: optional(anything),
    alt_text: required(string(2000)),
    title: optional(plainText(2000)),
  }),
  rich_text: block({ elements: required(list(anything, 1, 1000)) }),
};

const KINDS: Record<Surface, Rule> = {
  message: byType({
    ...everywhere,
    markdown: block({ text: required(string(12_000, 1)) }),
    table: block({ rows: required(list(anything, 1, 100)), column_settings: optional(anything) }),
    context_actions: block({ elements: required(list(feedback, 1, 5)) }),
  }),
  modal: byType(everywhere),
  home: byType(everywhere),
};

/** Reads blocks as Slack does: each missing block_id and action_id is made up, and every mistake is named. */
export function readBlocks(
  given: unknown,
  surface: Surface,
  at = "/blocks",
): { readonly blocks: KnownBlock[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = (problem: string, where: string) => void problems.push({ problem, at: where });
  const blocks: unknown = structuredClone(given);
  list(KINDS[surface], 0, BLOCKS_MAX[surface])(blocks, at, report);
  if (problems.length === 0) nameAll(blocks, at, report);
  return isKnown(blocks, problems) ? { blocks, problems } : { blocks: [], problems };
}

function isKnown(blocks: unknown, problems: readonly Problem[]): blocks is KnownBlock[] {
  return Array.isArray(blocks) && problems.length === 0;
}

/** Everything a person reads in these blocks, counted as Slack counts it for `msg_blocks_too_long`. */
export function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lengthOf(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, each]) => sum + (key === "text" && typeof each === "string" ? each.length : lengthOf(each)),
    0,
  );
}

function nameAll(blocks: unknown, at: string, report: (problem: string, at: string) => void): void {
  if (!Array.isArray(blocks)) return;
  const seen = new Set<unknown>();
  blocks.forEach((each: unknown, index) => {
    if (!isObject(each)) return;
    each["block_id"] ??= randomBytes(4).toString("base64url");
    if (seen.has(each["block_id"])) report("duplicate block_id", `${at}/${index}/block_id`);
    seen.add(each["block_id"]);
    nameActions(each, `${at}/${index}`, report);
  });
}

function nameActions(
  block: Record<string, unknown>,
  at: string,
  report: (problem: string, at: string) => void,
): void {
  const listed = block["type"] === "actions" || block["type"] === "context_actions" ? block["elements"] : [];
  const found = [...(Array.isArray(listed) ? listed : []), block["accessory"], block["element"]];
  const seen = new Set<unknown>();
  for (const element of found) {
    if (!isObject(element) || element["type"] === "image") continue;
    element["action_id"] ??= randomBytes(4).toString("base64url");
    if (seen.has(element["action_id"])) report("duplicate action_id in the same block", at);
    seen.add(element["action_id"]);
  }
}
