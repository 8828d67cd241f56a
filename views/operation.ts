import type { OperationId, UserId } from "#domain/ids.ts";
import type { OperationSpec, OperationState } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, context, section, sectionsOf, type Message } from "./blocks.ts";
import { continueOperationButton, stopOperationButton, undoOperationButton } from "./list-buttons.ts";
import { leftWords } from "./left-words.ts";
import { count, durationText, mention, when } from "./words.ts";

/** One act on many onboardings, and how far it has come. */
export type OperationProps = {
  readonly id: OperationId;
  readonly spec: OperationSpec;
  readonly by: UserId;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly state: OperationState;
  readonly finishedAt: Date | null;
  readonly refusals: readonly {
    readonly code: Refusal["code"];
    readonly runs: number;
    readonly clients: readonly string[];
  }[];
  readonly isUndone: boolean;
};

/** Tells whoever asked how it goes, and what came of it. */
export function operationMessage(operation: OperationProps): Message {
  const { id, spec, total, done, refused, state, refusals } = operation;
  const come = done + refused;
  const text = `${headline(operation)}: ${come} of ${count(total, "onboarding")}`;
  const left = refused > 0 ? `${done} changed, ${refused} left as they were` : `${done} changed`;
  return {
    text,
    blocks: [
      section(`*${headline(operation)}*\n${whatOf(spec)}`),
      section(`${progressBar(come, total)}\n${left}, ${total - come} to come`.replace(/, 0 to come$/, "")),
      ...(refusals.length > 0 ? sectionsOf(["*Left as they were*", ...refusals.map(refusedLine)]) : []),
      ...actions([
        ...(state === "running" ? [stopOperationButton(id)] : []),
        ...(state === "stopped" && come < total && !operation.isUndone ? [continueOperationButton(id)] : []),
        ...(canUndo(operation) ? [undoOperationButton(id)] : []),
      ]),
      ...footOf(operation),
    ],
  };
}

/** Tells the new owner, once for all of them. */
export function operationReceived({ by, done }: OperationProps): Message {
  const text = `${mention(by)} made you the owner of ${count(done, "onboarding")}`;
  return { text, blocks: [section(`${text}.`), context("`/onboard list owner:me` shows them.")] };
}

const BAR_SIGNS = 20;

/** ▓▓▓▓▓░░░░░ 50 % */
export function progressBar(come: number, total: number): string {
  const share = total === 0 ? 1 : come / total;
  const full = Math.floor(share * BAR_SIGNS);
  return `${"▓".repeat(full)}${"░".repeat(BAR_SIGNS - full)} ${Math.floor(share * 100)} %`;
}

/** What it does to each, as a sentence. */
export function whatOf(spec: OperationSpec): string {
  switch (spec.kind) {
    case "reassign":
      return `${mention(spec.to)} becomes the owner${spec.tasks ? ", and gets the tasks that the former owner holds there" : ""}.`;
    case "move-due":
      return `Everything that is open is due ${durationText(spec.later)} later. What is late already is counted from now.`;
    case "undo-reassign":
      return `Each goes back to its former owner, with the tasks that went along, where ${mention(spec.to)} still has it.`;
    default:
      return unreachable(spec);
  }
}

function headline({ spec, state }: OperationProps): string {
  const words = HEADLINES[spec.kind];
  return state === "stopped" ? `${words.done}: stopped` : words[state];
}

const HEADLINES = {
  reassign: { running: "Reassigning", done: "Reassigned" },
  "move-due": { running: "Moving due dates", done: "Due dates moved" },
  "undo-reassign": { running: "Undoing a reassignment", done: "Reassignment undone" },
} as const satisfies Record<OperationSpec["kind"], { running: string; done: string }>;

function refusedLine({ code, runs, clients }: OperationProps["refusals"][number]): string {
  return leftWords(code, runs, clients);
}

function canUndo({ spec, state, done, isUndone }: OperationProps): boolean {
  return spec.kind === "reassign" && state !== "running" && done > 0 && !isUndone;
}

function footOf({ spec, state, finishedAt, isUndone }: OperationProps) {
  if (isUndone) return [context("It was asked to be undone.")];
  if (state !== "done" || !finishedAt) return [];
  const back = spec.kind === "move-due" ? " What moved can be moved back only onboarding by onboarding." : "";
  return [context(`Finished ${when(finishedAt)}.${back}`)];
}
