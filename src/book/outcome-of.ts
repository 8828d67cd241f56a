import { evaluateCondition, evaluateResult } from "#book/expressions.ts";
import type { ResponseValues } from "#book/scopes.ts";
import { mayRetry, problemOf, type CallAnswer } from "#calls/call.ts";
import type { CallSpec } from "#domain/book.ts";
import type { AskOf } from "#domain/intent.ts";
import type { ResultValue, Results } from "#domain/task.ts";

/** What came of a call, as the run is told. */
export type Outcome = Omit<
  Extract<AskOf<"report-attempt">, { ok: true }> | Extract<AskOf<"report-attempt">, { ok: false }>,
  "type" | "task" | "execution" | "attempt" | "exchange"
> &
  ({ readonly ok: true; readonly results: Results } | Failed);
type Failed = Pick<
  Extract<AskOf<"report-attempt">, { ok: false }>,
  "ok" | "problem" | "failure" | "permanent" | "retryAfterMs" | "jitter"
>;

/** Judges an answer by what the book expects of it. `jitter`, from 0 to 1, spreads the tries that follow. */
export function outcomeOf(call: CallSpec, answer: CallAnswer, redact: Redact, jitter: number): Outcome {
  if (answer.outcome !== "answered") {
    const isRefused = answer.outcome === "refused";
    const tookMs = isRefused ? 0 : answer.tookMs;
    const failure = isRefused ? "permanent_block" : "transient";
    const { problem } = answer;
    return {
      ok: false,
      status: null,
      tookMs,
      problem,
      failure,
      permanent: isRefused,
      retryAfterMs: null,
      jitter,
    };
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
    retryAfterMs,
    jitter,
  };
}

/** What came of a call that can't be made as the book says it. */
export function unmadeOutcome(problem: string): Outcome {
  return {
    ok: false,
    status: null,
    tookMs: 0,
    problem,
    failure: "data_mismatch",
    permanent: true,
    retryAfterMs: null,
    jitter: 0,
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
