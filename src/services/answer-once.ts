import { createHash, randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { endRequest, takeRequest, type ApiRequest, type Lease, type StoredAnswer } from "#db/api-requests.ts";
import type { Context } from "#src/context.ts";
import type { ApiKeyId } from "#domain/ids.ts";

export type { StoredAnswer } from "#db/api-requests.ts";

/** A request that names itself, so that it can be sent again without being done again. */
export type NamedRequest = {
  readonly apiKey: ApiKeyId;
  readonly key: string;
  /** What was asked: method, path and body. */
  readonly asked: readonly string[];
};

export type AnsweredOnce<Answer> =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "replayed"; readonly answer: StoredAnswer }
  /** Its key names another request. */
  | { readonly kind: "reused" }
  /** The same request came before, and is still at work. */
  | { readonly kind: "in-progress" };

/** Longer than any request takes. Whoever died in the middle of one holds it no longer than this. */
const LEASE_SECONDS = 60;
/** The same request waits for the first one's answer, and looks for it with growing pauses. */
const PATIENCE_MS = 3000;
const LOOK_MS = { first: 20, longest: 500 };

/**
 * Answers a request once: sent again it gets the first answer, also while the first is at work. One that nobody is at work
 * on and that has no answer, because whoever ran it died or it may be tried again, is simply done again: what is beneath
 * has keys of its own. `stored` says what is kept of an answer; null: nothing, and the request may be tried again.
 */
export async function answerOnce<Answer>(
  ctx: Context,
  { apiKey, key, asked }: NamedRequest,
  work: () => Promise<Answer>,
  stored: (answer: Answer) => StoredAnswer | null,
): Promise<AnsweredOnce<Answer>> {
  const { db, workspace } = ctx;
  const request = { apiKey, key, hash: createHash("sha256").update(JSON.stringify(asked)).digest() };
  const lease = { by: randomUUID(), seconds: LEASE_SECONDS };
  const taken = await takeOrWait(ctx, request, lease);
  if (!taken.hash.equals(request.hash)) return { kind: "reused" };
  if (taken.answer) return { kind: "replayed", answer: taken.answer };
  if (!taken.isOurs) return { kind: "in-progress" };
  const answer = await work().catch(async (failure: unknown) => {
    // Whoever tries again need not wait; where the database is what failed, the lease ends by itself.
    await endRequest(db, workspace, request, lease, null).catch(() => {});
    throw failure;
  });
  await endRequest(db, workspace, request, lease, stored(answer));
  return { kind: "answered", answer };
}

async function takeOrWait({ db, workspace, now }: Context, request: ApiRequest, lease: Lease) {
  let waitedMs = 0;
  for (let pauseMs = LOOK_MS.first; ; pauseMs = Math.min(pauseMs * 2, LOOK_MS.longest)) {
    const taken = await takeRequest(db, workspace, request, lease, now);
    const isSettled = taken.isOurs || taken.answer !== null || !taken.hash.equals(request.hash);
    if (isSettled || waitedMs >= PATIENCE_MS) return taken;
    await setTimeout(pauseMs);
    waitedMs += pauseMs;
  }
}
