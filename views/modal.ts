import type { InputBlock, KnownBlock, ModalView, PlainTextElement, PlainTextOption } from "@slack/types";
import type {
  ExceptionId,
  HandoffId,
  OperationId,
  ReleaseRequestId,
  RunId,
  TaskId,
  UserId,
} from "#domain/ids.ts";
import type { Act } from "#domain/operation.ts";
import { plainText } from "./blocks.ts";
import type { fields, modalIds } from "./ids.ts";
import { plain } from "./text.ts";

/** What a modal is about, kept in its `private_metadata` as JSON. */
export type ModalSubject =
  | { readonly task: TaskId }
  | { readonly run: RunId }
  | { readonly handoff: HandoffId }
  | { readonly exception: ExceptionId }
  | { readonly request: ReleaseRequestId }
  /** A client that was typed, and that nobody knows. */
  | { readonly run: RunId; readonly client: string }
  | { readonly run: RunId; readonly into: RunId }
  /** All that a list shows, and what is to be done with it once that is confirmed. */
  | { readonly filter: string }
  | { readonly filter: string; readonly spec: Act; readonly digest: string }
  | { readonly undoes: OperationId; readonly digest: string };

type Form = {
  readonly id: (typeof modalIds)[keyof typeof modalIds];
  readonly title: string;
  readonly submit: string;
  /** What leaves it without doing anything is called Cancel, where that could not be misread. */
  readonly close?: string;
  readonly about: ModalSubject;
  readonly blocks: KnownBlock[];
};

/** A modal that asks for something. */
export function form({ id, title, submit, close = "Cancel", about, blocks }: Form): ModalView {
  return {
    type: "modal",
    callback_id: id,
    title: plainText(title),
    submit: plainText(submit),
    close: plainText(close),
    private_metadata: JSON.stringify(about),
    blocks,
  };
}

type TextQuestion = {
  readonly field: (typeof fields)[keyof typeof fields];
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** Not where typing begins: something else is asked first. */
  readonly unfocused?: boolean;
  /** One line, of at most so many characters. */
  readonly lineMax?: number;
  /** What stands in it at first. */
  readonly begins?: string | null;
};

/** As much as Slack takes in one input. */
const TYPED_MAX = 3000;

/** A question that is answered in words. */
export function textInput({
  field,
  label,
  hint,
  optional,
  unfocused,
  lineMax,
  begins = null,
}: TextQuestion): InputBlock {
  return {
    type: "input",
    block_id: field.block_id,
    label: plainText(label),
    ...(hint !== undefined && { hint: plainText(hint) }),
    ...(optional && { optional }),
    element: {
      type: "plain_text_input",
      action_id: field.action_id,
      multiline: lineMax === undefined,
      max_length: lineMax ?? TYPED_MAX,
      ...(begins !== null && { initial_value: begins }),
      focus_on_load: !optional && !unfocused,
    },
  };
}

/** A question that is answered with a colleague. */
export function personInput(
  field: TextQuestion["field"],
  label: string,
  hint: string,
  chosen: UserId | null = null,
): InputBlock {
  return {
    type: "input",
    block_id: field.block_id,
    label: plainText(label),
    hint: plainText(hint),
    element: {
      type: "users_select",
      action_id: field.action_id,
      placeholder: plainText("Choose a person"),
      focus_on_load: true,
      ...(chosen !== null && { initial_user: chosen }),
    },
  };
}

type Option = {
  readonly value: string;
  readonly text: string;
  readonly description?: string;
  /** The heading that it stands under, with others of the same: a list with headings may be as long as Slack's limits of both allow. */
  readonly under?: string;
};

type ChoiceQuestion = Pick<TextQuestion, "field" | "label" | "hint" | "optional"> & {
  readonly placeholder: string;
  readonly options: readonly Option[];
  /** The value that is chosen at first. */
  readonly chosen?: string | null;
};

/** A question that is answered with one of a list. */
export function choiceInput({
  field,
  label,
  hint,
  optional,
  placeholder,
  options,
  chosen = null,
}: ChoiceQuestion): InputBlock {
  const shown = listOf(options);
  const all = shown.options ?? shown.option_groups.flatMap((group) => group.options);
  const first = all.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: field.block_id,
    label: plainText(label),
    ...(hint !== undefined && { hint: plainText(hint) }),
    ...(optional && { optional }),
    element: {
      type: "static_select",
      action_id: field.action_id,
      placeholder: plainText(placeholder),
      ...shown,
      ...(first && { initial_option: first }),
    },
  };
}

/** A question that is answered with one of a few, all of which are seen. */
export function radioInput({
  field,
  label,
  options,
  chosen = null,
}: Pick<ChoiceQuestion, "field" | "label" | "options" | "chosen">): InputBlock {
  const shown = options.map(optionOf);
  const first = shown.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: field.block_id,
    label: plainText(label),
    element: {
      type: "radio_buttons",
      action_id: field.action_id,
      options: shown,
      ...(first && { initial_option: first }),
    },
  };
}

/** As many as Slack takes in one list. */
const OPTIONS_MAX = 100;
const OPTION_MAX = 75;
const GROUPS_MAX = 100;

type List =
  | { readonly options: PlainTextOption[]; readonly option_groups?: never }
  | {
      readonly options?: never;
      readonly option_groups: { label: PlainTextElement; options: PlainTextOption[] }[];
    };

function listOf(options: readonly Option[]): List {
  if (options.every(({ under }) => under === undefined))
    return { options: options.slice(0, OPTIONS_MAX).map(optionOf) };
  const headings = [...Map.groupBy(options, ({ under }) => under ?? "")];
  const groups = headings.flatMap(([under, all]) =>
    Array.from({ length: Math.ceil(all.length / OPTIONS_MAX) }, (_, page) => ({
      label: plainText(plain(under, OPTION_MAX)),
      options: all.slice(page * OPTIONS_MAX, (page + 1) * OPTIONS_MAX).map(optionOf),
    })),
  );
  return { option_groups: groups.slice(0, GROUPS_MAX) };
}

function optionOf({ value, text, description }: Option) {
  return {
    value,
    text: plainText(plain(text, OPTION_MAX)),
    ...(description !== undefined && { description: plainText(plain(description, OPTION_MAX)) }),
  };
}
