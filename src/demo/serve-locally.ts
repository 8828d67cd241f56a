import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";

type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/** A server that only this machine reaches. Port 0: any free one. */
export async function serveLocally(
  fetch: Fetch,
  port: number,
): Promise<{ readonly url: string; readonly pair: string; stop(): Promise<void> }> {
  const server = createAdaptorServer({ fetch, hostname: "127.0.0.1" });
  const address = await new Promise<AddressInfo | string | null>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server.address()));
  });
  if (address === null || typeof address === "string") throw new Error(`There is no TCP port ${port}`);
  const pair = `127.0.0.1:${address.port}`;
  return {
    url: `http://${pair}`,
    pair,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
