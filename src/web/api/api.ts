import { Hono } from "hono";
import { API_PATH, openApi } from "./openapi.ts";
import { serveRoutes, type ApiDeps } from "./serve.ts";
import { routes } from "./table.ts";

export type { ApiDeps } from "./serve.ts";

/** The API at /api/v1, with what describes it. */
export function apiRoutes(deps: ApiDeps): Hono {
  const app = new Hono();
  const described = JSON.stringify(openApi(routes));
  // For everybody: it says nothing of anybody's data.
  app.get(`${API_PATH}/openapi.json`, (c) => c.body(described, 200, { "content-type": "application/json" }));
  app.route(API_PATH, serveRoutes(routes, deps));
  return app;
}
