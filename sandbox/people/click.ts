import { z } from "zod";
import { messageShape, viewShape } from "../api/shapes.ts";
import { type Interactive, interactiveIn } from "../blocks/interactive.ts";
import { isStateful, offered, stateOf, valueOf } from "../blocks/state.ts";
import { topModal } from "../modals.ts";
import type { Slack } from "../slack.ts";
import { findMessage, nextTs, type OpenModal, type User } from "../world.ts";
import { NoSuch } from "./no-such.ts";
import { type ActAnswer, channelName, channelOf, context, failureName, person } from "./person.ts";

/** By block_id and action_id, as a person gives it: a text, a chosen value or id, a list of these, null for emptied. */
export const ValuesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

const acted = {
  user: z.string(),
  action_id: z.string(),
  block_id: z.string().optional(),
  /** Of a button: tells it from others with the same action_id. Of a menu or picker: what is chosen. */
  value: z.unknown().optional(),
  /** What else the person has entered by now. */
  values: ValuesSchema.optional(),
};

export const ClickInput = z.union([
  z.strictObject({ ...acted, channel: z.string(), ts: z.string() }),
  z.strictObject({ ...acted, view_id: z.string() }),
  z.strictObject({ ...acted, home: z.literal(true) }),
]);

type Click = z.infer<typeof ClickInput>;

/** A person presses a button or chooses from a menu, in a message, a modal or App Home. */
export async function click(slack: Slack, input: Click): Promise<ActAnswer> {
  const user = person(slack, input.user);
  const place = "ts" in input ? onMessage(slack, user, input) : onView(slack, user, input);
  const pressed = find(interactiveIn(place.blocks), input);
  const state = place.enter(pressed, isStateful(pressed) ? input.value : undefined);
  slack.changed();
  if (pressed.input && !pressed.input.dispatches) return { ok: true, ack: null, ackMs: 0 };
  const acked = await slack.ask("interactive", {
    type: "block_actions",
    ...context(slack, user),
    trigger_id: slack.triggers.issue(user.id),
    ...place.about(state),
    actions: [actionOf(slack, pressed, input.value)],
  });
  return acked.ok ? acked : { ok: false, error: failureName(acked.error), ackMs: acked.ackMs };
}

function onMessage(slack: Slack, user: User, input: Extract<Click, { ts: string }>) {
  const channel = channelOf(slack, user, input.channel);
  const message = findMessage(slack.world, channel.id, input.ts);
  if (!message || (message.visibleTo !== null && message.visibleTo !== user.id))
    throw new NoSuch("no_such_message");
  const isEphemeral = message.visibleTo !== null;
  const key = `${user.id} ${channel.id} ${message.ts}`;
  const target = { user: user.id, channel: channel.id, threadTs: message.threadTs, messageTs: message.ts };
  return {
    blocks: message.blocks,
    enter(pressed: Interactive, chosen: unknown) {
      const state = stateOf(
        message.blocks,
        slack.world.chosen.get(key) ?? {},
        withChosen(input, pressed, chosen),
      );
      slack.world.chosen.set(key, state);
      return state;
    },
    about: (state: unknown) => ({
      container: {
        type: "message",
        message_ts: message.ts,
        channel_id: channel.id,
        is_ephemeral: isEphemeral,
        ...(message.threadTs && { thread_ts: message.threadTs }),
      },
      channel: { id: channel.id, name: channelName(channel) },
      ...(!isEphemeral && { message: messageShape(slack.world, message, true) }),
      state: { values: state },
      response_url: slack.responseUrls.issue("actions", target),
    }),
  };
}

function onView(slack: Slack, user: User, input: Exclude<Click, { ts: string }>) {
  const view = "home" in input ? slack.world.homes.get(user.id) : modalInFront(slack, user, input.view_id);
  if (!view) throw new NoSuch("no_such_view");
  return {
    blocks: view.content.blocks,
    enter(pressed: Interactive, chosen: unknown) {
      view.draft = stateOf(view.content.blocks, view.draft, withChosen(input, pressed, chosen));
      return view.draft;
    },
    about: () => ({ container: { type: "view", view_id: view.id }, view: viewShape(slack.world, view) }),
  };
}

/** The view with this id: what lies under another one, or belongs to somebody else, can't be touched. */
export function modalInFront(slack: Slack, user: User, viewId: string): OpenModal {
  const top = topModal(slack.world, user.id);
  if (top?.id !== viewId) throw new NoSuch("no_such_view", top ? [top.id] : []);
  return top;
}

function find(all: readonly Interactive[], { action_id, block_id, value }: Click): Interactive {
  const named = all.filter(
    (one) => one.actionId === action_id && (block_id === undefined || one.blockId === block_id),
  );
  const found = named.filter(
    (one) => one.type !== "button" || value === undefined || (one.element["value"] ?? "") === value,
  );
  const [first, second] = found;
  if (!first) throw new NoSuch("no_such_action", all.map(describe));
  if (second) throw new NoSuch("several_such_actions", found.map(describe));
  if (typeof value === "string" && offers(first) && !offered(first).some((one) => one.value === value))
    throw new NoSuch(
      "no_such_option",
      offered(first).map((one) => one.value),
    );
  return first;
}

function offers(interactive: Interactive): boolean {
  return ["static_select", "radio_buttons", "overflow"].includes(interactive.type);
}

function describe({ actionId, blockId, element }: Interactive) {
  return {
    action_id: actionId,
    block_id: blockId,
    ...(element["value"] !== undefined && { value: element["value"] }),
  };
}

function withChosen({ values = {} }: Click, pressed: Interactive, chosen: unknown) {
  if (chosen === undefined) return values;
  return { ...values, [pressed.blockId]: { ...values[pressed.blockId], [pressed.actionId]: chosen } };
}

function actionOf(slack: Slack, pressed: Interactive, chosen: unknown) {
  const { element, blockId, actionId, type } = pressed;
  const shared = {
    action_id: actionId,
    block_id: blockId,
    action_ts: nextTs(slack.world, slack.clock.now()),
  };
  if (isStateful(pressed)) return { ...shared, ...valueOf(pressed, chosen) };
  if (type === "overflow")
    return { ...shared, type, selected_option: offered(pressed).find((one) => one.value === chosen) ?? null };
  const { text, value, style } = element;
  return {
    ...shared,
    type,
    text,
    ...(value !== undefined && { value }),
    ...(style !== undefined && { style }),
  };
}
