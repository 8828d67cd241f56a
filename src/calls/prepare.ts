import { validateHeaderName, validateHeaderValue } from "node:http";
import { Webhook } from "standardwebhooks";
import type { CallRequest } from "#calls/call.ts";
import { whyNot } from "#calls/guard.ts";

/** A request as it goes over the wire. */
export type Prepared = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export const NO_ADDRESS = "the address is not an address";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/** The longest that a timer can wait. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;
/** Decided by the connection, or by Baton: nobody may write these. */
const OURS =
  /^(host|content-length|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|accept-encoding|idempotency-key|proxy-.*|webhook-.*)$/;

/** Builds what will be sent, or says why it never will be. */
export function prepare(request: CallRequest, openings: ReadonlySet<string>): Prepared | { problem: string } {
  const url = URL.parse(request.url);
  if (!url) return { problem: NO_ADDRESS };
  const problem = whyNot(url, openings) ?? problemIn(request);
  if (problem) return { problem };

  const method = request.method.toUpperCase();
  const body = textOf(request.body);
  if (body === undefined) return { problem: "the body cannot be written as JSON" };
  if (body !== null && method === "GET") return { problem: "a GET carries no body" };

  const signature = signatureOf(request, body ?? "");
  if (signature === undefined) return { problem: "the signing secret is not in base64, or empty" };
  const headers = { ...headersOf(request), ...(signature && { "webhook-signature": signature }) };
  const malformed = malformedIn(headers);
  return malformed ? { problem: malformed } : { url, method, headers, body };
}

/** The headers, but for the signature: that is no use to whoever reads a record of the call. */
export function headersOf({ headers, body, idempotencyKey, sign }: CallRequest): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...(body !== null && body !== undefined && { "content-type": "application/json" }),
    "user-agent": "Baton",
    "accept-encoding": "identity",
    ...Object.fromEntries(given),
    "idempotency-key": idempotencyKey,
    ...(sign && { "webhook-id": sign.id, "webhook-timestamp": String(Math.floor(sign.at.getTime() / 1000)) }),
  };
}

function problemIn({ method, headers, timeoutMs, sign }: CallRequest): string | null {
  if (!METHODS.includes(method.toUpperCase())) return `the method is not one of ${METHODS.join(", ")}`;
  if (!(Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= TIMEOUT_MAX_MS)) {
    return "the timeout is not a number of milliseconds";
  }
  const ours = Object.keys(headers).find((name) => OURS.test(name.toLowerCase()));
  if (ours) return `the header ${ours} is not for a request to set`;
  // The signed content is joined by dots.
  return sign?.id.includes(".") ? "the id to sign has a dot in it" : null;
}

/** Null for no body, undefined for what is not JSON. */
function textOf(body: unknown): string | null | undefined {
  try {
    return body === null || body === undefined ? null : JSON.stringify(body);
  } catch {
    return undefined;
  }
}

/** As https://github.com/standard-webhooks/standard-webhooks asks. Null unsigned, undefined for an unusable secret. */
function signatureOf({ sign }: CallRequest, body: string): string | null | undefined {
  if (!sign) return null;
  try {
    return new Webhook(sign.secret).sign(sign.id, sign.at, body);
  } catch {
    return undefined;
  }
}

function malformedIn(headers: Readonly<Record<string, string>>): string | null {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      return `the header ${name} holds what a header cannot`;
    }
  }
  return null;
}
