import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Counts a request of a key. Answers with how many seconds it has to wait; null: it may come in. */
export type RateLimit = (key: string) => Promise<number | null>;

/** So many requests a second for each key, in this process. */
export function limitPerSecond(requests: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: requests, duration: 1 });
  return async (key) => {
    try {
      await limiter.consume(key);
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  };
}
