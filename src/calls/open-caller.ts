import { Agent } from "undici";
import type { Answered, CallAnswer, CallRequest } from "#calls/call.ts";
import { redactorFor } from "#calls/exchange.ts";
import { guardedLookup, NotPublic, openingsOf, whyNot, type Guard } from "#calls/guard.ts";
import { NO_ADDRESS, prepare, type Prepared } from "#calls/prepare.ts";
import { bodyFrom, headersFrom, retryAfterOf } from "#calls/read-answer.ts";

const CONNECT_WITHIN_MS = 10_000;
const ANSWER_MAX_BYTES = 256 * 1024;

export type Caller = {
  /** Tries once. Never throws: what goes wrong is an answer too. */
  call(request: CallRequest, signal?: AbortSignal): Promise<CallAnswer>;
  /** Why it would never call an address, as far as that can be told without looking its name up; null: it would. */
  whyNot(address: string): string | null;
  /** Ends what is under way, and lets go of every connection. */
  close(): Promise<void>;
};

/** Opens the one door by which Baton calls other systems. Throws where the guard names something else than loopback. */
export function openCaller({ loopback, resolve }: Guard): Caller {
  const openings = openingsOf(loopback);
  const agent = new Agent({
    connect: { lookup: guardedLookup(resolve), timeout: CONNECT_WITHIN_MS },
    allowH2: false,
    maxResponseSize: ANSWER_MAX_BYTES,
    // The request's own timeout is for the whole of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    call: (request, signal) => callOnce(agent, openings, request, signal),
    whyNot(address) {
      const url = URL.parse(address);
      return url ? whyNot(url, openings) : NO_ADDRESS;
    },
    close: () => agent.destroy(),
  };
}

async function callOnce(
  agent: Agent,
  openings: ReadonlySet<string>,
  request: CallRequest,
  signal: AbortSignal = new AbortController().signal,
): Promise<CallAnswer> {
  const redact = redactorFor(request);
  const prepared = prepare(request, openings);
  if ("problem" in prepared) return { outcome: "refused", problem: redact.text(prepared.problem) };

  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const timeout = AbortSignal.timeout(request.timeoutMs);
  try {
    const answered = await send(agent, prepared, AbortSignal.any([signal, timeout]));
    return { ...answered, tookMs: tookMs() };
  } catch (error) {
    if (error instanceof NotPublic) return { outcome: "refused", problem: redact.text(error.message) };
    if (signal.aborted || agent.destroyed) {
      return { outcome: "stopped", problem: "stopped by Baton itself", tookMs: tookMs() };
    }
    const problem = timeout.aborted
      ? `no complete answer within ${request.timeoutMs / 1000} s`
      : faultOf(error);
    return { outcome: "unreachable", problem: redact.text(problem), tookMs: tookMs() };
  }
}

async function send(
  agent: Agent,
  prepared: Prepared,
  signal: AbortSignal,
): Promise<Omit<Answered, "tookMs">> {
  const { url, method, headers, body } = prepared;
  const received = await untilAborted(
    agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers,
      body,
      signal,
    }),
    signal,
  );
  const answerHeaders = headersFrom(received.headers);
  const text = await received.body.text();
  return {
    outcome: "answered",
    status: received.statusCode,
    headers: answerHeaders,
    body: bodyFrom(text, answerHeaders),
    retryAfterMs: retryAfterOf(answerHeaders),
  };
}

/** undici hears a signal only once it is connected; then it does not send what was aborted before. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

const FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens at the address",
  ECONNRESET: "the connection broke",
  UND_ERR_SOCKET: "the connection broke",
  UND_ERR_CONNECT_TIMEOUT: "no connection within 10 seconds",
  ENOTFOUND: "the name has no address",
  EAI_AGAIN: "the name could not be looked up",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "the answer is larger than 256 kB",
  UND_ERR_HEADERS_OVERFLOW: "the answer's headers are too large",
};

/** In words where we have some, and always with the code that a search finds. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown fault";
  const code = "code" in error ? String(error.code) : error.name;
  return `${FAULTS[code] ?? error.message} (${code})`;
}
