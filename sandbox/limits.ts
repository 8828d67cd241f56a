import type { Clock } from "./clock.ts";

export type Tier = 1 | 2 | 3 | 4 | "post" | "none";

const PER_MINUTE: Record<1 | 2 | 3 | 4, number> = { 1: 1, 2: 20, 3: 50, 4: 100 };
// "One message a second in a channel, short bursts allowed" and "several hundred a minute in a workspace".
const POST_BURST = 4;
const POSTS_PER_MINUTE = 400;

export type Limits = {
  /** Counts one call: null when it may go on, else the seconds to wait. */
  take(method: string, tier: Tier, channel: string): number | null;
  clear(): void;
};

/** Slack's documented rates, one bucket a method; `pace: false` lets everything through. */
export function newLimits(clock: Clock, pace: boolean): Limits {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function draw(key: string, capacity: number, perSecond: number): number | null {
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1 ? null : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }

  return {
    take(method, tier, channel) {
      if (!pace || tier === "none") return null;
      if (tier !== "post") return draw(method, PER_MINUTE[tier], PER_MINUTE[tier] / 60);
      return (
        draw(`${method} ${channel}`, POST_BURST, 1) ?? draw(method, POSTS_PER_MINUTE, POSTS_PER_MINUTE / 60)
      );
    },
    clear: () => buckets.clear(),
  };
}
