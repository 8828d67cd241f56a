import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type Context } from "hono";
import { callMethod } from "../api/call.ts";
import { isObject } from "../blocks/rules.ts";
import type { Slack } from "../slack.ts";

type Bindings = { Bindings: HttpBindings };

/** Slack's Web API: `POST /api/<method>`, form-encoded or JSON. */
export function apiRoutes(slack: Slack): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.all("/:method", async (c) => {
    const args = await readArgs(c);
    const bearer = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1];
    const token = bearer ?? (typeof args["token"] === "string" ? args["token"] : "");
    const answer = await callMethod(slack, c.req.param("method"), token, args);
    if (answer.drop) {
      c.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    const isJson = typeof answer.body !== "string";
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    const type = isJson ? "application/json; charset=utf-8" : "text/plain; charset=utf-8";
    return new Response(body, {
      status: answer.status,
      headers: { ...answer.headers, "content-type": type },
    });
  });
  return routes;
}

async function readArgs(c: Context<Bindings>): Promise<Record<string, unknown>> {
  const query = c.req.query();
  if (c.req.method !== "POST") return query;
  const text = await c.req.text();
  if (!(c.req.header("content-type") ?? "").includes("application/json"))
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  const parsed: unknown = text === "" ? {} : parse(text);
  return isObject(parsed) ? { ...query, ...parsed } : query;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
