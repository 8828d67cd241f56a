import { timingSafeEqual } from "node:crypto";
import type { Verified } from "#sources/source.ts";

// What every signature check needs, whatever the scheme.

/** How far a request's own time may be from ours. Both HubSpot and Stripe ask for five minutes. */
const TOLERANCE_MS = 5 * 60 * 1000;

export const verified = { ok: true } as const satisfies Verified;

export function refused(reason: Extract<Verified, { ok: false }>["reason"]): Verified {
  return { ok: false, reason };
}

/** Why a request sent at this instant is refused; null: it is fresh. Neither library refuses what claims to be sent tomorrow. */
export function ageProblem(sentAtMs: number, now: Date): "stale" | "from-the-future" | null {
  const ageMs = now.getTime() - sentAtMs;
  if (ageMs > TOLERANCE_MS) return "stale";
  return ageMs < -TOLERANCE_MS ? "from-the-future" : null;
}

/** A count of milliseconds or seconds, written as a vendor writes it; null for anything else. */
export function readTimestamp(text: string): number | null {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

/**
 * The body as text, from which exactly its bytes follow again; null where there is none. A lenient decoder makes many
 * bodies one text, and then a signature over that text no longer speaks for the bytes.
 */
export function readText(rawBody: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(rawBody);
  } catch {
    return null;
  }
}

/** Compares in a time that doesn't depend on how much is alike. */
export function isSameSecret(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
