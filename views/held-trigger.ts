import type { ModalView } from "@slack/types";
import type { SettleRefusal } from "#domain/held-trigger.ts";
import type { ExceptionId, UserId } from "#domain/ids.ts";
import type { ExceptionType } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, context, section, type Message } from "./blocks.ts";
import { settleHeldButton } from "./buttons.ts";
import { exceptionName } from "./gate-words.ts";
import { fields, modalIds } from "./ids.ts";
import { form, textInput } from "./modal.ts";
import { oneLine, quote } from "./text.ts";
import { mention, when } from "./words.ts";

const REASON_MAX = 2500;
const TYPED_MAX = 900;

/** A trigger that led to no onboarding, and what came of it. */
export type HeldProps = {
  readonly id: ExceptionId;
  readonly type: ExceptionType;
  readonly owner: UserId;
  readonly reason: string;
  readonly dueAt: Date;
  readonly closed: {
    readonly at: Date;
    /** Null: its deal has its onboarding since. */
    readonly by: UserId | null;
    readonly cause: string | null;
    readonly prevention: string | null;
  } | null;
  readonly source: string;
  /** Null: the book had no name for it. */
  readonly triggerType: string | null;
  readonly receivedAt: Date;
};

/** Its owner hears of it when it comes. */
export function heldTrigger(held: HeldProps): Message {
  if (held.closed) return settled(held, held.closed);
  return waiting(held, "led to no onboarding, and waits for you");
}

/** Its owner and operators hear of it, day by day, when nobody has settled it in time. */
export function heldTriggerOverdue(held: HeldProps, recipient: UserId): Message {
  if (held.closed) return settled(held, held.closed);
  const whom = held.owner === recipient ? "you" : mention(held.owner);
  return waiting(held, `led to no onboarding, and still waits for ${whom}`);
}

function waiting(held: HeldProps, how: string): Message {
  const { id, type, reason, dueAt, receivedAt } = held;
  const what = nameOf(held);
  return {
    text: `${what} ${how}`,
    blocks: [
      section(`⚠️ *${what}*, received ${when(receivedAt)}, ${how}.`),
      section(`${quote(reason, REASON_MAX)}\nKind: ${exceptionName(type)}. Look at it by ${when(dueAt)}.`),
      ...actions([settleHeldButton(id, what)]),
      context(
        "Correct it where it comes from, or begin by hand: `/onboard start &lt;client&gt;`. Then settle it here.",
      ),
    ],
  };
}

function settled(held: HeldProps, { at, by, cause, prevention }: NonNullable<HeldProps["closed"]>): Message {
  const what = nameOf(held);
  const how = by
    ? `was settled by ${mention(by)} ${when(at)}.`
    : `is settled since ${when(at)}: it has its onboarding.`;
  return {
    text: `${what}: settled`,
    blocks: [
      section(`✓ *${what}*, received ${when(held.receivedAt)}, ${how}`),
      ...written("What happened", cause),
      ...written("What keeps it from happening again", prevention),
    ],
  };
}

/** Asks what is learned from it, which lets go of it. About: `{ exception }`. */
export function settleHeldModal(held: HeldProps): ModalView {
  const { id, type, owner, reason, dueAt } = held;
  return form({
    id: modalIds.settleHeld,
    title: "Settle an exception",
    submit: "Settle",
    about: { exception: id },
    blocks: [
      section(`*${nameOf(held)}* led to no onboarding\n${oneLine(reason, 300)}`),
      context(`${exceptionName(type)} · ${mention(owner)} answers for it, by ${when(dueAt)}`),
      context(
        "Settled, it is let go: nothing opens by it. If its client is to be onboarded, begin by hand first: `/onboard start &lt;client&gt;`.",
      ),
      textInput({
        field: fields.cause,
        label: "What happened?",
        hint: "The cause, for those who learn from it later.",
      }),
      textInput({
        field: fields.prevention,
        label: "What keeps it from happening again?",
        unfocused: true,
      }),
    ],
  });
}

/** Why nothing happened to it, and whom to ask. */
export function settleRefusalText(refusal: SettleRefusal): string {
  switch (refusal.code) {
    case "from-outside":
      return "People from another organisation can look, and change nothing. Ask your contact to do it.";
    case "no-such-exception":
      return "I can't find that exception any more. Nothing was changed.";
    case "not-answerable":
      return `Only ${mention(refusal.owner)}, who answers for it, and operators can settle it. Ask them.`;
    case "settled-already":
      return refusal.by
        ? `${mention(refusal.by)} settled it before you. Nothing more was changed.`
        : "It is settled already: its deal has its onboarding. Nothing was changed.";
    case "words-missing":
      return MISSING[refusal.what];
    default:
      return unreachable(refusal);
  }
}

const MISSING = {
  cause: "Please say what happened.",
  prevention: "Please say what keeps it from happening again.",
} as const;

function nameOf({ source, triggerType }: HeldProps): string {
  return `${triggerType === null ? "Something" : oneLine(triggerType, 60)} from ${oneLine(source, 60)}`;
}

function written(title: string, text: string | null) {
  return text === null ? [] : [section(`*${title}*\n${quote(text, TYPED_MAX)}`)];
}
