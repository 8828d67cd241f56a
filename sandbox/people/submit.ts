import type { ModalView } from "@slack/types";
import { z } from "zod";
import { viewShape } from "../api/shapes.ts";
import { type Interactive, interactiveIn } from "../blocks/interactive.ts";
import { isObject } from "../blocks/rules.ts";
import { isEmpty, offered, stateOf } from "../blocks/state.ts";
import { readModal } from "../blocks/views.ts";
import { closeAllModals, closeModal, pushModal, replaceModal } from "../modals.ts";
import { SlackError } from "../slack-error.ts";
import type { Slack } from "../slack.ts";
import type { OpenModal, StateValues, User } from "../world.ts";
import { modalInFront, ValuesSchema } from "./click.ts";
import { NoSuch } from "./no-such.ts";
import { type ActAnswer, context, failureName, person } from "./person.ts";

export const SubmitInput = z.strictObject({
  user: z.string(),
  view_id: z.string(),
  values: ValuesSchema.default({}),
});
export const CloseInput = z.strictObject({
  user: z.string(),
  view_id: z.string(),
  /** The X in the corner takes the whole stack away. */
  all: z.boolean().default(false),
});

const AckSchema = z.discriminatedUnion("response_action", [
  z.object({ response_action: z.literal("errors"), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal("update"), view: z.unknown() }),
  z.object({ response_action: z.literal("push"), view: z.unknown() }),
  z.object({ response_action: z.literal("clear") }),
]);

/** A person presses a modal's submit button. Slack itself checks what is required; then the app answers. */
export async function submit(slack: Slack, input: z.infer<typeof SubmitInput>): Promise<ActAnswer> {
  const user = person(slack, input.user);
  const modal = modalInFront(slack, user, input.view_id);
  if (!modal.content.submit) throw new NoSuch("view_has_no_submit");
  refuseUnknown(interactiveIn(modal.content.blocks), input.values);
  modal.draft = stateOf(modal.content.blocks, modal.draft, input.values);
  modal.errors = complaints(modal.content, modal.draft);
  slack.changed();
  if (Object.keys(modal.errors).length > 0)
    return { ok: false, error: "incomplete", errors: modal.errors, ackMs: 0 };

  const acked = await slack.ask("interactive", {
    type: "view_submission",
    ...context(slack, user),
    trigger_id: slack.triggers.issue(user.id),
    view: viewShape(slack.world, modal),
    response_urls: [],
  });
  if (!acked.ok) return { ok: false, error: failureName(acked.error), ackMs: acked.ackMs };
  return { ...carryOut(slack, user, modal, acked.ack), ack: acked.ack, ackMs: acked.ackMs };
}

/** A person closes a modal; the app hears of it if it asked to. */
export async function close(slack: Slack, input: z.infer<typeof CloseInput>): Promise<ActAnswer> {
  const user = person(slack, input.user);
  const top = modalInFront(slack, user, input.view_id);
  const clears = input.all || top.content.clear_on_close === true;
  const closed = clears ? (slack.world.modals.get(user.id)?.toReversed() ?? []) : [top];
  if (clears) closeAllModals(slack, user.id);
  else closeModal(slack, top);
  const told = closed.filter((one) => one.content.notify_on_close === true);
  const acks = await Promise.all(
    told.map((one) =>
      slack.ask("interactive", {
        type: "view_closed",
        ...context(slack, user),
        view: viewShape(slack.world, one),
        is_cleared: clears,
      }),
    ),
  );
  const lost = acks.find((one) => !one.ok);
  const ackMs = Math.max(0, ...acks.map((one) => one.ackMs));
  return lost && !lost.ok
    ? { ok: false, error: failureName(lost.error), ackMs }
    : { ok: true, ack: null, ackMs };
}

type Outcome = Pick<ActAnswer, "ok" | "error" | "errors">;

function carryOut(slack: Slack, user: User, modal: OpenModal, ack: unknown): Outcome {
  const asked = AckSchema.safeParse(ack);
  if (!asked.success) {
    if (isObject(ack) && "response_action" in ack) return { ok: false, error: "invalid_ack" };
    closeModal(slack, modal);
    return { ok: true };
  }
  try {
    return obey(slack, user, modal, asked.data);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { ok: false, error: error.code, errors: { "": JSON.stringify(error.detail) } };
  }
}

function obey(slack: Slack, user: User, modal: OpenModal, ack: z.infer<typeof AckSchema>): Outcome {
  if (ack.response_action === "errors") return refuse(slack, modal, ack.errors);
  if (ack.response_action === "update") replaceModal(slack, modal, readModal(ack.view));
  else if (ack.response_action === "push") pushModal(slack, user.id, readModal(ack.view));
  else closeAllModals(slack, user.id);
  return { ok: true };
}

/** Slack shows an error beside an input; one for a block that is no input it can't show at all. */
function refuse(slack: Slack, modal: OpenModal, errors: Record<string, string>): Outcome {
  const inputs = modal.content.blocks
    .filter((block) => block.type === "input")
    .map((block) => block.block_id);
  if (Object.keys(errors).length === 0 || Object.keys(errors).some((id) => !inputs.includes(id)))
    return { ok: false, error: "invalid_errors", errors };
  modal.errors = errors;
  slack.changed();
  return { ok: true, errors };
}

function complaints(content: ModalView, state: StateValues): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { blockId, actionId, input, element } of interactiveIn(content.blocks)) {
    const value = state[blockId]?.[actionId];
    if (!input || !value) continue;
    const text = value.value ?? "";
    const { min_length: min, max_length: max } = element;
    if (isEmpty(value)) {
      if (!input.optional) found[blockId] = "Please complete this required field.";
    } else if (typeof min === "number" && text.length < min)
      found[blockId] = `Please enter at least ${min} characters.`;
    else if (text.length > (typeof max === "number" ? max : 3000)) found[blockId] = "That is too long.";
  }
  return found;
}

function refuseUnknown(all: readonly Interactive[], values: z.infer<typeof ValuesSchema>): void {
  for (const [blockId, actions] of Object.entries(values)) {
    for (const [actionId, value] of Object.entries(actions)) {
      const found = all.find((one) => one.blockId === blockId && one.actionId === actionId);
      if (!found)
        throw new NoSuch(
          "no_such_input",
          all.map((one) => `${one.blockId}/${one.actionId}`),
        );
      const offers = offered(found).map((one) => one.value);
      if (typeof value === "string" && offers.length > 0 && !offers.includes(value))
        throw new NoSuch("no_such_option", offers);
    }
  }
}
