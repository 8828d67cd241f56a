import type {
  Checkboxes,
  MultiStaticSelect,
  MultiUsersSelect,
  Option,
  PlainTextOption,
  RadioButtons,
  StaticSelect,
  UsersSelect,
} from "@slack/types";
import { h } from "preact";
import type { ComponentChild } from "preact";
import { useScene } from "./context.ts";
import { controlAttributes } from "./inputs.ts";
import type { Field } from "./inputs.ts";
import { isBusy, useSurface, valueAt } from "./surface.ts";
import type { Spot } from "./surface.ts";
import { nameOf } from "./talk.ts";
import { plainText, Text } from "./text.ts";

type Props<E> = { readonly element: E; readonly spot: Spot; readonly field: Field };
type Choice = { readonly value: string; readonly label: string };

export function SelectMenu({ element, spot, field }: Props<StaticSelect | UsersSelect>): ComponentChild {
  const surface = useSurface();
  const people = usePeople();
  const value = String(valueAt(surface, spot) ?? "");
  const onChange = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    const chosen = currentTarget.value || null;
    surface.hold(spot, chosen);
    if (field.tells && chosen !== null) surface.act(spot, { value: chosen, confirm: element.confirm });
  };
  // Arrow keys would choose, and so tell the app, at every step: they open the list instead.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!field.tells || !event.key.startsWith("Arrow") || !(event.currentTarget instanceof HTMLSelectElement))
      return;
    event.preventDefault();
    event.currentTarget.showPicker();
  };
  const placeholder = element.placeholder ? plainText(element.placeholder) : "Choose…";
  return h(
    "select",
    { ...controlAttributes(field, spot), value, onChange, onKeyDown, "aria-busy": isBusy(surface, spot) },
    h("option", { value: "" }, placeholder),
    element.type === "users_select" ? people.map(drawOption) : drawOptions(element),
  );
}

export function RadioGroup({ element, spot, field }: Props<RadioButtons>): ComponentChild {
  const surface = useSurface();
  const chosen = valueAt(surface, spot);
  const choose = (value: string): void => {
    surface.hold(spot, value);
    if (field.tells) surface.act(spot, { value, confirm: element.confirm });
  };
  return h(
    "div",
    { ...groupAttributes(field, spot), role: "radiogroup" },
    element.options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: "radio",
          name: field.id,
          checked: chosen === option.value,
          onChange: () => choose(option.value ?? ""),
        }),
        h(OptionText, { option }),
      ),
    ),
  );
}

/** Checkboxes; menus that take several are drawn the same way. */
export function CheckGroup({
  element,
  spot,
  field,
}: Props<Checkboxes | MultiStaticSelect | MultiUsersSelect>): ComponentChild {
  const surface = useSurface();
  const people = usePeople();
  const held = valueAt(surface, spot);
  const chosen = typeof held === "string" ? [held] : (held ?? []);
  const options: readonly Option[] =
    element.type === "multi_users_select"
      ? people.map(({ value, label }) => ({ value, text: { type: "plain_text", text: label } }))
      : optionsOf(element);
  const toggle = (value: string): void => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    surface.hold(spot, next);
    if (field.tells) surface.act(spot, { value: next, confirm: element.confirm });
  };
  return h(
    "div",
    { ...groupAttributes(field, spot), role: "group" },
    options.map((option) =>
      h(
        "label",
        { class: "choice" },
        h("input", {
          type: "checkbox",
          checked: chosen.includes(option.value ?? ""),
          onChange: () => toggle(option.value ?? ""),
        }),
        h(OptionText, { option }),
      ),
    ),
  );
}

function OptionText({ option }: { readonly option: Option }): ComponentChild {
  return h(
    "span",
    null,
    h(Text, { of: option.text }),
    option.description && h("small", null, plainText(option.description)),
  );
}

function drawOptions(element: StaticSelect): readonly ComponentChild[] {
  if (!element.option_groups) return (element.options ?? []).map((option) => drawOption(choiceOf(option)));
  return element.option_groups.map((group) =>
    h(
      "optgroup",
      { label: plainText(group.label) },
      group.options.map((option) => drawOption(choiceOf(option))),
    ),
  );
}

function drawOption({ value, label }: Choice): ComponentChild {
  return h("option", { value, key: value }, label);
}

function choiceOf({ value, text }: PlainTextOption): Choice {
  return { value: value ?? "", label: plainText(text) };
}

function optionsOf(element: Checkboxes | MultiStaticSelect): readonly Option[] {
  if (element.type === "checkboxes") return element.options;
  return element.options ?? (element.option_groups ?? []).flatMap(({ options }) => options);
}

function usePeople(): readonly Choice[] {
  const { users } = useScene().snapshot;
  return users
    .filter(({ deleted }) => !deleted)
    .map((user) => ({ value: user.id, label: nameOf(user, user.id) }));
}

function groupAttributes(field: Field, spot: Spot) {
  const { "aria-label": label, ...attributes } = controlAttributes(field, spot);
  return {
    ...attributes,
    class: "choices",
    tabIndex: -1,
    "aria-label": label,
    "aria-labelledby": label === undefined ? `${field.id}-label` : undefined,
  };
}
