import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { ExceptionId, HandoffId, ReleaseRequestId, RunId, TaskId, UserId } from "#domain/ids.ts";
import { plainText } from "./blocks.ts";
import type { fields, modalIds } from "./ids.ts";

/** What a modal is about, kept in its `private_metadata` as JSON. */
export type ModalSubject =
  | { readonly task: TaskId }
  | { readonly run: RunId }
  | { readonly handoff: HandoffId }
  | { readonly exception: ExceptionId }
  | { readonly request: ReleaseRequestId };

type Form = {
  readonly id: (typeof modalIds)[keyof typeof modalIds];
  readonly title: string;
  readonly submit: string;
  readonly about: ModalSubject;
  readonly blocks: KnownBlock[];
};

/** A modal that asks for something. */
export function form({ id, title, submit, about, blocks }: Form): ModalView {
  return {
    type: "modal",
    callback_id: id,
    title: plainText(title),
    submit: plainText(submit),
    close: plainText("Cancel"),
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
};

/** As much as Slack takes in one input. */
const TYPED_MAX = 3000;

/** A question that is answered in words. */
export function textInput({ field, label, hint, optional, unfocused }: TextQuestion): InputBlock {
  return {
    type: "input",
    block_id: field.block_id,
    label: plainText(label),
    ...(hint !== undefined && { hint: plainText(hint) }),
    ...(optional && { optional }),
    element: {
      type: "plain_text_input",
      action_id: field.action_id,
      multiline: true,
      max_length: TYPED_MAX,
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

type ChoiceQuestion = Omit<TextQuestion, "unfocused"> & {
  readonly placeholder: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
};

/** A question that is answered with one of a list. */
export function choiceInput({
  field,
  label,
  hint,
  optional,
  placeholder,
  options,
}: ChoiceQuestion): InputBlock {
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
      options: options.map(({ value, text }) => ({ value, text: plainText(text) })),
    },
  };
}
