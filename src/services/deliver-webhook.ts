import type { Context } from "#src/context.ts";
import { problemOf, type CallAnswer } from "#calls/call.ts";
import { webhookSecret } from "#calls/webhook-secret.ts";
import { noteDelivered, noteFailed, readDelivery } from "#db/webhooks.ts";
import { HOOK_PATIENCE_MS, pauseAfter, type HookJob } from "#domain/hooks.ts";
import type { WebhookId } from "#domain/ids.ts";
import type { Outside } from "./make-call.ts";
import { webhookEventId, webhookPayload, type WebhookPayload } from "./webhook-payload.ts";

/** One try to tell a webhook of one event. */
export type Delivery = Omit<HookJob, "queue" | "afterMs">;

/** Thrown when Baton stops while a delivery is under way: whoever takes the job over makes it again. */
class DeliveryStopped extends Error {
  override readonly name = "DeliveryStopped";
}

const ANSWER_WITHIN_MS = 10_000;
const GONE = 410;
const ERROR_MAX = 300;
/** What is said where nothing can be signed. */
export const NO_KEY = "BATON_SECRET_KEY is not set, so that nothing can be signed";

/**
 * Tells a webhook of an event, once. Where that fails the next try is queued with a growing pause, for a day; a webhook of
 * which nothing has worked for a day, or that is gone, is disabled. What waits for a disabled one ends without a call. A
 * worker that dies in between leaves nothing behind: the next makes the same delivery, by which id the receiver knows it.
 */
export async function deliverWebhook(
  ctx: Context,
  of: Delivery,
  outside: Outside,
  signal: AbortSignal,
): Promise<void> {
  const read = await readDelivery(ctx.db, ctx.workspace, of);
  const payload = read && webhookPayload(read.told);
  if (!payload) return;
  const { id, url } = read.webhook;
  const answer = await postWebhook(ctx, { id, url, eventId: webhookEventId(of), payload }, outside, signal);
  if (answer.outcome === "stopped") throw new DeliveryStopped(`The delivery to ${id} was stopped`);
  const problem = problemOf(answer);
  if (problem === null) return noteDelivered(ctx.db, ctx.workspace, read.webhook, outside.realNow());
  await again(ctx, { ...of, url }, answer, problem, outside);
}

/** A signed event, on its way to a webhook's address. */
export type Posted = {
  readonly id: WebhookId;
  readonly url: string;
  readonly eventId: string;
  readonly payload: WebhookPayload;
};

/** Sends a signed event by the guarded way out. Never throws: what goes wrong is an answer too. */
export async function postWebhook(
  { workspace }: Context,
  { id, url, eventId, payload }: Posted,
  { caller, webhooks, realNow }: Outside,
  signal?: AbortSignal,
): Promise<CallAnswer> {
  if (!webhooks.key) return { outcome: "refused", problem: NO_KEY };
  const secret = webhookSecret(webhooks.key, workspace, id);
  return caller.call(
    {
      method: "POST",
      url,
      headers: {},
      body: payload,
      timeoutMs: ANSWER_WITHIN_MS,
      idempotencyKey: eventId,
      sign: { secret, id: eventId, at: realNow() },
      secrets: [],
    },
    signal,
  );
}

async function again(
  ctx: Context,
  { attempt, since, url, ...of }: Delivery & Pick<Posted, "url">,
  answer: CallAnswer,
  problem: string,
  { webhooks, realNow }: Outside,
): Promise<void> {
  const now = realNow();
  const first = since ?? now;
  // The last try is when patience ends: then it either works, or the webhook is disabled.
  const leftMs = first.getTime() + HOOK_PATIENCE_MS - now.getTime();
  const retryAfterMs = answer.outcome === "answered" ? answer.retryAfterMs : null;
  const pauseMs = pauseAfter(attempt, webhooks.pace, { retryAfterMs, jitter: Math.random() });
  const next: HookJob = {
    queue: "hook",
    ...of,
    attempt: attempt + 1,
    since: first,
    afterMs: Math.min(pauseMs, leftMs),
  };
  const isGone = answer.outcome === "answered" && answer.status === GONE;
  const disabled = await noteFailed(
    ctx.db,
    ctx.workspace,
    { id: of.webhook, url },
    {
      error: problem.slice(0, ERROR_MAX),
      realNow: now,
      failingTooLong: isGone ? now : new Date(now.getTime() - HOOK_PATIENCE_MS),
      now: ctx.now,
      again: await ctx.queue(ctx.workspace, leftMs > 0 ? [next] : []),
    },
  );
  const { webhook, run, seq } = of;
  if (disabled) {
    ctx.wake();
    ctx.log.warn({ webhook }, "webhook disabled");
  } else {
    ctx.log.info({ webhook, run, seq, attempt, givenUp: leftMs <= 0 }, "webhook not delivered");
  }
}
