import type { AnyBlock, InputBlock, KnownBlock } from "@slack/types";
import type { Value, Values } from "./api.ts";

type InputElement = InputBlock["element"];
/** Every element of Block Kit that a person can use. */
export type Interactive =
  | InputElement
  | Extract<KnownBlock, { type: "actions" }>["elements"][number]
  | NonNullable<Extract<KnownBlock, { type: "section" }>["accessory"]>;

/** What stands in the inputs of these blocks: what a person entered, else what the app put there. */
export function valuesIn(blocks: readonly AnyBlock[], held: Values): Values {
  const values: Record<string, Record<string, Value>> = {};
  for (const block of blocks) {
    const id = block.block_id ?? "";
    for (const element of elementsOf(block)) {
      if (!("action_id" in element) || element.action_id === undefined) continue;
      const value =
        held[id]?.[element.action_id] ?? (isHeld(held, id, element.action_id) ? null : initialValue(element));
      if (value !== undefined) values[id] = { ...values[id], [element.action_id]: value };
    }
  }
  return values;
}

/** The types leave room for blocks still unknown; whatever those are, none of them is drawn. */
export function isKnown(block: AnyBlock): block is KnownBlock {
  return typeof block.type === "string";
}

function elementsOf(block: AnyBlock): readonly Interactive[] {
  if (!isKnown(block)) return [];
  if (block.type === "input") return [block.element];
  if (block.type === "actions") return block.elements;
  return block.type === "section" && block.accessory ? [block.accessory] : [];
}

/** Emptied by a person is not the same as never touched. */
function isHeld(held: Values, block: string, action: string): boolean {
  return Object.hasOwn(held[block] ?? {}, action);
}

function initialValue(element: Interactive): Value | undefined {
  if ("initial_value" in element)
    return typeof element.initial_value === "string" ? element.initial_value : null;
  if ("initial_date" in element) return element.initial_date ?? null;
  if ("initial_date_time" in element)
    return element.initial_date_time === undefined ? null : `${element.initial_date_time}`;
  if ("initial_user" in element) return element.initial_user ?? null;
  if ("initial_users" in element) return element.initial_users ?? null;
  if ("initial_option" in element) return element.initial_option?.value ?? null;
  if ("initial_options" in element) return (element.initial_options ?? []).map(({ value }) => value ?? "");
  return undefined;
}
