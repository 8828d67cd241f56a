import type { Happening, RunEvent } from "./event.ts";
import type { RunId, WebhookId } from "./ids.ts";

// Other programs hear of what happens by webhooks: one delivery for each event that they asked for.

/** An event of a run that other programs may hear of. What had happened before Baton knew of a run is no news. */
export type HookType = Exclude<Happening["type"], "task-recorded">;

const HOOKED: Readonly<Record<HookType, true>> = {
  "run-opened": true,
  "run-assigned": true,
  "run-moved": true,
  "run-absorbed": true,
  "run-due-changed": true,
  "run-overdue": true,
  "run-paused": true,
  "run-resumed": true,
  "run-completed": true,
  "run-cancelled": true,
  "pause-review-due": true,
  "deadlines-suspended": true,
  "task-ready": true,
  "task-claimed": true,
  "task-assigned": true,
  "task-given-back": true,
  "task-done": true,
  "task-approved": true,
  "task-rejected": true,
  "task-attempted": true,
  "late-result-kept": true,
  "task-watched": true,
  "child-opened": true,
  "signal-received": true,
  "task-succeeded": true,
  "task-skipped": true,
  "task-waived": true,
  "task-failed": true,
  "task-blocked": true,
  "task-unblocked": true,
  "task-extended": true,
  "task-reminded": true,
  "task-overdue": true,
  "task-escalated": true,
  "task-acknowledged": true,
  "task-snoozed": true,
  "task-added": true,
  "task-reopened": true,
  "task-unskipped": true,
  "approval-recalled": true,
  "due-changed": true,
  "handoff-offered": true,
  "handoff-accepted": true,
  "handoff-declined": true,
  "handoff-withdrawn": true,
  "handoff-expired": true,
  "exception-opened": true,
  "exception-overdue": true,
  "exception-closed": true,
};

/** Every event that a webhook may ask for. */
export const HOOK_TYPES = Object.keys(HOOKED).filter(isHookType);

export function isHookType(type: string): type is HookType {
  return Object.hasOwn(HOOKED, type);
}

/** A webhook that is enabled, with the types of events that it asks for; none named: all. */
export type Hook = { readonly id: WebhookId; readonly types: readonly string[] };

/** One event is to be told to one webhook. */
export type HookJob = {
  readonly queue: "hook";
  readonly webhook: WebhookId;
  readonly run: RunId;
  readonly seq: number;
  /** From 1. */
  readonly attempt: number;
  /** When the first attempt was made, on real time; null: it is yet to be made. */
  readonly since: Date | null;
  /** From now. */
  readonly afterMs: number;
};

/** Which webhooks are to be told of what just happened. Of a rehearsal nobody is told. */
export function hookJobs(
  hooks: readonly Hook[],
  events: readonly RunEvent[],
  { simulated }: { readonly simulated: boolean },
): HookJob[] {
  if (simulated) return [];
  return hooks.flatMap(({ id, types }) =>
    events
      .filter(({ type }) => isHookType(type) && (types.length === 0 || types.includes(type)))
      .map(({ run, seq }) => ({ queue: "hook", webhook: id, run, seq, attempt: 1, since: null, afterMs: 0 })),
  );
}

/** How long a receiver that does not answer well is tried: then the event is given up, and the webhook disabled. */
export const HOOK_PATIENCE_MS = 24 * 3600 * 1000;

/** The pauses between tries: the first, which doubles, up to the longest. */
export type HookPace = { readonly firstMs: number; readonly longestMs: number };
export const hookPace: HookPace = { firstMs: 5000, longestMs: 3600_000 };

/** The pause after a try that failed. `jitter`, from 0 to 1, spreads tries; what the receiver asked for counts, up to the longest. */
export function pauseAfter(
  attempt: number,
  { firstMs, longestMs }: HookPace,
  { retryAfterMs, jitter }: { readonly retryAfterMs: number | null; readonly jitter: number },
): number {
  const doubled = firstMs * 2 ** Math.min(attempt - 1, 30) * (0.75 + jitter / 2);
  return Math.min(longestMs, Math.max(doubled, retryAfterMs ?? 0));
}
