import type { KnownBlock, ModalView } from "@slack/types";
import type { OperationSpec } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { context, section, sectionsOf } from "./blocks.ts";
import { fields, modalIds } from "./ids.ts";
import { leftWords } from "./left-words.ts";
import { choiceInput, form, personInput } from "./modal.ts";
import { givenAwayWords, nameOf, whatOf } from "./operation.ts";
import { oneLine } from "./text.ts";
import { count } from "./words.ts";

/** As many as one act takes on. */
const RUNS_MAX = 5000;

type ListProps = {
  /** The filter, as it would be typed. */
  readonly filter: string;
  /** How many it shows, and which: "12 onboardings, open". */
  readonly which: string;
};

/** Asks who shall own all that a list shows. About: `{ filter }`. */
export function reassignListedModal({ filter, which }: ListProps): ModalView {
  return form({
    id: modalIds.reassignListed,
    title: "Reassign all",
    submit: "Next",
    about: { filter },
    blocks: [
      section(`*${which}*. You see what will happen to which of them before anything does.`),
      personInput(fields.person, "Who shall own them?", "They are told once, for all of them."),
      choiceInput({
        field: fields.extent,
        label: "And the tasks?",
        placeholder: "Choose what goes along",
        options: [
          { value: "runs", text: "Tasks stay with whoever holds them" },
          { value: "tasks", text: "Also tasks that the former owner holds" },
        ],
      }),
    ],
  });
}

const LATER = [
  "1 business day",
  "2 business days",
  "3 business days",
  "5 business days",
  "10 business days",
] as const;

/** Asks by how much everything of what a list shows is due later. About: `{ filter }`. */
export function moveListedModal({ filter, which }: ListProps): ModalView {
  return form({
    id: modalIds.moveListed,
    title: "Move due dates",
    submit: "Next",
    about: { filter },
    blocks: [
      section(`*${which}*. You see what will happen to which of them before anything does.`),
      choiceInput({
        field: fields.duration,
        label: "How much later?",
        placeholder: "Choose how much",
        hint: "By each task's own calendar. What is late already is counted from now.",
        options: LATER.map((words) => ({ value: words, text: words })),
      }),
    ],
  });
}

type ToChange = {
  readonly client: string;
  readonly title: string;
  /** It is part of another onboarding. */
  readonly isPart: boolean;
};

type ConfirmProps = {
  readonly filter: string;
  readonly spec: OperationSpec;
  /** Those that it changes. */
  readonly will: readonly ToChange[];
  readonly wont: readonly { readonly code: Refusal["code"]; readonly clients: readonly string[] }[];
  /** In how many something is late at once. */
  readonly late: number;
  /** There are more than one act takes on. */
  readonly isCut: boolean;
  /** Whether the asker may undo it afterwards. */
  readonly mayUndo: boolean;
  /** Of which runs it changes. */
  readonly digest: string;
  /** It was asked already, and other runs match by now. */
  readonly isAnew: boolean;
};

const NAMED_MAX = 8;

/** Says what will happen to how many, and asks once more. About: `{ filter, spec, digest }`, or `{ undoes, digest }`. */
export function confirmOperationModal(props: ConfirmProps): ModalView {
  const { filter, spec, will, wont, late, isCut, mayUndo, digest, isAnew } = props;
  const { title, submit } = WORDS[nameOf(spec)];
  return form({
    id: modalIds.confirmOperation,
    title,
    submit: `${submit} ${will.length.toLocaleString("en")}`,
    about: spec.kind === "undo" ? { undoes: spec.of, digest } : { filter, spec, digest },
    blocks: [
      ...(isAnew ? [section(ANEW)] : []),
      section(`*${count(will.length, "onboarding")}*: ${whatOf(spec)}`),
      section(named(will)),
      ...(late > 0 ? [section(lateWords(late))] : []),
      ...wontBlocks(wont),
      ...(isCut
        ? [context(`There are more: one act takes on the ${RUNS_MAX.toLocaleString("en")} newest.`)]
        : []),
      context(`${FOOT} ${wayBack(spec, mayUndo)}`),
    ],
  });
}

const ANEW =
  "⚠️ *The list has changed since you looked*, so nothing has begun. This is what would happen now:";

const WORDS = {
  reassign: { title: "Reassign all", submit: "Reassign" },
  "move-due": { title: "Move due dates", submit: "Move" },
  "undo-reassign": { title: "Undo the reassignment", submit: "Give back" },
  "undo-move-due": { title: "Move due dates back", submit: "Move back" },
} as const satisfies Record<ReturnType<typeof nameOf>, { title: string; submit: string }>;

const FOOT = "It is done one after the other: I tell you in a direct message how far it is.";

function wayBack(spec: OperationSpec, mayUndo: boolean): string {
  if (spec.kind === "reassign" && !mayUndo) return `You can stop it. ${givenAwayWords(spec.to)}`;
  return mayUndo ? "You can stop it, and undo it afterwards." : "You can stop it.";
}

function lateWords(late: number): string {
  return `⚠️ In ${late.toLocaleString("en")} of them something was due by now: it is *late at once*, and whoever is to hear of that hears.`;
}

/** By its client; of a client that has several, also by its playbook. */
function named(will: readonly ToChange[]): string {
  const times = Map.groupBy(will, ({ client }) => client);
  const first = will.slice(0, NAMED_MAX).map(({ client, title, isPart }) => {
    const which = times.get(client)?.length === 1 ? "" : `, ${oneLine(title, 60)}`;
    return `• ${oneLine(client, 80)}${which}${isPart ? ", part of another" : ""}`;
  });
  const left = will.length - first.length;
  return [...first, ...(left > 0 ? [`and ${left.toLocaleString("en")} more`] : [])].join("\n");
}

function wontBlocks(wont: ConfirmProps["wont"]): KnownBlock[] {
  if (wont.length === 0) return [];
  const lines = wont.map(({ code, clients }) => leftWords(code, clients.length, clients));
  return sectionsOf(["*These stay as they are*", ...lines]);
}
