import { h } from "preact";
import type { ComponentChild } from "preact";
import { BlockButton, OverflowMenu } from "./buttons.ts";
import { CheckGroup, RadioGroup, SelectMenu } from "./choices.ts";
import type { Interactive } from "./initial.ts";
import { DateInput, DateTimeInput, TextInput } from "./inputs.ts";
import type { Field } from "./inputs.ts";
import { plainText } from "./text.ts";

type Props = {
  readonly element: Interactive;
  readonly block: string;
  /** The id of the text that says what the element is about. */
  readonly about: string;
  /** Set inside an input block, which has a label of its own. */
  readonly field?: Field;
};

/** One element of Block Kit as the control a browser has for it. */
export function Element({ element, block, about, field }: Props): ComponentChild {
  const spot = { block, action: "action_id" in element ? (element.action_id ?? "") : "" };
  if (element.type === "image")
    return h("img", {
      class: "thumbnail",
      src: "image_url" in element ? element.image_url : undefined,
      alt: element.alt_text,
    });
  if (element.type === "button") return h(BlockButton, { button: element, spot, about });
  if (element.type === "overflow") return h(OverflowMenu, { overflow: element, spot, about });
  const own = field ?? fieldOf(element, spot.action, block, about);
  if (element.type === "static_select" || element.type === "users_select")
    return h(SelectMenu, { element, spot, field: own });
  if (element.type === "radio_buttons") return h(RadioGroup, { element, spot, field: own });
  if (
    element.type === "checkboxes" ||
    element.type === "multi_static_select" ||
    element.type === "multi_users_select"
  ) {
    return h(CheckGroup, { element, spot, field: own });
  }
  if (element.type === "datepicker") return h(DateInput, { element, spot, field: own });
  if (element.type === "datetimepicker") return h(DateTimeInput, { element, spot, field: own });
  if (
    element.type === "plain_text_input" ||
    element.type === "email_text_input" ||
    element.type === "url_text_input" ||
    element.type === "number_input"
  ) {
    return h(TextInput, { element, spot, field: own });
  }
  return h(Undrawn, { type: element.type });
}

/** Says what the sandbox does not draw, rather than leaving it out in silence. */
export function Undrawn({ type }: { readonly type: string }): ComponentChild {
  return h("p", { class: "undrawn" }, "The sandbox does not draw ", h("code", null, type), "; Slack does.");
}

function fieldOf(element: Interactive, action: string, block: string, about: string): Field {
  const placeholder =
    "placeholder" in element && element.placeholder ? plainText(element.placeholder) : "Choose";
  return {
    id: `${about}-${block}-${action}`,
    label: placeholder,
    describedBy: about,
    invalid: false,
    tells: true,
  };
}
