import { createHmac } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { Attempt, Envelope, Transport } from "./transport.ts";

/** Signed HTTP: events, commands and interactions all go to one address, each in its own content type. */
export function newSignedHttp(clock: Clock, requestUrl: string, signingSecret: string): Transport {
  const inFlight = new Set<AbortController>();

  async function send(
    envelope: Envelope,
    retry: number,
    reason: string | null,
    timeoutMs: number,
  ): Promise<Attempt> {
    const { body, contentType } = encode(envelope);
    const timestamp = String(Math.floor(clock.now() / 1000));
    const retries = retry > 0 && {
      "x-slack-retry-num": String(retry),
      "x-slack-retry-reason": httpReason(reason),
    };
    const abort = new AbortController();
    const cancel = clock.after(timeoutMs, () => abort.abort("timeout"));
    inFlight.add(abort);
    try {
      const response = await fetch(requestUrl, {
        method: "POST",
        redirect: "manual",
        signal: abort.signal,
        body,
        headers: {
          "content-type": contentType,
          "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
          "x-slack-request-timestamp": timestamp,
          "x-slack-signature": sign(signingSecret, timestamp, body),
          ...retries,
        },
      });
      const text = await response.text();
      if (response.ok) return { ok: true, ack: decode(text, response.headers.get("content-type") ?? "") };
      return { ok: false, reason: "http_error", final: response.headers.get("x-slack-no-retry") === "1" };
    } catch {
      return { ok: false, reason: abort.signal.reason === "timeout" ? "timeout" : "connection_failed" };
    } finally {
      cancel();
      inFlight.delete(abort);
    }
  }

  async function stop(): Promise<void> {
    for (const abort of inFlight) abort.abort("stopped");
  }

  return { name: "http", send, stop };
}

/** Slack's signature over the raw body. */
function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

function encode({ type, payload }: Envelope): { body: string; contentType: string } {
  if (type === "events_api") return { body: JSON.stringify(payload), contentType: "application/json" };
  const fields =
    type === "interactive"
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
  return { body: new URLSearchParams(fields).toString(), contentType: "application/x-www-form-urlencoded" };
}

function decode(text: string, contentType: string): unknown {
  if (text === "") return null;
  if (!contentType.includes("application/json")) return { text };
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}

function httpReason(reason: string | null): string {
  return reason === "timeout" ? "http_timeout" : (reason ?? "unknown_error");
}
