import { randomUUID } from "node:crypto";
import { Hono, type Context as Request, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { Asker, Context } from "#src/context.ts";
import type { Log } from "#src/log.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import type { KeyHolder } from "#services/authenticate-key.ts";
import { answerOnce, type StoredAnswer } from "#services/answer-once.ts";
import { problemBody, scopeMissing, statusOf, type Problem } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import { readBody, readParams, readQuery } from "./read-request.ts";
import type { Call, Reach, Reply, Route } from "./route.ts";
import { etagOf, isNotModified, readIfMatch } from "./versions.ts";

export type ApiDeps = {
  readonly log: Pick<Log, "error" | "warn">;
  /** Whose key that is; null: nobody's who may come in. */
  authenticate(key: string): Promise<KeyHolder | null>;
  contextOf(by: Asker, workspace: WorkspaceId): Context;
  readonly reach: Reach;
  readonly limit: RateLimit;
  /** Whether the store could not be reached. */
  isOutage(error: unknown): boolean;
};

type Served = { Variables: { holder: KeyHolder } };

const BODY_MAX = 64 * 1024;
const DISCARDED_MAX = 8 * 1024 * 1024;
const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;

/** Serves routes: who asks, how often, what they ask, and the same answer to the same request. */
export function serveRoutes(routes: readonly Route[], deps: ApiDeps): Hono<Served> {
  const app = new Hono<Served>();
  app.use(async (c, next) => {
    await next();
    c.header("x-content-type-options", "nosniff");
    c.header("referrer-policy", "no-referrer");
    c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    c.header("cache-control", "no-store");
  });
  const letIn = holders(deps);
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), letIn, atMost(route.bodyMax ?? BODY_MAX), (c) =>
      answer(c, route, deps),
    );
  }
  for (const [path, methods] of methodsByPath(routes)) {
    app.all(path, (c) =>
      sendProblem(c, {
        kind: "method-not-allowed",
        detail: `Here one may ${methods.join(", ")}.`,
        headers: { allow: methods.join(", ") },
      }),
    );
  }
  app.all("*", (c) => sendProblem(c, { kind: "not-found", detail: "There is no such address in this API." }));
  app.onError((err, c) => {
    if (deps.isOutage(err)) {
      deps.log.warn({ err, path: c.req.path }, "api request failed");
      const detail = "Nothing was done. Try again shortly.";
      return sendProblem(c, { kind: "unavailable", detail, headers: { "retry-after": "5" } });
    }
    const reference = randomUUID().slice(0, 8);
    deps.log.error({ err, path: c.req.path, reference }, "api request failed");
    return sendProblem(c, { kind: "internal", detail: `It is in our log as ${reference}.` });
  });
  return app;
}

function atMost(bytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: bytes,
    async onError(c) {
      await discard(c.req.raw.body);
      return sendProblem(c, { kind: "body-too-large", detail: `A body may have ${bytes} bytes.` });
    },
  });
}

/** Reads what nobody wants to its end, up to a bound: who still sends would not hear the answer, nor could use the connection again. */
async function discard(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (!body || body.locked) return;
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > DISCARDED_MAX) break;
  }
}

/** Lets in who has a key that is good, and doesn't ask too often. */
function holders({ authenticate, limit }: ApiDeps): MiddlewareHandler<Served> {
  return async (c, next) => {
    const key = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const holder = await authenticate(key ?? "");
    if (!holder) {
      return sendProblem(c, {
        kind: "unauthorized",
        detail: "Send a key as Authorization: Bearer. This one is missing, unknown, expired or revoked.",
        headers: { "www-authenticate": 'Bearer realm="baton"' },
      });
    }
    const waitSeconds = await limit(holder.id);
    if (waitSeconds !== null) {
      return sendProblem(c, {
        kind: "rate-limited",
        detail: `Wait ${waitSeconds} s before the next request with this key.`,
        headers: { "retry-after": String(waitSeconds) },
      });
    }
    c.set("holder", holder);
    return next();
  };
}

