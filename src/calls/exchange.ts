import type { CallAnswer, CallRequest } from "#calls/call.ts";
import { headersOf } from "#calls/prepare.ts";
import { redactor, type Redactor } from "#calls/redact.ts";

/** Bytes of JSON for each part. With the names around them they stay below four kilobytes. */
const MAX = { word: 32, url: 512, headers: 600, body: 960, problem: 512 };

/** What was sent and answered as JSON text for the audit: without secrets, and at most four kilobytes. */
export function exchangeOf(request: CallRequest, answer: CallAnswer): string {
  const redact = redactorFor(request);
  return JSON.stringify({
    request: {
      method: fit(redact.text(request.method), MAX.word),
      url: fit(redact.url(request.url), MAX.url),
      headers: fit(redact.json(headersOf(request)), MAX.headers),
      body: fit(redact.json(request.body), MAX.body),
    },
    answer: answerOf(answer, redact),
  });
}

/** The redactor of a request also knows the key it is signed with. */
export function redactorFor({ secrets, sign }: CallRequest): Redactor {
  return redactor(sign ? [...secrets, sign.secret, sign.secret.replace(/^whsec_/, "")] : secrets);
}

function answerOf(answer: CallAnswer, redact: Redactor): unknown {
  if (answer.outcome !== "answered") {
    return { ...answer, problem: fit(redact.text(answer.problem), MAX.problem) };
  }
  return {
    ...answer,
    headers: fit(redact.json(answer.headers), MAX.headers),
    body: fit(redact.json(answer.body), MAX.body),
  };
}

/** The value itself, or as much of its text as there is room for, and how much there was. */
function fit(value: unknown, bytesMax: number): unknown {
  if (bytesOf(value) <= bytesMax) return value;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const cutAt = (length: number) =>
    `${text.slice(0, length).toWellFormed()}… cut, ${Buffer.byteLength(text)} bytes in all`;
  let fits = 0;
  let over = Math.min(text.length, bytesMax) + 1;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (bytesOf(cutAt(middle)) <= bytesMax) fits = middle;
    else over = middle;
  }
  return cutAt(fits);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
