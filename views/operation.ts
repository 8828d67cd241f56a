import { filterWords } from "./filter-words.ts";
import type { OperationId, RunId, UserId } from "#domain/ids.ts";
import { undoOf, type Act, type OperationSpec, type OperationState } from "#domain/operation.ts";
import type { Refusal } from "#domain/refusal.ts";
import type { RunFilter } from "#domain/run-filter.ts";
import { unreachable } from "#domain/unreachable.ts";
import { actions, context, section, sectionsOf, type Message } from "./blocks.ts";
import { continueOperationButton, stopOperationButton, undoOperationButton } from "./list-buttons.ts";
import { leftWords } from "./left-words.ts";
import { link, oneLine } from "./text.ts";
import { count, durationText, listed, mention, when } from "./words.ts";

/** One act on many onboardings, and how far it has come. */
export type OperationProps = {
  readonly id: OperationId;
  readonly spec: OperationSpec;
  readonly by: UserId;
  readonly total: number;
  readonly done: number;
  readonly refused: number;
  readonly failed: number;
  readonly state: OperationState;
  /** While it is stopped. */
  readonly stoppedBy: UserId | null;
  readonly finishedAt: Date | null;
  readonly refusals: readonly {
    readonly code: Refusal["code"];
    readonly runs: number;
    readonly clients: readonly string[];
  }[];
  /** Some of those that failed. */
  readonly failures: readonly { readonly run: RunId; readonly client: string; readonly reference: string }[];
  /** So much of what was to change in some runs stayed as somebody had changed it. */
  readonly partly: {
    readonly stayed: number;
    readonly runs: number;
    readonly clients: readonly string[];
  } | null;
  readonly isUndone: boolean;
  /** Who asked for that; null: nobody. */
  readonly undoneBy: UserId | null;
  /** Which runs it is about, as they were chosen. */
  readonly which: RunFilter;
  /** Some of those that it changes. */
  readonly some: readonly RunNamed[];
};

export type RunNamed = { readonly client: string; readonly threadLink: string | null };

/** Tells whoever asked how it goes, and what came of it. */
export function operationMessage(
  operation: OperationProps,
  { mayUndo }: { readonly mayUndo: boolean },
): Message {
  const { id, spec, total, state, refusals, partly } = operation;
  const come = comeOf(operation);
  const text = `${headline(operation)}: ${come} of ${count(total, "onboarding")}`;
  return {
    text,
    blocks: [
      section(`*${headline(operation)}*\n${whatOf(spec)}\n${whichLine(operation)}`),
      section(`${progressBar(come, total)}\n${tally(operation)}`),
      ...(refusals.length > 0
        ? sectionsOf([
            "*Left as they were*",
            ...refusals.map(({ code, runs, clients }) => leftWords(code, runs, clients)),
          ])
        : []),
      ...(partly ? sectionsOf(["*Changed in part*", partlyLine(spec, partly)]) : []),
      ...failedBlocks(operation),
      ...actions([
        ...(state === "running" ? [stopOperationButton(id)] : []),
        ...(state === "stopped" && come < total && !operation.isUndone ? [continueOperationButton(id)] : []),
        ...(mayUndo && undoOf(operation) ? [undoOperationButton(id)] : []),
      ]),
      ...footOf(operation, mayUndo),
    ],
  };
}

/** How far an operation is, in a line, for who did not ask for it: "Reassigning: 12 of 40, asked by @X". */
export function underWayLine(operation: Pick<OperationProps, OfLine>): string {
  const { spec, total, by } = operation;
  return `⏳ *${HEADLINES[nameOf(spec)].running}*: ${comeOf(operation)} of ${count(total, "onboarding")}, asked by ${mention(by)}`;
}

type OfLine = "spec" | "by" | "total" | "done" | "refused" | "failed";

function comeOf({ done, refused, failed }: Pick<OperationProps, "done" | "refused" | "failed">): number {
  return done + refused + failed;
}

function tally(operation: OperationProps): string {
  const { total, done, refused, failed } = operation;
  const left = total - comeOf(operation);
  return [
    `${done} changed`,
    ...(refused > 0 ? [`${refused} left as ${refused === 1 ? "it was" : "they were"}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} to come`] : []),
  ].join(", ");
}

/** "Which: open, owned by @X (Acme, Beta and 3 more)": two acts in a row are told apart. */
function whichLine({ which, some, total, refused }: OperationProps): string {
  const named = runsNamed(some, total - refused);
  return `*Which:* ${filterWords(which)}${named ? ` (${named})` : ""}`;
}