async function answer(c: Request<Served>, route: Route, deps: ApiDeps): Promise<Response> {
  const holder = c.get("holder");
  const missing = scopeMissing(holder, [route.scope].flat());
  if (missing) return sendProblem(c, missing);
  const read = await readAll(c, route);
  if ("problem" in read) return sendProblem(c, read.problem);
  const ctx = deps.contextOf(
    { kind: "person", id: holder.person, internal: holder.internal },
    holder.workspace,
  );
  const { idempotencyKey, text, ...given } = read;
  const work = () =>
    route.handle({
      ...given,
      ctx: { ...ctx, log: ctx.log.child({ user: holder.person, key: holder.id }) },
      holder,
      requestKey: `api:${holder.id}:${idempotencyKey ?? randomUUID()}`,
      cause: `api:${holder.id}`,
      reach: deps.reach,
    } as Call<never, never, never>);
  if (idempotencyKey === null) {
    const reply = await work();
    const next = nextPage(c, reply);
    if (next) c.header("link", `<${next}>; rel="next"`);
    return send(c, written(route, reply));
  }
  const asked = [c.req.method, new URL(c.req.url).pathname, new URL(c.req.url).search, text];
  const once = await answerOnce(
    ctx,
    { apiKey: holder.id, key: idempotencyKey, asked },
    async () => written(route, await work()),
    (reply) => (isKept(reply.status) ? kept(route, reply) : null),
  );
  if (once.kind === "reused") {
    const detail = "This Idempotency-Key came with another request before. Take a new one for each request.";
    return sendProblem(c, { kind: "key-reused", detail });
  }
  if (once.kind === "replayed") c.header("idempotent-replayed", "true");
  return send(c, once.answer);
}

const PageSchema = z.object({ data: z.object({ next: z.string() }) });

/** The address of the page after the one that is answered; null: it is the last, or no page. */
function nextPage(c: Request, reply: Reply): string | null {
  const page = c.req.method === "GET" ? PageSchema.safeParse(reply).data : undefined;
  if (!page) return null;
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.set("cursor", page.data.next);
  return `${pathname}?${searchParams.toString()}`;
}

async function readAll(c: Request<Served>, route: Route) {
  const params = readParams(route, c.req);
  if ("problem" in params) return params;
  const query = readQuery(route, c.req);
  if ("problem" in query) return query;
  const match = readIfMatch(c.req.header("if-match"));
  if ("problem" in match) return match;
  const key = readIdempotencyKey(c, route);
  if ("problem" in key) return key;
  const body = await readBody(route, c.req);
  if ("problem" in body) return body;
  return { params: params.value, query: query.value, body: body.value, text: body.text, ...match, ...key };
}

function readIdempotencyKey(
  c: Request<Served>,
  { method }: Route,
): { readonly idempotencyKey: string | null } | { readonly problem: Problem } {
  const given = c.req.header("idempotency-key");
  if (given === undefined || method === "get") return { idempotencyKey: null };
  if (KEY_PATTERN.test(given)) return { idempotencyKey: given };
  const detail = "Give 1 to 255 printable ASCII characters without spaces.";
  return { problem: { kind: "bad-request", detail, errors: [{ parameter: "Idempotency-Key", detail }] } };
}

/** What may come out otherwise when it is tried again is not kept. */
function isKept(status: number): boolean {
  return status < 500 && status !== 429 && status !== 412;
}

function kept({ unkept = [] }: Route, answer: StoredAnswer): StoredAnswer {
  if (unkept.length === 0) return answer;
  const bare = (key: string, value: unknown) => (unkept.includes(key) ? null : value);
  return { ...answer, body: JSON.stringify(JSON.parse(answer.body, bare)) };
}

function written(route: Route, reply: Reply): StoredAnswer {
  if ("problem" in reply) return writtenProblem(reply.problem);
  const schema = route.answers[reply.status];
  if (schema === undefined)
    throw new Error(`${route.id} answered ${reply.status}, which it does not declare`);
  return {
    status: reply.status,
    headers: {
      ...(schema && { "content-type": "application/json" }),
      ...(reply.version !== undefined && { etag: etagOf(reply.version) }),
      ...reply.headers,
    },
    body: schema ? JSON.stringify(schema.parse(reply.data)) : "",
  };
}

function writtenProblem(problem: Problem): StoredAnswer {
  return {
    status: statusOf(problem.kind),
    headers: { "content-type": "application/problem+json", ...problem.headers },
    body: JSON.stringify(problemBody(problem)),
  };
}

function send(c: Request, { status, headers, body }: StoredAnswer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  const version = /^"(\d+)"$/.exec(headers["etag"] ?? "")?.[1];
  const known = c.req.header("if-none-match");
  if (c.req.method === "GET" && version !== undefined && isNotModified(known, Number(version)))
    return c.body(null, 304);
  return body === "" ? c.body(null, 204) : c.body(body, status as ContentfulStatusCode);
}

export function sendProblem(c: Request, problem: Problem): Response {
  return send(c, writtenProblem(problem));
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function methodsByPath(routes: readonly Route[]): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, method } of routes) {
    const methods = paths.get(honoPath(path)) ?? [];
    paths.set(honoPath(path), [...methods, method.toUpperCase()]);
  }
  return paths;
}
