import { randomBytes } from "node:crypto";
import type { Context } from "#src/context.ts";
import { taskValues } from "#book/known-values.ts";
import { outcomeOf, unmadeOutcome, type Outcome } from "#book/outcome-of.ts";
import { requestOf } from "#book/request-of.ts";
import type { SecretOf } from "#book/templates.ts";
import { exchangeOf, redactorFor } from "#calls/exchange.ts";
import type { Caller } from "#calls/open-caller.ts";
import { readRunWithSubject } from "#db/runs.ts";
import type { HookPace } from "#domain/hooks.ts";
import { runOf, type TaskId } from "#domain/ids.ts";
import { isLive, requireTask } from "#domain/run.ts";
import { changeRun } from "./change-run.ts";
import { newText } from "./new-text.ts";
import { releaseOf } from "./release-of.ts";

/** One attempt of one execution of a task. */
export type Attempt = { readonly task: TaskId; readonly execution: number; readonly attempt: number };

/** The way out, where secrets come from, and the time by which receivers judge a signature: nobody moves it. */
export type Outside = {
  readonly caller: Caller;
  readonly secretOf: SecretOf;
  readonly realNow: () => Date;
  readonly webhooks: {
    /** What their secrets are made from; null: the installation has none, and nothing can be signed. */
    readonly key: Uint8Array | null;
    readonly pace: HookPace;
  };
};

/** Thrown when Baton stops while a call is under way: whoever takes the job over makes it again. */
class CallStopped extends Error {
  override readonly name = "CallStopped";
}

/**
 * Makes a task's call once, and reports what came of it. Where the task no longer waits for this attempt it does nothing.
 * A worker that dies in between leaves nothing behind: the next makes the call again, under the same idempotency key.
 */
export async function makeCall(
  ctx: Context,
  of: Attempt,
  { caller, secretOf, realNow }: Outside,
  signal: AbortSignal,
): Promise<void> {
  const read = await readRunWithSubject(ctx.db, ctx.workspace, runOf(of.task));
  if (!read) throw new Error(`Task ${of.task} belongs to no run`);
  const { run, subject } = read;
  const task = requireTask(run, of.task);
  const isAwaited =
    task.status === "running" && task.execution === of.execution && task.attempt === of.attempt;
  if (!isAwaited || !isLive(run)) return;

  const book = await releaseOf(ctx.db, ctx.workspace, run.release);
  const tasks = book.playbooks[run.playbook]?.stages.flatMap((stage) => stage.tasks) ?? [];
  const work = tasks.find((spec) => spec.task === task.key)?.work;
  if (work?.kind !== "automation") throw new Error(`Release ${run.release} has no call for ${task.key}`);
  const { call } = work;
  const used = new Set<string>();
  const request = requestOf(call, taskValues(book, subject, run), of, realNow(), (name) => {
    const secret = secretOf(name);
    if (secret) used.add(secret);
    return secret;
  });
  if ("problem" in request) return report(ctx, of, null, unmadeOutcome(request.problem));
  const full = { ...request, secrets: [...used] };
  const answer = await caller.call(full, signal);
  if (answer.outcome === "stopped") throw new CallStopped(`The call of ${of.task} was stopped`);
  // Chance has its place here, outside of what is decided.
  const outcome = outcomeOf(call, answer, redactorFor(full).text, Math.random());
  return report(ctx, of, exchangeOf(full, answer), outcome);
}

/** Nobody came back from an attempt, however often it was begun: it counts as failed. */
export function reportLost(ctx: Context, of: Attempt): Promise<void> {
  return report(ctx, of, null, {
    ok: false,
    status: null,
    tookMs: 0,
    problem: "whoever made the call did not come back from it",
    failure: "transient",
    permanent: false,
    retryAfterMs: null,
    jitter: 0,
  });
}

async function report(ctx: Context, of: Attempt, exchange: string | null, outcome: Outcome): Promise<void> {
  const text = newText(null, exchange);
  // Every call that was made is reported under a key of its own: a second answer to one attempt is kept as evidence.
  const key = `call:${of.task}:${of.execution}:${of.attempt}:${randomBytes(6).toString("hex")}`;
  // What follows counts from the answer, not from when the call began.
  const now = new Date(ctx.now.getTime() + outcome.tookMs);
  await changeRun(
    { ...ctx, now },
    {
      run: runOf(of.task),
      key,
      ask: { type: "report-attempt", ...of, ...outcome, exchange: text?.ref ?? null },
      texts: text ? [text] : [],
    },
  );
}