/** Some of so many runs, each with the way to its thread: "Acme, Beta and 3 more". */
export function runsNamed(some: readonly RunNamed[], runs: number): string {
  const names = some.map(({ client, threadLink }) => {
    const name = oneLine(client, 60);
    return threadLink ? link(threadLink, name) : name;
  });
  return runs > names.length
    ? `${names.join(", ")} and ${runs - names.length} more`
    : listed(names, names.length);
}

const BAR_SIGNS = 10;

/** As on a card: "*20 of 40*  ●●●●●○○○○○". */
export function progressBar(come: number, total: number): string {
  const share = total === 0 ? 1 : come / total;
  const full = Math.floor(share * BAR_SIGNS);
  return `*${come} of ${total}*  ${"●".repeat(full)}${"○".repeat(BAR_SIGNS - full)}`;
}

/** What it does to each, as a sentence. */
export function whatOf(spec: OperationSpec): string {
  switch (spec.kind) {
    case "reassign":
      return `${mention(spec.to)} becomes the owner${spec.tasks ? ", and gets the tasks that the former owner holds there" : ""}.`;
    case "move-due":
      return `Everything that is open is due ${durationText(spec.later)} later. What is late already is counted from now.`;
    case "undo":
      return undoneWords(spec.act);
    default:
      return unreachable(spec);
  }
}

/** Why whoever gives away what they own is not offered to undo that. */
export function givenAwayWords(to: UserId): string {
  return `What ${mention(to)} owns, only they and operators can give back.`;
}

function undoneWords(act: Act): string {
  switch (act.kind) {
    case "reassign":
      return `Each goes back to its former owner, with the tasks that went along, where ${mention(act.to)} still has it.`;
    case "move-due":
      return `What was moved by ${durationText(act.later)} is due when it was before, where nobody changed it since.`;
    default:
      return unreachable(act);
  }
}

/** By what an operation is called: undoing has a name of its own for each act. */
export function nameOf(spec: OperationSpec): Act["kind"] | `undo-${Act["kind"]}` {
  return spec.kind === "undo" ? `undo-${spec.act.kind}` : spec.kind;
}

function headline({ spec, state }: OperationProps): string {
  const words = HEADLINES[nameOf(spec)];
  return state === "stopped" ? `${words.done}: stopped` : words[state];
}

const HEADLINES = {
  reassign: { running: "Reassigning", done: "Reassigned" },
  "move-due": { running: "Moving due dates", done: "Due dates moved" },
  "undo-reassign": { running: "Undoing a reassignment", done: "Reassignment undone" },
  "undo-move-due": { running: "Moving due dates back", done: "Due dates moved back" },
} as const satisfies Record<ReturnType<typeof nameOf>, { running: string; done: string }>;

const PARTS = { reassign: "task", "move-due": "due date" } as const satisfies Record<Act["kind"], string>;

function partlyLine(
  spec: OperationSpec,
  { stayed, runs, clients }: NonNullable<OperationProps["partly"]>,
): string {
  const part = PARTS[spec.kind === "undo" ? spec.act.kind : spec.kind];
  const names = clients.map((client) => oneLine(client, 60));
  const more = runs > names.length ? ` and ${runs - names.length} more` : "";
  const where = more ? `${names.join(", ")}${more}` : listed(names, names.length);
  return `• ${count(stayed, part)} stayed, since somebody changed ${stayed === 1 ? "it" : "them"} (${where})`;
}

function failedBlocks({ failed, failures }: OperationProps) {
  if (failures.length === 0) return [];
  const lines = failures.map(({ client, reference }) => `• ${oneLine(client, 60)} (\`${reference}\`)`);
  const more = failed - failures.length;
  return [
    ...sectionsOf([
      "*Not changed: something broke on our side*",
      ...lines,
      ...(more > 0 ? [`and ${more} more`] : []),
    ]),
    context("Each was tried several times. An administrator finds what broke in the log, by the reference."),
  ];
}

function footOf(operation: OperationProps, mayUndo: boolean) {
  const { spec, state, stoppedBy, by, finishedAt, undoneBy } = operation;
  if (undoneBy) return [context(`${mention(undoneBy)} asked to undo it.`)];
  if (state === "stopped" && stoppedBy && stoppedBy !== by)
    return [context(`${mention(stoppedBy)} stopped it.`)];
  if (state !== "done" || !finishedAt) return [];
  const back = undoOf(operation) && !mayUndo && spec.kind === "reassign" ? ` ${givenAwayWords(spec.to)}` : "";
  return [context(`Finished ${when(finishedAt)}.${back}`)];
}
