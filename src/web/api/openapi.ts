import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import { z } from "zod";
import { SCOPE_WORDS, SCOPES } from "#domain/scope.ts";
import { PROBLEM_KINDS, ProblemSchema, statusOf, titleOf, type ProblemKind } from "./problem.ts";
import type { Route } from "./route.ts";

// What the API is, for programs: OpenAPI 3.1, made of the same table and schemas that it is served by.

/** Where the API is, on Baton's port. */
export const API_PATH = "/api/v1";

const DESCRIPTION = `Everything that people do in Slack, for other programs.

A key belongs to a person and does what they may do, as far as its scopes reach:
${SCOPES.map((scope) => `- \`${scope}\`: ${SCOPE_WORDS[scope]}`).join("\n")}

Send an \`Idempotency-Key\` with each change: sent again, the same request gets the same answer. Send an \`If-Match\` with the ETag of what you saw, and nothing happens where somebody changed it meanwhile. Lists come in pages: take \`next\` as \`cursor\`. Every problem is \`application/problem+json\`.`;

export function openApi(routes: readonly Route[]) {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Baton",
      version: "1.0.0",
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: API_PATH }],
    security: [{ key: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({
      name,
      description: TAGS[name] ?? name,
    })),
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A key, as `baton keys create` shows it once" },
      },
    },
  });
}

const TAGS: Readonly<Record<string, string>> = {
  Keys: "Who asks",
  Runs: "One client going through one playbook",
  Tasks: "What is to be done in runs",
  Exceptions: "What left the normal path",
  Clients: "Companies that are being onboarded",
  Triggers: "What happened in other systems",
  Releases: "Versions of the book",
  Operations: "Acts on many runs at once",
  Webhooks: "Where other programs hear of what happens",
};

function pathsOf(routes: readonly Route[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return paths;
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { id, tag, summary, description, scope, params, query, body, answers } = route;
  const scopes = [scope].flat();
  const reach = `Scope: ${scopes.map((one) => `\`${one}\``).join(" or ")}.`;
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: description ? `${description} ${reach}` : reach,
    "x-scopes": scopes,
    requestParams: {
      ...(params instanceof z.ZodObject && { path: params }),
      ...(query instanceof z.ZodObject && { query }),
      ...headersOf(route),
    },
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [status, answerOf(route, Number(status), schema)]),
      ),
      ...(route.method === "get" && route.versioned
        ? { "304": { description: "You have it already: it is what If-None-Match names" } }
        : {}),
      ...problemsOf(route),
    },
  };
}

const IfMatch = z.string().optional().meta({
  description: "The ETag of what you saw: where it is another by now, nothing happens",
  example: '"12"',
});
const IfNoneMatch = z.string().optional().meta({ description: "The ETag of what you have", example: '"12"' });
const IdempotencyKey = z.string().min(1).max(255).optional().meta({
  description: "A name for this request, made up by you: sent again within 30 days, it gets the same answer",
  example: "8e03978e-40d5-43dd-bc93-6894a57f9324",
});

function headersOf({ method, versioned }: Route) {
  if (method === "get") return versioned ? { header: z.object({ "If-None-Match": IfNoneMatch }) } : {};
  return {
    header: z.object({ "Idempotency-Key": IdempotencyKey, ...(versioned && { "If-Match": IfMatch }) }),
  };
}

function answerOf({ versioned, query }: Route, status: number, schema: z.ZodType | null) {
  return {
    description: status === 201 ? "It was made" : schema ? "So it is" : "Done",
    ...(schema && { content: { "application/json": { schema } } }),
    headers: z.object({
      ...(versioned && { ETag: z.string().meta({ description: "The version of the run" }) }),
      ...(query instanceof z.ZodObject &&
        "cursor" in query.shape && {
          Link: z
            .string()
            .optional()
            .meta({ description: "The address of the next page, where there is one" }),
        }),
      ...(status === 201 && { Location: z.string().meta({ description: "Where it is" }) }),
    }),
  };
}

/** Every problem that a route may have, one answer a status. */
function problemsOf(route: Route) {
  const statuses = PROBLEM_KINDS.filter((kind) => mayHappen(route, kind)).map(statusOf);
  return Object.fromEntries([...new Set(statuses)].map((status) => [String(status), PROBLEMS.get(status)]));
}

/** One description for all routes that may answer with the status. */
const PROBLEMS: ReadonlyMap<number, ZodOpenApiResponseObject> = new Map(
  PROBLEM_KINDS.map(statusOf).map((status) => [status, problemAnswer(status)]),
);

function problemAnswer(status: number): ZodOpenApiResponseObject {
  const titles = PROBLEM_KINDS.filter((kind) => statusOf(kind) === status).map(titleOf);
  return {
    id: `Problem${status}`,
    description: titles.join(", or: "),
    content: { "application/problem+json": { schema: ProblemSchema } },
    ...(status === 401 && { headers: z.object({ "WWW-Authenticate": z.string() }) }),
    ...((status === 429 || status === 503) && {
      headers: z.object({ "Retry-After": z.string().meta({ description: "In seconds" }) }),
    }),
    ...(status === 409 && {
      headers: z.object({
        "Retry-After": z.string().optional().meta({ description: "In seconds, of `request-in-progress`" }),
      }),
    }),
  };
}

function mayHappen({ method, params, body, versioned }: Route, kind: ProblemKind): boolean {
  const changes = method !== "get";
  switch (kind) {
    case "method-not-allowed":
      return false;
    case "not-found":
      return params !== null || changes;
    case "not-allowed":
    case "conflict":
    case "key-reused":
    case "request-in-progress":
      return changes;
    case "version-changed":
      return changes && versioned === true;
    case "body-too-large":
    case "unsupported-media-type":
    case "invalid":
      return body !== null;
    case "bad-cursor":
      return method === "get";
    default:
      return true;
  }
}
