import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

export type HttpServer = { readonly port: number; stop(): Promise<void> };
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Where Slack posts to in HTTP mode. */
const SLACK_PATH = "/slack/events";
/** Who is still sending or reading by then is cut off when the server stops. */
const STOP_WITHIN_MS = 5000;

/**
 * The one server that owns the port: Slack's requests go to Bolt as they came, everything else to hono.
 * Rejects where the port is taken. Stopping lets requests under way come to their end, for a while.
 */
export async function serve(
  app: Hono,
  slack: Listener | null,
  host: string,
  port: number,
  stopWithinMs = STOP_WITHIN_MS,
): Promise<HttpServer> {
  const rest = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    // Not by way of URL, which throws at what strangers may ask for, such as "//".
    if (slack && request.url?.split("?", 1)[0] === SLACK_PATH) slack(request, response);
    else void rest(request, response);
  });
  server.requestTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    stop: () =>
      new Promise((resolve) => {
        // A stopping server minds no timeouts any longer.
        const cut = setTimeout(() => server.closeAllConnections(), stopWithinMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
