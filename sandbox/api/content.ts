import type { KnownBlock } from "@slack/types";
import { lengthOf, readBlocks } from "../blocks/blocks.ts";
import { SlackError } from "../slack-error.ts";

/** Undocumented, and real: refused somewhere between 11,300 and 13,300 characters. */
const BLOCK_TEXT_MAX = 12_000;
const TEXT_MAX = 40_000;

/** The blocks of a message, named and checked; throws what Slack answers to bad ones. */
export function messageBlocks(given: unknown): KnownBlock[] {
  if (!Array.isArray(given)) throw new SlackError("invalid_blocks_format");
  const { blocks, problems } = readBlocks(given, "message");
  if (problems.length > 0) {
    const errors = problems.map(({ problem, at }) => `${problem} [json-pointer:${at}]`);
    throw new SlackError("invalid_blocks", {
      errors,
      response_metadata: { messages: errors.map((one) => `[ERROR] ${one}`) },
    });
  }
  if (lengthOf(blocks) > BLOCK_TEXT_MAX) throw new SlackError("msg_blocks_too_long");
  return blocks;
}

/** Slack cuts what is far too long instead of refusing it. */
export function cut(text: string): string {
  return text.slice(0, TEXT_MAX);
}
