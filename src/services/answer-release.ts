import { inWorkspace, type Tx } from "#db/client.ts";
import {
  holdReleases,
  logRelease,
  readReleaseState,
  releaseRequests,
  type ReleaseState,
  type StoredRequest,
} from "#db/release-log.ts";
import type { WorkspaceTerms } from "#db/workspaces.ts";
import type { ReleaseRequestId, UserId } from "#domain/ids.ts";
import { whyNotAnswer, type ReleaseRefusal } from "#domain/release.ts";
import { readTerms, type FindByEmail } from "./book-people.ts";
import { makeCurrent, tellAnswered } from "./make-current.ts";
import { newText } from "./new-text.ts";
import type { ReleaseContext } from "./release-context.ts";
import { releaseOf } from "./release-of.ts";

export type Answered =
  | { readonly ok: true; readonly request: StoredRequest }
  | { readonly ok: false; readonly refusal: ReleaseRefusal };

type Pressed = {
  readonly request: ReleaseRequestId;
  /** The message whose button was pressed. */
  readonly clicked: { readonly channel: string; readonly ts: string } | null;
};

type Verdict = "published" | "rejected";

/** Publishes the release that was asked for. Repeating what one has just done answers as success. */
export async function approveRelease(
  ctx: ReleaseContext,
  { findByEmail, ...pressed }: Pressed & { readonly findByEmail: FindByEmail },
): Promise<Answered> {
  const seen = await foreseeAnswer(ctx, pressed.request, "published");
  if (!seen.ok || seen.request.answer) return seen;
  const { number } = seen.request;
  const read = await readTerms(
    ctx.db,
    ctx.workspace,
    await releaseOf(ctx.db, ctx.workspace, number),
    findByEmail,
  );
  if (!read.ok) return read;
  const answered = await answer(ctx, pressed, "published", (tx, held, request, by) =>
    publish(tx, ctx, { held, request, by, terms: read.terms }),
  );
  report(ctx, answered, "release published");
  return answered;
}

/** Sends a release back, with the reason. */
export async function rejectRelease(
  ctx: ReleaseContext,
  { reason, ...pressed }: Pressed & { readonly reason: string | null },
): Promise<Answered> {
  const answered = await answer(ctx, pressed, "rejected", async (tx, _, request, by) => {
    const text = newText(by, reason);
    if (!text) return { code: "reason-missing" };
    await tx`insert into baton.texts (workspace_id, id, author, salt, body, created_at)
      values (${ctx.workspace}, ${text.id}, ${by}, ${text.salt}, ${text.body}, ${ctx.now})`;
    await logRelease(tx, ctx.workspace, {
      release: request.number,
      what: "rejected",
      by,
      request: request.id,
      from: request.from,
      note: text.id,
      at: ctx.now,
    });
    return null;
  });
  report(ctx, answered, "release rejected");
  return answered;
}

/** What an answer would come to now, without giving it: a request that is answered already was answered so by the asker. */
export function foreseeAnswer(
  ctx: ReleaseContext,
  id: ReleaseRequestId,
  verdict: Verdict = "rejected",
): Promise<Answered> {
  return inWorkspace(ctx.db, ctx.workspace, async (tx) =>
    judge(ctx, await requestOf(tx, ctx, id), await readReleaseState(tx, ctx.workspace), verdict),
  );
}

type Write = (
  tx: Tx,
  held: ReleaseState,
  request: StoredRequest,
  by: UserId,
) => Promise<ReleaseRefusal | null>;

function answer(
  ctx: ReleaseContext,
  { request: id, clicked }: Pressed,
  verdict: Verdict,
  write: Write,
): Promise<Answered> {
  return inWorkspace(ctx.db, ctx.workspace, async (tx): Promise<Answered> => {
    const held = await holdReleases(tx, ctx.workspace);
    const judged = judge(ctx, await requestOf(tx, ctx, id), held, verdict);
    if (!judged.ok || judged.request.answer || ctx.by.kind !== "person") return judged;
    const { request } = judged;
    const refusal = await write(tx, held, request, ctx.by.id);
    if (refusal) return { ok: false, refusal };
    await tellAnswered(tx, ctx.workspace, request, { by: ctx.by.id, at: ctx.now, clicked });
    return judged;
  });
}

async function publish(
  tx: Tx,
  { workspace, now: at }: ReleaseContext,
  {
    held,
    request,
    by,
    terms,
  }: { held: ReleaseState; request: StoredRequest; by: UserId; terms: WorkspaceTerms },
): Promise<null> {
  const { id, number } = request;
  await logRelease(tx, workspace, {
    release: number,
    what: "approved",
    by,
    request: id,
    from: held.current,
    at,
  });
  await makeCurrent(tx, workspace, held, { number, terms, by, request: id, exempt: null, at });
  return null;
}

function judge(
  { by }: ReleaseContext,
  request: StoredRequest | undefined,
  { reviewers }: ReleaseState,
  verdict: Verdict,
): Answered {
  if (by.kind !== "person" || !by.internal) return { ok: false, refusal: { code: "from-outside" } };
  if (!request) return { ok: false, refusal: { code: "no-such-request" } };
  const { answer, number } = request;
  if (answer?.what === verdict && answer.by === by.id) return { ok: true, request };
  const refusal = whyNotAnswer(request, by.id, reviewers);
  if (refusal) return { ok: false, refusal };
  if (answer) {
    const { what, by: who } = answer;
    return { ok: false, refusal: { code: "answered-already", number, what, by: who } };
  }
  return { ok: true, request };
}

async function requestOf(
  tx: Tx,
  { workspace }: ReleaseContext,
  id: ReleaseRequestId,
): Promise<StoredRequest | undefined> {
  const [request] = await releaseRequests(tx, workspace, id);
  return request;
}

function report(ctx: ReleaseContext, answered: Answered, said: string): void {
  ctx.wake();
  if (!answered.ok) {
    ctx.log.info({ refusal: answered.refusal.code }, "release not answered");
  } else if (!answered.request.answer) {
    const { number, from, id } = answered.request;
    ctx.log.info({ release: number, from, request: id }, said);
  }
}
