import type { Budget } from "#db/rate-buckets.ts";

/** A call to Slack is given up after this; what it did is unknown then. */
export const CALL_MS = 10_000;

/** How fast the lanes go. Tests go faster. */
export type Pace = {
  /** A lane is its worker's for so long. Well above a call's time: one that was held up stops before it calls. */
  readonly leaseMs: number;
  readonly callMs: number;
  /** How often to look although nobody said that something waits. */
  readonly pollMs: number;
  /** Processes tell each other at most this often. */
  readonly notifyMs: number;
  /** From post to post in a channel, and from change to change of a message that nobody waits for. */
  readonly postsMs: number;
  readonly updatesMs: number;
  /** How long a lane rests after Slack did not answer; each further time twice as long. */
  readonly restMs: number;
  readonly restMaxMs: number;
  /** How long a message that could not be rendered is left alone. */
  readonly faultMs: number;
  readonly budgets: Readonly<Record<"post" | "update" | "history" | "replies" | "open", Budget>>;
};

/** Slack documents 50 a minute for its third tier and "several hundred" for posts; a bucket starts a little below. */
export const slackPace: Pace = {
  leaseMs: 30_000,
  callMs: CALL_MS,
  pollMs: 500,
  notifyMs: 20,
  postsMs: 1000,
  updatesMs: 3000,
  restMs: 1000,
  restMaxMs: 30_000,
  faultMs: 60_000,
  budgets: {
    post: { bucket: "chat.postMessage", capacity: 40, perMinute: 240, reserve: 10 },
    update: { bucket: "chat.update", capacity: 45, perMinute: 50, reserve: 15 },
    history: { bucket: "conversations.history", capacity: 45, perMinute: 50, reserve: 0 },
    replies: { bucket: "conversations.replies", capacity: 45, perMinute: 50, reserve: 0 },
    open: { bucket: "conversations.open", capacity: 45, perMinute: 50, reserve: 0 },
  },
};
