import type {
  Datepicker,
  DateTimepicker,
  EmailInput,
  NumberInput,
  PlainTextInput,
  URLInput,
} from "@slack/types";
import { h } from "preact";
import type { ComponentChild } from "preact";
import { useScene } from "./context.ts";
import { millisAt, wallClockOf } from "./dates.ts";
import { useSurface, valueAt } from "./surface.ts";
import type { Spot } from "./surface.ts";
import { plainText } from "./text.ts";

/** How a label, a hint and an error are tied to the control they speak of. */
export type Field = {
  readonly id: string;
  readonly label: string | undefined;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  /** Whether a change is told to the app at once, as it is everywhere but in most inputs of a modal. */
  readonly tells: boolean;
};

type TextElement = PlainTextInput | EmailInput | URLInput | NumberInput;

const TYPES = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
} as const;

export function TextInput({
  element,
  spot,
  field,
}: {
  readonly element: TextElement;
  readonly spot: Spot;
  readonly field: Field;
}): ComponentChild {
  const surface = useSurface();
  const value = String(valueAt(surface, spot) ?? "");
  const isMultiline = element.type === "plain_text_input" && element.multiline === true;
  const limits =
    element.type === "plain_text_input"
      ? { maxLength: element.max_length, minLength: element.min_length }
      : {};
  const attributes = {
    ...controlAttributes(field, spot),
    ...limits,
    value,
    placeholder: element.placeholder && plainText(element.placeholder),
    onInput: (event: Event) => surface.hold(spot, textIn(event)),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" || isMultiline || !field.tells) return;
      event.preventDefault();
      surface.act(spot, { value });
    },
  };
  if (isMultiline) return h("textarea", { ...attributes, rows: 4 });
  return h("input", { ...attributes, type: TYPES[element.type], autoComplete: "off" });
}

export function DateInput({
  element,
  spot,
  field,
}: {
  readonly element: Datepicker;
  readonly spot: Spot;
  readonly field: Field;
}): ComponentChild {
  const surface = useSurface();
  const onChange = (event: Event): void => {
    const value = textIn(event) || null;
    surface.hold(spot, value);
    if (field.tells && value !== null) surface.act(spot, { value, confirm: element.confirm });
  };
  return h("input", {
    ...controlAttributes(field, spot),
    type: "date",
    value: String(valueAt(surface, spot) ?? ""),
    onChange,
  });
}

/** A date and a time on the viewer's own clock; the app gets the instant. */
export function DateTimeInput({
  element,
  spot,
  field,
}: {
  readonly element: DateTimepicker;
  readonly spot: Spot;
  readonly field: Field;
}): ComponentChild {
  const surface = useSurface();
  const { me } = useScene();
  const onChange = (event: Event): void => {
    const millis = millisAt(textIn(event), me.tz);
    const value = millis === null ? null : `${millis / 1000}`;
    surface.hold(spot, value);
    if (field.tells && value !== null) surface.act(spot, { value, confirm: element.confirm });
  };
  const seconds = valueAt(surface, spot);
  return h("input", {
    ...controlAttributes(field, spot),
    type: "datetime-local",
    value: typeof seconds === "string" ? wallClockOf(Number(seconds) * 1000, me.tz) : "",
    onChange,
  });
}

export function controlAttributes({ id, label, describedBy, invalid }: Field, spot: Spot) {
  return {
    id,
    class: "control",
    "aria-label": label,
    "aria-describedby": describedBy,
    "aria-invalid": invalid || undefined,
    "data-action": spot.action,
  };
}

function textIn({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target.value : "";
}
