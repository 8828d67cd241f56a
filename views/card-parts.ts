import type { ContextBlock } from "@slack/types";
import type { UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { context } from "./blocks.ts";
import { place } from "./lines.ts";
import { progressOf } from "./task-words.ts";
import { link, oneLine } from "./text.ts";
import { count, mention, spanText, when } from "./words.ts";

export const NAME_MAX = 100;

export type CardProps = {
  readonly run: Run;
  readonly client: { readonly name: string };
  /** Where the thread of the run is that this one is a part of; null: it isn't posted. */
  readonly parentLink?: string | null;
  /** The run that goes on in this one's stead; null: none does. */
  readonly merged?: GoesOn | null;
  /** What was written about its pause, or its end; null: nothing, or it was erased. */
  readonly reason?: string | null;
  readonly now: Date;
};

/** The run that goes on in the stead of one that was merged; `threadLink` null: its card isn't posted. */
export type GoesOn = { readonly client: string; readonly owner: UserId; readonly threadLink: string | null };

/** "It goes on in the onboarding of Acme, owned by @X." */
export function goesOnText(merged: GoesOn | null): string {
  if (!merged) return "It goes on in another onboarding of the same sale.";
  return `It goes on in the onboarding of ${place(merged)}, owned by ${mention(merged.owner)}.`;
}

/** Which playbook, since when, and what it is a part of. */
export function subtitle({ run, parentLink = null }: CardProps): ContextBlock {
  const began = run.backfilled
    ? `under way since ${day(run.occurredAt)} · imported ${when(run.openedAt)}`
    : `opened ${when(run.openedAt)}`;
  const opened = `${oneLine(run.title, NAME_MAX)} · ${began}`;
  if (!run.parent) return context(opened);
  const parent = "another onboarding of this client";
  return context(`${opened} · part of ${parentLink ? link(parentLink, parent) : parent}`);
}

/** A day: at which hour of it, nobody wrote down. */
function day(date: Date): string {
  return `<!date^${Math.floor(date.getTime() / 1000)}^{date_short_pretty}|${date.toISOString().slice(0, 10)}>`;
}

/** How long it took from the sale, which is where onboarding time is counted from. */
export function tookText({ occurredAt, completedAt }: Extract<Run, { status: "completed" }>): string {
  return spanText(completedAt.getTime() - occurredAt.getTime());
}

export function progressText(run: Run): string {
  const { done, total } = progressOf(run.tasks);
  const filled = total === 0 ? 0 : Math.floor((done / total) * 10);
  return `*${done} of ${count(total, "task")} done*  ${"●".repeat(filled)}${"○".repeat(10 - filled)}`;
}
