import { z } from "zod";
import type { CallSpec, Template } from "#domain/book.ts";
import { checkTemplate, checkUrl } from "#book/check-template.ts";
import type { ExpressionMistake } from "#book/compile.ts";
import { checkExpression } from "#book/expressions.ts";
import { expression, oneOf, orNull, SecretSchema, strict, wallTime } from "#book/values.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
// Set by whoever makes the call: a book that set them too would say something else than what is sent.
/** As src/calls refuses them when the call is made: what the connection or Baton decides. */
const OWN_HEADER =
  /^(host|content-length|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|accept-encoding|idempotency-key|proxy-.*|webhook-.*)$/i;

const UrlSchema = z.string().superRefine((text, ctx) => report(checkUrl(text), [], ctx));

const HeaderSchema = z.string().superRefine((text, ctx) => report(checkTemplate(text, "header"), [], ctx));

const HeaderNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, "the name of a header has letters, digits and hyphens, such as X-Plan")
  .refine((name) => !isOwnHeader(name), "Baton sets this header itself");

const BodySchema = z.unknown().transform((value, ctx): Template => template(value, [], ctx));

const RequestSchema = strict({
  method: oneOf(METHODS).default("POST").describe("GET, POST (the default), PUT, PATCH or DELETE."),
  url: UrlSchema.describe(
    "https://…, or env:NAME/… for an address that the environment holds. ${CEL} in the path and query is percent-encoded.",
  ),
  headers: z
    .record(HeaderNameSchema, HeaderSchema)
    .default({})
    .describe("Headers by name. ${CEL} and ${env:NAME} are filled in; secrets are never written here."),
  body: BodySchema.optional().describe(
    "Sent as JSON. ${CEL} and ${env:NAME} are filled in; a text that is one ${CEL} keeps its type.",
  ),
}).superRefine(({ method, body }, ctx) => {
  if (method !== "GET" || body === undefined) return;
  ctx.addIssue({ code: "custom", message: "a GET has no body", path: ["body"] });
});

const RetrySchema = strict({
  limit: z
    .int()
    .min(0, "at least 0")
    .max(20, "at most 20 times")
    .default(5)
    .describe("How often it is tried again after the first attempt; 5 by default."),
  delay: wallTime("1 hour", "allowed")
    .prefault("5s")
    .describe("The pause before the first retry, such as 5s."),
  backoff: oneOf(["exponential", "fixed"])
    .default("exponential")
    .describe("exponential: each pause is twice the one before. fixed: all are alike."),
  max_delay: wallTime("24 hours").prefault("10m").describe("No pause is longer than this; 10m by default."),
}).transform(({ delay: delayMs, max_delay: maxDelayMs, ...rest }, ctx) => {
  if (delayMs > maxDelayMs) {
    ctx.addIssue({ code: "custom", message: "the first pause is longer than max_delay", path: ["delay"] });
  }
  return { ...rest, delayMs, maxDelayMs };
});

const KeptNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "a result's name has small letters, digits and underscores, such as seats_used")
  .refine(
    (name) => checkExpression("task", `results["x"].${name}`, "any") === null,
    "CEL keeps this word for itself",
  );

/** The keys of a task that make an HTTP call of it. */
export const callShape = {
  request: RequestSchema.describe("The HTTP call."),
  timeout: wallTime("5 minutes")
    .prefault("30s")
    .describe("How long one attempt may take; 30s by default, at most 5m."),
  retry: RetrySchema.prefault({}).describe(
    "When it doesn't work at once: 5 tries more, after 5s, 10s, 20s and so on, unless this says otherwise.",
  ),
  success: orNull(expression("response", "bool")).describe(
    "CEL over response {status, headers, body}: whether it worked. Without it any 2xx did.",
  ),
  keep: z
    .record(KeptNameSchema, expression("response", "value"))
    .default({})
    .describe('What later tasks may use as results["task-key"].name: names, and CEL over response.'),
  sign: orNull(SecretSchema).describe(
    "env:NAME of the secret by which the call is signed (Standard Webhooks).",
  ),
};

const CallShapeSchema = z.object(callShape);

/** The call that the keys of a task describe. */
export function callOf(keys: z.output<typeof CallShapeSchema>): CallSpec {
  const { request, timeout: timeoutMs, retry, success: check, keep, sign: signEnv } = keys;
  return { ...request, body: request.body ?? null, timeoutMs, retry, check, keep, signEnv };
}

type Context = z.core.$RefinementCtx;
type Path = readonly (string | number)[];

function report(mistakes: readonly ExpressionMistake[], path: Path, ctx: Context): void {
  for (const { message, offset } of mistakes) {
    ctx.addIssue({ code: "custom", message, path: [...path], params: { offset } });
  }
}

/** A body as it was written, every text of it looked at. */
function template(value: unknown, path: Path, ctx: Context): Template {
  if (typeof value === "string") {
    report(checkTemplate(value, "body"), path, ctx);
    return value;
  }
  if (Array.isArray(value)) return value.map((item, index) => template(item, [...path, index], ctx));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, template(item, [...path, key], ctx)]),
    );
  }
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  ctx.addIssue({ code: "custom", message: "this is no value that JSON knows", path: [...path] });
  return null;
}

function isOwnHeader(name: string): boolean {
  return OWN_HEADER.test(name);
}
