import type { ViewStateValue } from "@slack/bolt";
import type { AnyBlock, PlainTextElement } from "@slack/types";
import { z } from "zod";
import type { StateValues } from "../world.ts";
import { type Interactive, interactiveIn } from "./interactive.ts";
import { isObject } from "./rules.ts";

// `state.values`: what stands in each input, in the shape that its kind of element has.

const OptionSchema = z.looseObject({ value: z.string(), text: z.custom<PlainTextElement>(isObject) });
const OptionsSchema = z.array(OptionSchema);
const GroupsSchema = z.array(z.looseObject({ options: OptionsSchema }));
const Strings = z.array(z.string());

type Entry = { readonly given: unknown; readonly interactive: Interactive };

/** How each kind of element tells its value; a kind that isn't here has none (a button, an overflow menu). */
const SHAPES: Readonly<Record<string, (entry: Entry) => Omit<ViewStateValue, "type">>> = {
  plain_text_input: (e) => ({ value: text(e, "initial_value") }),
  email_text_input: (e) => ({ value: text(e, "initial_value") }),
  url_text_input: (e) => ({ value: text(e, "initial_value") }),
  number_input: (e) => ({ value: text(e, "initial_value") }),
  static_select: (e) => ({ selected_option: option(e) }),
  external_select: (e) => ({ selected_option: option(e) }),
  radio_buttons: (e) => ({ selected_option: option(e) }),
  multi_static_select: (e) => ({ selected_options: options(e) }),
  checkboxes: (e) => ({ selected_options: options(e) }),
  users_select: (e) => ({ selected_user: text(e, "initial_user") }),
  channels_select: (e) => ({ selected_channel: text(e, "initial_channel") }),
  conversations_select: (e) => ({ selected_conversation: text(e, "initial_conversation") }),
  multi_users_select: (e) => ({ selected_users: texts(e, "initial_users") }),
  multi_channels_select: (e) => ({ selected_channels: texts(e, "initial_channels") }),
  multi_conversations_select: (e) => ({ selected_conversations: texts(e, "initial_conversations") }),
  datepicker: (e) => ({ selected_date: text(e, "initial_date") }),
  timepicker: (e) => ({ selected_time: text(e, "initial_time") }),
  datetimepicker: (e) => ({ selected_date_time: instant(e) }),
};

export function isStateful(interactive: Interactive): boolean {
  return Object.hasOwn(SHAPES, interactive.type);
}

/** The value of one element: what was given, else what was there, else what it began with. */
export function valueOf(interactive: Interactive, given: unknown): ViewStateValue {
  const shape = SHAPES[interactive.type];
  return { type: interactive.type, ...shape?.({ given, interactive }) };
}

/**
 * Everything that stands in the inputs: `values` by block and action as a person gives them (a text, a chosen value or id, a list
 * of these, or null for emptied), over what they had entered before, over what the app put there.
 */
export function stateOf(
  blocks: readonly AnyBlock[],
  draft: StateValues,
  values: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): StateValues {
  const state: StateValues = {};
  for (const interactive of interactiveIn(blocks)) {
    if (!isStateful(interactive)) continue;
    const { blockId, actionId, type } = interactive;
    const given = values[blockId]?.[actionId];
    const before = draft[blockId]?.[actionId];
    const kept = given === undefined && before?.type === type ? before : valueOf(interactive, given);
    state[blockId] = { ...state[blockId], [actionId]: kept };
  }
  return state;
}

export function isEmpty(value: ViewStateValue): boolean {
  const { type: _, ...rest } = value;
  return Object.values(rest).every(
    (each) => each === null || each === "" || (Array.isArray(each) && each.length === 0),
  );
}

function text({ given, interactive }: Entry, initial: string): string | null {
  if (given === null) return null;
  const found = given ?? interactive.element[initial];
  const isText = typeof found === "string" || typeof found === "number";
  return isText && found !== "" ? String(found) : null;
}

function texts({ given, interactive }: Entry, initial: string): string[] {
  if (given === null) return [];
  const found = Strings.safeParse(
    typeof given === "string" ? [given] : (given ?? interactive.element[initial]),
  );
  return found.success ? found.data : [];
}

function option({ given, interactive }: Entry): z.infer<typeof OptionSchema> | null {
  if (given === null) return null;
  const initial = OptionSchema.safeParse(interactive.element["initial_option"]);
  if (given === undefined) return initial.success ? initial.data : null;
  return offered(interactive).find((one) => one.value === given) ?? null;
}

function options({ given, interactive }: Entry): z.infer<typeof OptionsSchema> {
  if (given === null) return [];
  const initial = OptionsSchema.safeParse(interactive.element["initial_options"]);
  if (given === undefined) return initial.success ? initial.data : [];
  const wanted = Array.isArray(given) ? given : [given];
  return offered(interactive).filter((one) => wanted.includes(one.value));
}

/** The options a menu offers, in groups or not. */
export function offered(interactive: Interactive): z.infer<typeof OptionsSchema> {
  const plain = OptionsSchema.safeParse(interactive.element["options"]);
  if (plain.success) return plain.data;
  const groups = GroupsSchema.safeParse(interactive.element["option_groups"]);
  return groups.success ? groups.data.flatMap((group) => group.options) : [];
}

function instant({ given, interactive }: Entry): number | null {
  if (given === null) return null;
  const found = Number(given ?? interactive.element["initial_date_time"]);
  return Number.isFinite(found) ? found : null;
}
