import type { RunLine } from "#views/lines.ts";
import { findRuns } from "#services/find-runs.ts";
import { readRun, type RunSeen } from "#services/read-run.ts";
import { runOfThread } from "#services/run-of-thread.ts";
import type { Answer } from "#views/answer.ts";
import { ambiguous, notFound } from "#views/answers.ts";
import type { Asked } from "./asked.ts";
import { joined, type Word } from "./typed.ts";

/** The run that somebody means, or what to tell them instead; null: they named none, and are in no run's thread. */
export type Which =
  | { readonly seen: RunSeen; readonly others: readonly RunLine[] }
  | { readonly answer: Answer };

/**
 * The run of the client that was named: an open one before one that is over, the newest first. Without a name, the run in
 * whose thread it was said.
 */
export async function whichRun({ ctx, thread }: Asked, words: readonly Word[]): Promise<Which | null> {
  if (words.length === 0) {
    const here = thread && (await runOfThread(ctx, thread));
    const seen = here && (await readRun(ctx, here));
    return seen && { seen, others: [] };
  }
  const typed = joined(words);
  const found = await findRuns(ctx, typed);
  const [newest, ...others] = found.runs;
  if (!newest) return { answer: notFound(typed, "suggestions" in found ? found.suggestions : []) };
  const clients = [...new Set(found.runs.map(({ client }) => client))];
  if (clients.length > 1) return { answer: ambiguous(typed, clients) };
  const seen = await readRun(ctx, newest.id);
  return seen ? { seen, others } : { answer: notFound(typed, []) };
}
