import { canUnskip } from "#domain/decide-skips.ts";
import { isOver, type Task } from "#domain/task.ts";
import { requireTask, type Run } from "#domain/run.ts";
import type { UserId } from "#domain/ids.ts";
import type { Answer } from "./answer.ts";
import { actions, section } from "./blocks.ts";
import { moreButton, pauseButton, resumeButton, cancelRunButton, undoButton, type Undo } from "./buttons.ts";
import { WAITED_FOR } from "./pause-words.ts";
import { oneLine } from "./text.ts";
import { titleOf } from "./title.ts";
import { listed, mention, when } from "./words.ts";

// What whoever changed something of an onboarding reads, with a way back where there is one.

type Of = { readonly run: Run; readonly client: { readonly name: string } };

export function pausedAnswer({ run, client }: Of): Answer {
  if (run.status !== "paused") return said(`The onboarding of ${nameOf(client)} goes on.`);
  const { on, reviewAt } = run.pause;
  return said(
    `⏸ The onboarding of ${nameOf(client)} is paused, waiting for ${WAITED_FOR[on]}. You are asked about it ${when(reviewAt)}.`,
  );
}

export function resumedAnswer({ run, client }: Of): Answer {
  const due = run.dueAt ? ` It is due ${when(run.dueAt)}.` : "";
  return said(`▶ The onboarding of ${nameOf(client)} goes on.${due}`);
}

export function cancelledAnswer({ client }: Of): Answer {
  return said(`✕ The onboarding of ${nameOf(client)} is cancelled.`);
}

export function addedAnswer(task: Task, { client }: Of): Answer {
  return said(
    `✓ ${titleOf(task)} is to be done for ${nameOf(client)}.`,
    { undo: "add", task: task.id },
    task.title,
  );
}

/** Why a task is skipped that was added just before. */
export const reasonOfUndoneTask = "It was added by mistake";

export function skippedAnswer(task: Task, { run, client }: Of): Answer {
  const skipped = requireTask(run, task.id);
  const undo =
    canUnskip(run, task.id) && skipped.status === "skipped"
      ? ({ undo: "skip", task: task.id, at: skipped.skippedAt } as const)
      : null;
  const ended = run.status === "completed" ? " The onboarding is complete." : "";
  return said(`${titleOf(task)} is skipped for ${nameOf(client)}.${ended}`, undo, task.title);
}

/** What began because a task was left out is not taken back with it. */
export function unskippedAnswer({ tasks }: Run, task: Task): Answer {
  const begun = tasks.filter(
    (other) => other.waitsFor.includes(task.key) && other.status !== "pending" && !isOver(other),
  );
  const goesOn =
    begun.length > 0
      ? ` What began meanwhile goes on: ${listed(
          begun.map((one) => titleOf(one)),
          5,
        )}.`
      : "";
  return said(`✓ ${titleOf(task)} is as it was before.${goesOn}`);
}

export function reopenedAnswer(task: Task, { client }: Of): Answer {
  return said(`✓ ${titleOf(task)} is to be done once more for ${nameOf(client)}.`);
}

/** `undo` null: when it was due before has passed, or there was no such time. */
export function dueAnswer(task: Task | null, dueAt: Date, { client }: Of, undo: Undo | null): Answer {
  const what = task ? `${titleOf(task)} for ${nameOf(client)}` : `The onboarding of ${nameOf(client)}`;
  return said(`✓ ${what} is due ${when(dueAt)}.`, undo, task?.title ?? client.name);
}

export function assignedAnswer(task: Task, to: UserId, { client }: Of, undo: Undo | null): Answer {
  return said(`✓ ${titleOf(task)} for ${nameOf(client)} is with ${mention(to)}.`, undo, task.title);
}

/** `undo` null: its reader may not take it back. */
export function assignedRunAnswer({ run, client }: Of, undo: Undo | null): Answer {
  const whoMay = undo ? "" : " Only they and operators can give it to somebody else.";
  return said(
    `✓ ${mention(run.owner)} owns the onboarding of ${nameOf(client)}.${whoMay}`,
    undo,
    client.name,
  );
}

export function movedAnswer({ name }: { readonly name: string }): Answer {
  return said(`✓ The onboarding is for ${nameOf({ name })}.`);
}

export function mergedAnswer(one: Of, other: Of): Answer {
  return said(
    `✓ The onboarding of ${nameOf(one.client)} ended. That of ${nameOf(other.client)}, owned by ${mention(other.run.owner)}, goes on in its stead.`,
  );
}

export function undoneAnswer(): Answer {
  return said("✓ It is as it was before.");
}

/** Somebody changed the same since, and that is not to be lost. */
export function tooLateToUndoAnswer(): Answer {
  return said("It has changed since then, so nothing was undone.");
}

export function nothingToMergeAnswer(): Answer {
  return said(
    "There is no other open onboarding that you could merge this one with. Operators can merge it with somebody else's.",
  );
}

/** Whoever does not own it can't change it. */
export function ownersAloneAnswer(owner: UserId): Answer {
  return said(`Only the owner and the operators can change this onboarding. Ask ${mention(owner)}.`);
}

// The ways to a form or a menu where no window can be opened, as when the app is mentioned.

export function choosePauseText({ run, client }: Of): Answer {
  const isPaused = run.status === "paused";
  return withButton(
    `${isPaused ? "Until when shall" : "For whom, and until when, shall"} the onboarding of ${nameOf(client)} ${isPaused ? "stay paused" : "rest"}?`,
    [pauseButton(run.id, client.name, isPaused ? "Keep paused…" : "Pause…")],
  );
}

export function chooseCancelText({ run, client }: Of): Answer {
  return withButton(`Why shall the onboarding of ${nameOf(client)} end? This can't be undone.`, [
    cancelRunButton(run.id, client.name),
  ]);
}

export function chooseChangeText({ run, client }: Of): Answer {
  const paused = run.status === "paused" ? [resumeButton(run.id, client.name)] : [];
  return withButton(`What of the onboarding of ${nameOf(client)} shall change?`, [
    ...paused,
    moreButton(run.id, client.name),
  ]);
}

function withButton(text: string, buttons: Parameters<typeof actions>[0]): Answer {
  return { text, blocks: [section(text), ...actions(buttons)] };
}

function said(text: string, undo: Undo | null = null, about = ""): Answer {
  return undo === null ? { text } : { text, blocks: [section(text), ...actions([undoButton(undo, about)])] };
}

function nameOf({ name }: { readonly name: string }): string {
  return `*${oneLine(name, 100)}*`;
}
