import { createHash } from "node:crypto";
import { keepAnswer, keepRequest, type StoredAnswer } from "#db/api-requests.ts";
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
  | { readonly kind: "reused" };

/**
 * Answers a request once: sent again it gets the first answer. One whose answer was never stored, because it still runs or
 * whoever ran it died, is simply done again: what is beneath has keys of its own. `stored` says what is kept of an answer;
 * null: nothing, and the request may be tried again.
 */
export async function answerOnce<Answer>(
  ctx: Context,
  { apiKey, key, asked }: NamedRequest,
  work: () => Promise<Answer>,
  stored: (answer: Answer) => StoredAnswer | null,
): Promise<AnsweredOnce<Answer>> {
  const request = { apiKey, key, hash: createHash("sha256").update(JSON.stringify(asked)).digest() };
  const kept = await keepRequest(ctx.db, ctx.workspace, request, ctx.now);
  if (!kept.hash.equals(request.hash)) return { kind: "reused" };
  if (kept.answer) return { kind: "replayed", answer: kept.answer };
  const answer = await work();
  const storable = stored(answer);
  if (storable) await keepAnswer(ctx.db, ctx.workspace, request, storable);
  return { kind: "answered", answer };
}
