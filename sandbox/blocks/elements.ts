import {
  all,
  anything,
  boolean,
  byType,
  type Field,
  integer,
  isObject,
  list,
  matching,
  object,
  oneOf,
  optional,
  required,
  type Rule,
  string,
} from "./rules.ts";

// The interactive elements and the objects they are composed of, each with Slack's documented limits.

export const id = string(255, 1);
const type = required(anything);

export function plainText(max: number): Rule {
  return object({
    type: required(oneOf("plain_text")),
    text: required(string(max, 1)),
    emoji: optional(boolean),
  });
}

export function text(max: number): Rule {
  return byType({
    plain_text: plainText(max),
    mrkdwn: object({ type, text: required(string(max, 1)), verbatim: optional(boolean) }),
  });
}

const confirm = object({
  title: required(plainText(100)),
  text: required(text(300)),
  confirm: required(plainText(30)),
  deny: required(plainText(30)),
  style: optional(oneOf("primary", "danger")),
});

function option(label: Rule): Rule {
  return object({
    text: required(label),
    value: required(string(150, 1)),
    description: optional(text(75)),
    url: optional(string(3000)),
  });
}

const selectOption = option(plainText(75));
const choiceOption = option(text(75));
const placeholder = optional(plainText(150));
const focus = optional(boolean);
const date = matching(/^\d{4}-\d\d-\d\d$/, "a date as YYYY-MM-DD");
const time = matching(/^\d\d:\d\d$/, "a time as HH:mm");

const optionGroup = object({ label: required(plainText(75)), options: required(list(selectOption, 0, 100)) });

const common = { type, action_id: optional(id), confirm: optional(confirm), focus_on_load: focus };
const chosen = { ...common, placeholder };
const atMost = { max_selected_items: optional(integer(1, 1000)) };
const filter = optional(
  object({
    include: optional(list(oneOf("im", "mpim", "private", "public"), 1, 4)),
    exclude_external_shared_channels: optional(boolean),
    exclude_bot_users: optional(boolean),
  }),
);
const conversation = { default_to_current_conversation: optional(boolean), filter };

/** A static menu has options or groups of them, not both. */
function menu(fields: Readonly<Record<string, Field>>): Rule {
  const shape = object({
    ...chosen,
    options: optional(list(selectOption, 1, 100)),
    option_groups: optional(list(optionGroup, 1, 100)),
    ...fields,
  });
  return all(shape, (value, at, report) => {
    if (!isObject(value)) return;
    if (value["options"] === undefined && value["option_groups"] === undefined)
      report("missing required field: options", at);
    if (value["options"] !== undefined && value["option_groups"] !== undefined)
      report("options and option_groups are mutually exclusive", at);
  });
}

const input = {
  type,
  action_id: optional(id),
  placeholder,
  focus_on_load: focus,
  dispatch_action_config: optional(anything),
};

export const elements = {
  button: object({
    type,
    action_id: optional(id),
    text: required(plainText(75)),
    value: optional(string(2000)),
    url: optional(string(3000)),
    style: optional(oneOf("primary", "danger")),
    confirm: optional(confirm),
    accessibility_label: optional(string(75)),
  }),
  overflow: object({
    type,
    action_id: optional(id),
    options: required(list(selectOption, 1, 5)),
    confirm: optional(confirm),
  }),
  static_select: menu({ initial_option: optional(selectOption) }),
  multi_static_select: menu({ initial_options: optional(list(selectOption, 0, 100)), ...atMost }),
  external_select: object({
    ...chosen,
    initial_option: optional(selectOption),
    min_query_length: optional(integer(0, 1000)),
  }),
  users_select: object({ ...chosen, initial_user: optional(id) }),
  multi_users_select: object({ ...chosen, initial_users: optional(list(id, 0, 100)), ...atMost }),
  conversations_select: object({
    ...chosen,
    ...conversation,
    initial_conversation: optional(id),
    response_url_enabled: optional(boolean),
  }),
  multi_conversations_select: object({
    ...chosen,
    ...conversation,
    ...atMost,
    initial_conversations: optional(list(id, 0, 100)),
  }),
  channels_select: object({
    ...chosen,
    initial_channel: optional(id),
    response_url_enabled: optional(boolean),
  }),
  multi_channels_select: object({ ...chosen, ...atMost, initial_channels: optional(list(id, 0, 100)) }),
  radio_buttons: object({
    ...common,
    options: required(list(choiceOption, 1, 10)),
    initial_option: optional(choiceOption),
  }),
  checkboxes: object({
    ...common,
    options: required(list(choiceOption, 1, 10)),
    initial_options: optional(list(choiceOption, 1, 10)),
  }),
  datepicker: object({ ...chosen, initial_date: optional(date) }),
  timepicker: object({ ...chosen, initial_time: optional(time), timezone: optional(string(100)) }),
  datetimepicker: object({ ...common, initial_date_time: optional(integer(1_000_000_000, 9_999_999_999)) }),
  plain_text_input: object({
    ...input,
    initial_value: optional(string(3000)),
    multiline: optional(boolean),
    min_length: optional(integer(0, 3000)),
    max_length: optional(integer(1, 3000)),
  }),
  email_text_input: object({ ...input, initial_value: optional(string(3000)) }),
  url_text_input: object({ ...input, initial_value: optional(string(3000)) }),
  number_input: object({
    ...input,
    is_decimal_allowed: required(boolean),
    initial_value: optional(string(100)),
    min_value: optional(string(100)),
    max_value: optional(string(100)),
  }),
  image: object({
    type,
    image_url: optional(string(3000)),
    slack_file: optional(anything),
    alt_text: required(string(2000)),
  }),
} satisfies Record<string, Rule>;
