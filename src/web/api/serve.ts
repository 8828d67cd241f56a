import { randomUUID } from "node:crypto";
import { Hono, type Context as Request, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Asker, Context } from "#src/context.ts";
import type { Log } from "#src/log.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { answerOnce } from "#services/answer-once.ts";
import { letIn, type Served } from "./let-in.ts";
import type { Admit } from "./limit-failures.ts";
import { scopeMissing, type Problem } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import { readBody, readParams, readQuery } from "./read-request.ts";
import type { Call, Reach, Route } from "./route.ts";
import { kept, nextPage, send, sendProblem, written } from "./send.ts";
import { readIfMatch } from "./versions.ts";

export type ApiDeps = {
  readonly log: Pick<Log, "error" | "warn">;
  readonly admit: Admit;
  contextOf(by: Asker, workspace: WorkspaceId): Context;
  readonly reach: Reach;
  readonly limit: RateLimit;
  /** Whether the store could not be reached. */
  isOutage(error: unknown): boolean;
};

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
  const door = letIn(deps);
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), door, atMost(route.bodyMax ?? BODY_MAX), (c) =>
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
    (reply) => kept(route, reply),
  );
  if (once.kind === "reused") {
    const detail = "This Idempotency-Key came with another request before. Take a new one for each request.";
    return sendProblem(c, { kind: "key-reused", detail });
  }
  if (once.kind === "in-progress") {
    const detail = "The same request came before and has no answer yet. Send it again for that.";
    return sendProblem(c, { kind: "request-in-progress", detail, headers: { "retry-after": "1" } });
  }
  if (once.kind === "replayed") c.header("idempotent-replayed", "true");
  return send(c, once.answer);
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
