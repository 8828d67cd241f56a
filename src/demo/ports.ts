import { createServer } from "node:net";

const TRIES = 50;

/** The wanted port, or the next one that nobody on this machine has. */
export async function freePort(wanted: number, taken: readonly number[] = []): Promise<number> {
  for (let port = wanted; port < wanted + TRIES; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`The ports ${wanted} to ${wanted + TRIES - 1} are all taken`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
