import type { Pause, Run, WaitingOn } from "#domain/run.ts";
import { quote } from "./text.ts";
import { mention, when } from "./words.ts";

/** Whom or what a paused run waits for. */
export const WAITED_FOR: Readonly<Record<WaitingOn, string>> = {
  client: "the client",
  vendor: "a vendor",
  us: "us",
};

const REASON_MAX = 1000;

/** A run that rests. `reason`: what was written about it; null: nothing, or it was erased. */
export function pausedText(pause: Pause, reason: string | null): string {
  const by = pause.by ? `by ${mention(pause.by)}` : "with the onboarding that it is part of";
  return [
    `⏸ *Paused, waiting for ${WAITED_FOR[pause.on]}* · since ${when(pause.since)}, ${by}`,
    ...(reason === null ? [] : [quote(reason, REASON_MAX)]),
  ].join("\n");
}

/** When somebody looks whether a paused run still has to rest. */
export function reviewAt({ pause, deadlines }: Extract<Run, { status: "paused" }>): Date {
  return deadlines.find(({ kind }) => kind === "pause-review")?.at ?? pause.reviewAt;
}
