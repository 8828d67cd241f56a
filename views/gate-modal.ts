import type { KnownBlock, ModalView } from "@slack/types";
import { canReroute } from "#domain/decide-gates.ts";
import { taskOf, type GateChoice, type OpenException, type Run } from "#domain/run.ts";
import { isOver, type Task } from "#domain/task.ts";
import { context, plainText, section } from "./blocks.ts";
import { exceptionName, heldUp } from "./gate-words.ts";
import { fields, modalIds } from "./ids.ts";
import { choiceInput, form, textInput } from "./modal.ts";
import { link, oneLine, plain, quote } from "./text.ts";
import { mention, when } from "./words.ts";

const OPTION_MAX = 75;
const NOTE_MAX = 2000;
const ANSWER_MAX = 500;

type GateProps = {
  readonly run: Run;
  readonly exception: OpenException;
  /** What a person wrote about it; null: nothing, or it was erased. */
  readonly note: string | null;
  /** What the other system answered; null: nothing, or it was no call. */
  readonly answer: string | null;
  readonly client: { readonly name: string };
};

/**
 * Asks how it goes on behind a gate, and what is learned from it. An exception that holds nothing up is only settled.
 * About: `{ exception }`.
 */
export function gateModal(props: GateProps): ModalView {
  const { run, exception, note, answer, client } = props;
  const { type, reason, owner, dueAt, runbook, gate } = exception;
  const isGate = gate !== null;
  const help = runbook === null ? "" : ` · ${link(runbook, "What to do")}`;
  return form({
    id: modalIds.gate,
    title: isGate ? "Open the gate" : "Settle an exception",
    submit: isGate ? "Open gate" : "Settle",
    about: { exception: exception.id },
    blocks: [
      section(
        `${isGate ? "⛔ " : ""}${heldUp(run, exception)} for *${oneLine(client.name, 100)}*\n${oneLine(reason, 300)}`,
      ),
      ...(note === null ? [] : [section(quote(note, NOTE_MAX))]),
      ...(answer === null ? [] : [section(`The other system answered:\n${quote(answer, ANSWER_MAX)}`)]),
      context(`${exceptionName(type)} · ${mention(owner)} answers for it, by ${when(dueAt)}${help}`),
      ...(isGate ? questions(run, exception) : []),
      textInput({
        field: fields.cause,
        label: "What happened?",
        hint: "The cause, for those who learn from it later.",
        unfocused: true,
      }),
      textInput({
        field: fields.prevention,
        label: "What keeps it from happening again?",
        unfocused: true,
      }),
    ],
  });
}

function questions(run: Run, { task: id }: OpenException): KnownBlock[] {
  const task = id ? (taskOf(run, id) ?? null) : null;
  const targets = run.tasks.filter((other) => canReroute(run, id, other.id)).slice(0, 100);
  return [
    {
      type: "input",
      block_id: fields.choice.block_id,
      label: plainText("How does it go on?"),
      element: {
        type: "radio_buttons",
        action_id: fields.choice.action_id,
        options: choices(task, targets.length > 0).map(({ value, text, description }) => ({
          value,
          text: plainText(text),
          description: plainText(description),
        })),
      },
    },
    ...(targets.length > 0 ? [targetInput(targets)] : []),
  ];
}

type Choice = { readonly value: GateChoice; readonly text: string; readonly description: string };

function choices(task: Task | null, hasTargets: boolean): Choice[] {
  return [
    { value: "resume", ...resumeWords(task) },
    ...(task && !isOver(task)
      ? [
          {
            value: "skip",
            text: "Skip it with a waiver",
            description: "It is put on record, and what waits for it goes on.",
          } as const,
        ]
      : []),
    ...(hasTargets
      ? [
          {
            value: "reroute",
            text: "Do another task instead",
            description: "Choose it below. What waits for this one then waits for that one.",
          } as const,
        ]
      : []),
    {
      value: "cancel",
      text: "Cancel the onboarding",
      description: "All that is open in it is passed over. This can't be undone.",
    },
  ];
}

/** What going on means depends on how it stopped. */
function resumeWords(task: Task | null): Pick<Choice, "text" | "description"> {
  if (task === null) return { text: "Go on", description: "What waited starts." };
  switch (task.status) {
    case "failed":
      return { text: "Try again", description: "It begins anew, with a new due time." };
    case "blocked":
      return { text: "Go on", description: "It goes on where it was, with a new due time." };
    case "ready":
    case "claimed":
    case "running":
    case "waiting":
      return {
        text: "Go on",
        description: "It gets a new due time, and nobody is called about the old one.",
      };
    default:
      return { text: "Go on", description: "It was done late; what waited for it starts." };
  }
}

function targetInput(targets: readonly Task[]): KnownBlock {
  return choiceInput({
    field: fields.target,
    label: "Which task instead?",
    hint: "Only where another task is done instead.",
    placeholder: "Choose a task",
    optional: true,
    options: targets.map(({ id, title }) => ({ value: id, text: plain(title, OPTION_MAX) })),
  });
}
