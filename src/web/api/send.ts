import type { Context as Request } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import type { StoredAnswer } from "#services/answer-once.ts";
import { problemBody, statusOf, type Problem } from "./problem.ts";
import type { Reply, Route } from "./route.ts";
import { etagOf, isNotModified } from "./versions.ts";

// How an answer goes out: as text with its headers, which can be kept and sent again.

/** What is stored of an answer; null: nothing, since it may come out otherwise when it is tried again. */
export function kept({ unkept = [] }: Route, answer: StoredAnswer): StoredAnswer | null {
  const { status } = answer;
  if (status >= 500 || status === 429 || status === 412) return null;
  if (unkept.length === 0) return answer;
  const bare = (key: string, value: unknown) => (unkept.includes(key) ? null : value);
  return { ...answer, body: JSON.stringify(JSON.parse(answer.body, bare)) };
}

/** A handler's answer, through the schema that was declared for it. */
export function written(route: Route, reply: Reply): StoredAnswer {
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

export function send(c: Request, { status, headers, body }: StoredAnswer): Response {
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

const PageSchema = z.object({ data: z.object({ next: z.string() }) });

/** The address of the page after the one that is answered; null: it is the last, or no page. */
export function nextPage(c: Request, reply: Reply): string | null {
  const page = c.req.method === "GET" ? PageSchema.safeParse(reply).data : undefined;
  if (!page) return null;
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.set("cursor", page.data.next);
  return `${pathname}?${searchParams.toString()}`;
}
