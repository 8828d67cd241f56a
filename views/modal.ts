import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { HandoffId, ReleaseRequestId, RunId, TaskId, UserId } from "#domain/ids.ts";
import { plainText } from "./blocks.ts";
import type { fields, modalIds } from "./ids.ts";

/** What a modal is about, kept in its `private_metadata` as JSON. */
export type ModalSubject =
  | { readonly task: TaskId }
  | { readonly run: RunId }
  | { readonly handoff: HandoffId }
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
};

/** As much as Slack takes in one input. */
const TYPED_MAX = 3000;

/** A question that is answered in words. */
export function textInput({ field, label, hint, optional }: TextQuestion): InputBlock {
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
      focus_on_load: !optional,
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
