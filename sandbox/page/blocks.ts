import type { AnyBlock, ContextBlock, InputBlock, KnownBlock, SectionBlock } from "@slack/types";
import { h } from "preact";
import type { ComponentChild } from "preact";
import { useId } from "preact/hooks";
import { Element, Undrawn } from "./elements.ts";
import { isKnown } from "./initial.ts";
import { RichText } from "./rich-text.ts";
import { plainText, Text } from "./text.ts";

type Props = {
  readonly blocks: readonly AnyBlock[];
  /** By block_id: what is wrong with an input. */
  readonly errors?: Readonly<Record<string, string>>;
};

export function Blocks({ blocks, errors = {} }: Props): ComponentChild {
  return h(
    "div",
    { class: "blocks" },
    blocks.filter(isKnown).map((block, index) => {
      const error = errors[block.block_id ?? ""];
      return h(OneBlock, { key: block.block_id ?? index, block, ...(error === undefined ? {} : { error }) });
    }),
  );
}

function OneBlock({ block, error }: { readonly block: KnownBlock; readonly error?: string }): ComponentChild {
  const id = useId();
  const blockId = block.block_id ?? "";
  if (block.type === "header") return h("h2", { class: "block-header" }, plainText(block.text));
  if (block.type === "section") return h(Section, { block, id });
  if (block.type === "context") return h(ContextLine, { block });
  if (block.type === "divider") return h("hr", null);
  if (block.type === "rich_text") return h(RichText, { block });
  if (block.type === "input") return h(Input, { block, id, ...(error === undefined ? {} : { error }) });
  if (block.type === "actions") {
    const elements = block.elements.map((element) =>
      h(Element, { key: element.action_id, element, block: blockId, about: id }),
    );
    return h("div", { class: "block-actions" }, elements);
  }
  if (block.type === "image" && "image_url" in block) {
    const image = h("img", { src: block.image_url, alt: block.alt_text, loading: "lazy" });
    return h("figure", null, block.title && h("figcaption", null, plainText(block.title)), image);
  }
  return h(Undrawn, { type: block.type });
}

function Section({ block, id }: { readonly block: SectionBlock; readonly id: string }): ComponentChild {
  return h(
    "div",
    { class: "block-section" },
    h(
      "div",
      { class: "block-section-text", id },
      block.text && h(Text, { of: block.text }),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => h("div", null, h(Text, { of: field }))),
        ),
    ),
    block.accessory &&
      h(
        "div",
        { class: "accessory" },
        h(Element, { element: block.accessory, block: block.block_id ?? "", about: id }),
      ),
  );
}

function ContextLine({ block }: { readonly block: ContextBlock }): ComponentChild {
  const elements = block.elements.map((element) =>
    element.type === "image" ? h(Element, { element, block: "", about: "" }) : h(Text, { of: element }),
  );
  return h("div", { class: "block-context" }, elements);
}

const GROUPS: readonly string[] = [
  "radio_buttons",
  "checkboxes",
  "multi_static_select",
  "multi_users_select",
];

function Input({
  block,
  id,
  error,
}: {
  readonly block: InputBlock;
  readonly id: string;
  readonly error?: string;
}): ComponentChild {
  const isGroup = GROUPS.includes(block.element.type);
  const describedBy = [error === undefined ? "" : `${id}-error`, block.hint ? `${id}-hint` : ""]
    .filter(Boolean)
    .join(" ");
  const field = {
    id,
    label: undefined,
    describedBy: describedBy || undefined,
    invalid: error !== undefined,
    tells: block.dispatch_action === true,
  };
  return h(
    "div",
    { class: "block-input" },
    h(
      isGroup ? "div" : "label",
      { class: "label", id: `${id}-label`, ...(isGroup ? {} : { for: id }) },
      plainText(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    h(Element, { element: block.element, block: block.block_id ?? "", about: id, field }),
    error !== undefined && h("p", { class: "error", id: `${id}-error`, role: "alert" }, error),
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, plainText(block.hint)),
  );
}
