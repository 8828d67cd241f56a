import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { extname, join } from "node:path";
import { Hono } from "hono";
import type { Context } from "hono";
import { importMap, vendorFiles } from "./vendor.ts";

const PAGE = join(import.meta.dirname, "page");
// Names without a slash or a dot-dot: what is asked for can only be a file of that folder.
const PAGE_FILE = /^[a-z-]+\.(ts|css)$/;
const MIME: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".woff2": "font/woff2",
};

/** The page: its HTML at `/` and at permalinks, its TypeScript with the types taken out, its libraries and fonts. */
export function pageRoutes(): Hono {
  const routes = new Hono();
  routes.get("/", showPage);
  routes.get("/archives/:channel/:message", showPage);
  routes.get("/page/:file", async (c) => {
    const file = c.req.param("file");
    if (!PAGE_FILE.test(file)) return c.notFound();
    const source = await readFile(join(PAGE, file), "utf8").catch(() => null);
    if (source === null) return c.notFound();
    return send(c, file, file.endsWith(".ts") ? stripTypeScriptTypes(source) : source, "no-cache");
  });
  routes.get("/vendor/:file", async (c) => {
    const file = c.req.param("file");
    const path = Object.hasOwn(vendorFiles, file) ? vendorFiles[file] : undefined;
    if (path === undefined) return c.notFound();
    return send(c, file, new Uint8Array(await readFile(path)), "max-age=86400");
  });
  return routes;
}

const imports = JSON.stringify({ imports: importMap });
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src 'self' 'sha256-${createHash("sha256").update(imports).digest("base64")}'`,
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

async function showPage(c: Context): Promise<Response> {
  const html = await readFile(join(PAGE, "index.html"), "utf8");
  c.header("Content-Security-Policy", contentSecurityPolicy);
  c.header("Cache-Control", "no-cache");
  return c.html(html.replace("<!-- imports -->", `<script type="importmap">${imports}</script>`));
}

function send(c: Context, file: string, body: string | Uint8Array<ArrayBuffer>, cache: string): Response {
  c.header("Content-Type", MIME[extname(file)] ?? "application/octet-stream");
  c.header("Cache-Control", cache);
  c.header("X-Content-Type-Options", "nosniff");
  return c.body(body);
}
