import type { AnyBlock, ModalView } from "@slack/types";
import { lengthOf, readBlocks, type Surface } from "#sandbox/blocks/blocks.ts";
import type { NoticeProps } from "#views/notice.ts";
import type { NoticeKind } from "#domain/effects.ts";
import type { HandoffId, TaskId, UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { openOffers } from "#domain/run.ts";
import { MONDAY } from "#test/support/people.ts";

export const acme = { name: "Acme Robotics" };

/** Blocks as a reader meets them: texts in lines, buttons in brackets, dates by their fallback. */
export function shown(blocks: readonly AnyBlock[]): string {
  return blocks.map(blockText).join("\n");
}

export function shownModal({ title, submit, blocks }: ModalView): string {
  return `${title.text}\n${shown(blocks)}\n${submit ? `[${submit.text}]` : "no submit"}`;
}

/** The words on every button, in order. */
export function buttonsIn(blocks: readonly AnyBlock[]): string[] {
  return [...shown(blocks).matchAll(/\[([^\]]+)\]/g)].map(([, label = ""]) => label);
}

/** Slack refuses a message from about 13,000 characters on, which it does not document. */
const MESSAGE_CHARACTERS_MAX = 10_000;

/** What Slack would say against these blocks; nothing, it is to be hoped. */
export function problemsOf(blocks: readonly AnyBlock[], surface: Surface = "message"): readonly string[] {
  const { problems } = readBlocks(blocks, surface);
  const length = lengthOf(blocks);
  const tooLong =
    surface === "message" && length > MESSAGE_CHARACTERS_MAX ? [`${length} characters in all`] : [];
  return [...problems.map(({ problem, at }) => `${problem} at ${at}`), ...tooLong];
}

type Some = {
  readonly tasks?: readonly TaskId[];
  readonly handoff?: HandoffId | null;
  readonly handoffRecord?: NoticeProps["handoffRecord"];
  readonly exception?: NoticeProps["exception"];
  readonly level?: number | null;
  readonly by?: UserId | null;
  readonly words?: string | null;
  readonly recipient: UserId | null;
  readonly now?: Date;
};

export function noticeProps(kind: NoticeKind, run: Run, some: Some): NoticeProps {
  const {
    tasks = [],
    handoff = openOffers(run)[0]?.offer.handoff ?? null,
    handoffRecord = null,
    exception = null,
    level = null,
    by = null,
    words = null,
    recipient,
    now = MONDAY,
  } = some;
  return {
    notice: { kind, tasks, handoff },
    run,
    client: acme,
    recipient,
    handoffRecord,
    exception,
    level,
    by,
    words,
    merged: null,
    threadLink: "https://acme.slack.example/archives/C1/p1",
    runbook: "https://wiki.acme.example/late",
    now,
  };
}

function blockText(block: AnyBlock): string {
  return textsIn(block)
    .join(" ")
    .replace(/<!date\^[^|]*\|([^>]*)>/g, "{$1}");
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  const { type, text, fields, label, element, elements, accessory, options, hint }: Record<string, unknown> =
    { ...value };
  if (type === "divider") return ["---"];
  if (type === "button") return [`[${textsIn(text).join("")}]`];
  if (typeof text === "string") return [text];
  if (type === "input") return [[label, element, hint].flatMap(textsIn).join(" | ")];
  return [text, fields, elements, accessory, options].flatMap(textsIn);
}
