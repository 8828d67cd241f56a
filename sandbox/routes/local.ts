import type { MiddlewareHandler } from "hono";

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Only a page or a program of this machine may act as people: another site's page could else reach the sandbox by a name that
 * resolves to loopback, or by a form that needs no permission.
 */
export const localOnly: MiddlewareHandler = async (c, next) => {
  const host = c.req.header("host") ?? "";
  const origin = c.req.header("origin");
  if (!LOOPBACK.test(host)) return c.json({ ok: false, error: "not_local" }, 403);
  if (origin !== undefined && origin !== `http://${host}`)
    return c.json({ ok: false, error: "other_origin" }, 403);
  if (c.req.method === "POST" && !(c.req.header("content-type") ?? "").startsWith("application/json"))
    return c.json({ ok: false, error: "json_wanted" }, 415);
  return next();
};
