/** One call to another system, with every template filled in. */
export type CallRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON value; null sends none. */
  readonly body: unknown;
  /** For all of it: finding the address, connecting, sending, and reading the answer to its end. */
  readonly timeoutMs: number;
  /** Sent as Idempotency-Key: the same for every try of one execution. */
  readonly idempotencyKey: string;
  /** Whether to sign as Standard Webhooks asks. Receivers hold `at` against their own clocks. */
  readonly sign: { readonly secret: string; readonly id: string; readonly at: Date } | null;
  /** What must never stand in a record of the call. */
  readonly secrets: readonly string[];
};

export type CallAnswer = Answered | Unreachable | Stopped | Refused;

export type Answered = {
  readonly outcome: "answered";
  readonly status: number;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the JSON says, or else the text; null for an empty answer. Postgres can keep it: no NUL, no half characters. */
  readonly body: unknown;
  readonly retryAfterMs: number | null;
  readonly tookMs: number;
};

/** No complete answer: it may or may not have been carried out. */
export type Unreachable = {
  readonly outcome: "unreachable";
  readonly problem: string;
  readonly tookMs: number;
};

/** Baton itself broke it off, for instance because it ends: that says nothing of the other system. */
export type Stopped = { readonly outcome: "stopped"; readonly problem: string; readonly tookMs: number };

/** Never sent, and never to be tried again as it is. */
export type Refused = { readonly outcome: "refused"; readonly problem: string };

const MAY_RETRY = new Set([408, 425, 429]);

/** Whether another try may help. */
export function mayRetry(answer: CallAnswer): boolean {
  if (answer.outcome !== "answered") return answer.outcome !== "refused";
  return answer.status >= 500 || MAY_RETRY.has(answer.status);
}

/** Why an answer is a failure by itself, whatever is said in it; null for a status of success. */
export function problemOf(answer: CallAnswer): string | null {
  if (answer.outcome !== "answered") return answer.problem;
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return null;
  if (status < 300 || status >= 400) return `answered ${status}`;
  const elsewhere = URL.parse(headers["location"] ?? "")?.host;
  return `answered ${status}, a redirect${elsewhere ? ` to ${elsewhere}` : ""}: redirects are not followed`;
}
