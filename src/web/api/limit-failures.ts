import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { isKeyShaped } from "#services/api-keys.ts";
import type { KeyHolder } from "#services/authenticate-key.ts";

/** Whose key that is, sent from that address; null: nobody's who may come in; or for how long nobody unknown may try from there. */
export type Admit = (
  key: string,
  address: string,
) => Promise<KeyHolder | null | { readonly waitSeconds: number }>;

/** How many keys that are none an address may try, and in which time. */
export type FailureLimit = { readonly failures: number; readonly seconds: number };

/** Enough for every mistake, and a question a second to the database for who means no good. */
export const FAILURE_LIMIT: FailureLimit = { failures: 60, seconds: 60 };

/** Addresses share so many counters, whoever comes: who has many addresses must not fill the memory. */
const COUNTERS = 2 ** 14;
const GOOD_MAX = 10_000;

/**
 * Limits how often an address may send keys that are none. What can't be a key asks the database nothing. A key that was good
 * lately goes past the limit, so that strangers behind the same address, or proxy, don't lock out who works; it is asked about
 * all the same.
 */
export function limitFailures(
  authenticate: (key: string) => Promise<KeyHolder | null>,
  { failures, seconds }: FailureLimit = FAILURE_LIMIT,
): Admit {
  const limiter = new RateLimiterMemory({ points: failures, duration: seconds });
  const good = newRecent(GOOD_MAX);
  return async (key, address) => {
    if (!isKeyShaped(key)) return null;
    const hash = createHash("sha256").update(key).digest("base64");
    if (good.has(hash)) {
      const holder = await authenticate(key);
      if (!holder) good.delete(hash);
      return holder;
    }
    const counter = counterOf(address);
    // Counted before it is known, and taken back: many at once must not all be asked about.
    const waitSeconds = await consume(limiter, counter);
    if (waitSeconds !== null) return { waitSeconds };
    const holder = await authenticate(key).catch(async (failure: unknown) => {
      await limiter.reward(counter);
      throw failure;
    });
    if (!holder) return null;
    await limiter.reward(counter);
    good.add(hash);
    return holder;
  };
}

async function consume(limiter: RateLimiterMemory, counter: number): Promise<number | null> {
  try {
    await limiter.consume(counter);
    return null;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
  }
}

/** An IPv6 network is one address: whoever has one has all of it. */
function counterOf(address: string): number {
  const network = address.includes(":") && !address.includes(".") ? networkOf(address) : address;
  return createHash("sha256").update(network).digest().readUInt32BE(0) % COUNTERS;
}

/** The first 64 bits. */
function networkOf(address: string): string {
  const [front = "", back] = address.split("::");
  const [before, after] = [front, back ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const [first, last] = [before ?? [], after ?? []];
  const zeros = back === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array.from({ length: zeros }, () => "0"), ...last].slice(0, 4).join(":");
}

/** What came last, up to so many; the oldest are forgotten. */
function newRecent(max: number) {
  const seen = new Set<string>();
  return {
    has: (one: string) => seen.has(one),
    delete: (one: string) => seen.delete(one),
    add(one: string) {
      const [oldest] = seen;
      if (seen.size >= max && oldest !== undefined) seen.delete(oldest);
      seen.add(one);
    },
  };
}
