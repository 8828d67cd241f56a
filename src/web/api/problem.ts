import { z } from "zod";
import type { Scope } from "#domain/scope.ts";
import { fieldWords, unknownWords } from "./field-words.ts";

// Why a request did not do what it asked, as RFC 9457 has it. Its `type` is stable: programs may tell problems apart by it.

const KINDS = {
  unauthorized: { status: 401, title: "The key is missing or not valid" },
  "scope-missing": { status: 403, title: "The key does not reach that far" },
  "not-allowed": { status: 403, title: "The key's person may not do that" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "It can't be done as things stand" },
  "key-reused": { status: 409, title: "The Idempotency-Key names another request" },
  "request-in-progress": { status: 409, title: "The same request is still at work" },
  "version-changed": { status: 412, title: "Somebody changed it meanwhile" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "The body is not JSON" },
  "bad-request": { status: 400, title: "The request can't be read" },
  "bad-cursor": { status: 400, title: "The cursor does not belong here" },
  invalid: { status: 422, title: "The request is not valid" },
  "rate-limited": { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something broke on our side" },
  unavailable: { status: 503, title: "The store can't be reached" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof KINDS;
export const PROBLEM_KINDS = Object.keys(KINDS) as readonly ProblemKind[];

/** What is wrong with a part of a request: of its body, by a JSON pointer, or of its address or headers, by the name. */
export type Fault =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string };

export type Problem = {
  readonly kind: ProblemKind;
  readonly detail: string;
  /** The code of a refusal, by which programs tell one conflict from another. */
  readonly code?: string;
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
};

export const ProblemSchema = z
  .object({
    type: z.string().meta({ description: "Stable, and the same for every problem of its kind" }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What is wrong here, in words for people" }),
    code: z.string().optional().meta({ description: "Why Baton refused it, for programs" }),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional().meta({ description: "Where in the body, as a JSON pointer" }),
          parameter: z.string().optional().meta({ description: "Which parameter or header" }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({
    id: "Problem",
    description: "Why a request did not do what it asked (RFC 9457)",
    example: {
      type: "urn:baton:problem:not-allowed",
      title: "The key's person may not do that",
      status: 403,
      detail: "Only the owner, U0123456789, or an operator can do this.",
      code: "not-allowed",
    },
  });

export function statusOf(kind: ProblemKind): (typeof KINDS)[ProblemKind]["status"] {
  return KINDS[kind].status;
}

export function titleOf(kind: ProblemKind): string {
  return KINDS[kind].title;
}

/** The problem as it goes out. */
export function problemBody({ kind, detail, code, errors }: Problem): z.input<typeof ProblemSchema> {
  return {
    type: `urn:baton:problem:${kind}`,
    title: KINDS[kind].title,
    status: KINDS[kind].status,
    detail,
    ...(code !== undefined && { code }),
    ...(errors && { errors: errors.map((fault) => ({ ...fault })) }),
  };
}

/** What zod found wrong in a value, each with its place. */
export function faultsOf(
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  at: (path: readonly PropertyKey[]) => string,
): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys")
      return [faultAt(at(issue.path), fieldWords(issue, schema, value))];
    return issue.keys.map((key) => {
      const place = at([...issue.path, key]);
      const what = place.startsWith("#") ? "field" : "parameter";
      return faultAt(place, unknownWords(what, key, issue.path, schema, value));
    });
  });
}

function faultAt(place: string, detail: string): Fault {
  return place.startsWith("#") ? { pointer: place, detail } : { parameter: place, detail };
}

/** RFC 6901, as a fragment. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return `#${path.map((key) => `/${encodeURIComponent(String(key).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("")}`;
}

/** Why a key doesn't reach as far as one of these scopes; null: it does. */
export function scopeMissing(
  holder: { readonly scopes: readonly Scope[] },
  wanted: readonly Scope[],
): Problem | null {
  if (wanted.some((scope) => holder.scopes.includes(scope))) return null;
  const detail = `This needs a key with the scope ${wanted.join(" or ")}. This one has ${holder.scopes.join(", ") || "none"}.`;
  return { kind: "scope-missing", detail };
}
