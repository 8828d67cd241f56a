import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";

/** Why a call to Slack did not do what was asked. */
export type Failure =
  /** Slack asks to wait; nothing was done. */
  | { readonly kind: "limited"; readonly seconds: number }
  /** Nobody knows whether it was done: no answer, or one that says something broke. */
  | { readonly kind: "unanswered"; readonly error: string }
  /** Slack says no, and would say it again. */
  | { readonly kind: "refused"; readonly error: string; readonly details: readonly string[] };

/** By Slack's own words, some of what was asked may have been done. */
const BROKEN = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);
const LIMITED = new Set(["ratelimited", "rate_limited"]);
const LIMITED_S = 30;

export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) return { kind: "limited", seconds: error.retryAfter };
  if (error instanceof WebAPIPlatformError) {
    const { error: code, response_metadata } = error.data;
    if (LIMITED.has(code)) return { kind: "limited", seconds: LIMITED_S };
    if (BROKEN.has(code)) return { kind: "unanswered", error: code };
    return { kind: "refused", error: code, details: response_metadata?.messages ?? [] };
  }
  if (error instanceof WebAPIHTTPError) return { kind: "unanswered", error: `http ${error.statusCode}` };
  return { kind: "unanswered", error: error instanceof Error ? error.message : String(error) };
}
