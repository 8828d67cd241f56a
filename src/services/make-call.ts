import { randomBytes } from "node:crypto";
import type { Context } from "#src/context.ts";
import { evaluateCondition, evaluateResult } from "#book/expressions.ts";
import type { ResponseValues } from "#book/scopes.ts";
import { renderTemplate, type SecretOf } from "#book/templates.ts";
import { mayRetry, problemOf, type CallAnswer, type CallRequest } from "#calls/call.ts";
import { exchangeOf, redactorFor } from "#calls/exchange.ts";
import type { Caller } from "#calls/open-caller.ts";
import { readRunWithSubject } from "#db/runs.ts";
import type { CallSpec } from "#domain/book.ts";
import { runOf, type TaskId } from "#domain/ids.ts";
import type { AskOf } from "#domain/intent.ts";
import { isLive, requireTask } from "#domain/run.ts";
import type { ResultValue, Results } from "#domain/task.ts";
import { changeRun } from "./change-run.ts";
import { taskValues } from "./facts-from.ts";
import { newText } from "./new-text.ts";
import { releaseOf } from "./release-of.ts";

/** One attempt of one execution of a task. */
export type Attempt = { readonly task: TaskId; readonly execution: number; readonly attempt: number };

/** The way out, where secrets come from, and the time by which receivers judge a signature: nobody moves it. */
export type Outside = {
  readonly caller: Caller;
  readonly secretOf: SecretOf;
  readonly realNow: () => Date;
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
  if ("problem" in request) {
    const failed = { status: null, tookMs: 0, problem: request.problem } as const;
    return report(ctx, of, null, {
      ...failed,
      ok: false,
      failure: "data_mismatch",
      permanent: true,
      ...noPause,
    });
  }
  const full = { ...request, secrets: [...used] };
  const answer = await caller.call(full, signal);
  if (answer.outcome === "stopped") throw new CallStopped(`The call of ${of.task} was stopped`);
  return report(ctx, of, exchangeOf(full, answer), outcomeOf(call, answer, redactorFor(full).text));
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
    ...noPause,
  });
}

type Outcome = Omit<
  Extract<AskOf<"report-attempt">, { ok: true }> | Extract<AskOf<"report-attempt">, { ok: false }>,
  "type" | keyof Attempt | "exchange"
> &
  ({ readonly ok: true; readonly results: Results } | Failed);
type Failed = Pick<
  Extract<AskOf<"report-attempt">, { ok: false }>,
  "ok" | "problem" | "failure" | "permanent" | "retryAfterMs" | "jitter"
>;

const noPause = { retryAfterMs: null, jitter: 0 } as const;

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

function requestOf(
  call: CallSpec,
  values: Parameters<typeof renderTemplate>[1],
  { task, execution }: Attempt,
  at: Date,
  secretOf: SecretOf,
): Omit<CallRequest, "secrets"> | { readonly problem: string } {
  const url = renderTemplate(call.url, values, secretOf, "url");
  if (!url.ok) return { problem: `its address: ${url.error}` };
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(call.headers)) {
    const value = renderTemplate(template, values, secretOf, "header");
    if (!value.ok) return { problem: `its header ${name}: ${value.error}` };
    headers[name] = value.value;
  }
  const body = renderTemplate(call.body, values, secretOf, "body");
  if (!body.ok) return { problem: `its body: ${body.error}` };
  const secret = call.signEnv === null ? null : (secretOf(call.signEnv) ?? "");
  if (secret === "") return { problem: `the environment holds no ${call.signEnv} to sign it with` };
  const id = `${task}_${execution}`;
  return {
    method: call.method,
    url: url.value,
    headers,
    body: body.value,
    timeoutMs: call.timeoutMs,
    idempotencyKey: id,
    sign: secret === null ? null : { secret, id: `msg_${id}`, at },
  };
}

function outcomeOf(call: CallSpec, answer: CallAnswer, redact: Redact): Outcome {
  if (answer.outcome !== "answered") {
    const isRefused = answer.outcome === "refused";
    const tookMs = isRefused ? 0 : answer.tookMs;
    const failure = isRefused ? "permanent_block" : "transient";
    const { problem } = answer;
    return { ok: false, status: null, tookMs, problem, failure, permanent: isRefused, ...pause(null) };
  }
  const { status, tookMs, retryAfterMs, headers, body } = answer;
  const values = { response: { status, headers, body } };
  const problem = problemIn(call, answer, values);
  const kept = problem === null ? keep(call.keep, values, redact) : null;
  if (kept?.ok) return { ok: true, status, tookMs, results: kept.results };
  const isFine = status >= 200 && status < 300;
  return {
    ok: false,
    status,
    tookMs,
    problem: kept?.problem ?? problem ?? "",
    failure: isFine ? "data_mismatch" : mayRetry(answer) ? "transient" : "permanent_block",
    permanent: !isFine && !mayRetry(answer),
    ...pause(retryAfterMs),
  };
}

/** Why an answer is none to be content with; null: it is. */
function problemIn(call: CallSpec, answer: CallAnswer, values: ResponseValues): string | null {
  if (call.check === null) return problemOf(answer);
  const checked = evaluateCondition("response", call.check, values);
  if (checked.ok && checked.value) return null;
  const why = checked.ok ? `the answer is not what was expected: ${call.check}` : checked.error;
  return problemOf(answer) ?? why;
}

/** What is kept stays in the record for ever, and a receiver may say back what it was told in confidence. */
type Redact = (text: string) => string;

function keep(
  wanted: CallSpec["keep"],
  values: ResponseValues,
  redact: Redact,
): { ok: true; results: Results } | { ok: false; problem: string } {
  const results: Record<string, ResultValue> = {};
  for (const [name, expression] of Object.entries(wanted)) {
    const found = evaluateResult("response", expression, values);
    if (!found.ok) return { ok: false, problem: `${name} is not in the answer: ${found.error}` };
    results[name] = typeof found.value === "string" ? redact(found.value) : found.value;
  }
  return { ok: true, results };
}

/** Chance has its place here, outside of what is decided. */
function pause(retryAfterMs: number | null) {
  return { retryAfterMs, jitter: Math.random() };
}
