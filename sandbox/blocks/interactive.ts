import type { AnyBlock, InputBlock } from "@slack/types";
import { isObject } from "./rules.ts";

/** An element a person can act on, and where it stands. */
export type Interactive = {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly element: Readonly<Record<string, unknown>>;
  /** The block around it, when that is an input with a label. */
  readonly input: { readonly optional: boolean; readonly dispatches: boolean } | null;
};

export function interactiveIn(blocks: readonly AnyBlock[]): Interactive[] {
  return blocks.flatMap((block) => {
    const found = elementsOf(block);
    const input = isInput(block)
      ? { optional: block.optional ?? false, dispatches: block.dispatch_action ?? false }
      : null;
    return found.flatMap((element) => {
      if (!isObject(element) || typeof element["action_id"] !== "string") return [];
      const type = typeof element["type"] === "string" ? element["type"] : "";
      return [{ blockId: block.block_id ?? "", actionId: element["action_id"], type, element, input }];
    });
  });
}

function elementsOf(block: AnyBlock): readonly unknown[] {
  if ("accessory" in block) return [block.accessory];
  if ("element" in block) return [block.element];
  return "elements" in block ? block.elements : [];
}

function isInput(block: AnyBlock): block is InputBlock {
  return block.type === "input";
}
