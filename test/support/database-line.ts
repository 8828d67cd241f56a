import { connect as dial, createServer, type AddressInfo, type Socket } from "node:net";

/** The way to a database, which can be cut and held up. */
export type DatabaseLine = {
  readonly url: string;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** What is sent waits until it is released. */
  hold(): void;
  /** Whether something was sent since. */
  isHolding(): boolean;
  release(): void;
  close(): Promise<void>;
};

export async function databaseLine(to: string): Promise<DatabaseLine> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const held: (() => void)[] = [];
  let isHeld = false;

  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (data) => {
      if (isHeld) held.push(() => far.write(data));
      else far.write(data);
    });
    far.on("data", (data) => near.write(data));
  });
  const listen = (port: number) =>
    new Promise<number>((resolve) =>
      server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
  const port = await listen(0);
  const url = new URL(to);
  url.hostname = "127.0.0.1";
  url.port = String(port);

  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    url: url.href,
    cut,
    async mend() {
      await listen(port);
    },
    hold() {
      isHeld = true;
    },
    isHolding: () => held.length > 0,
    release() {
      isHeld = false;
      for (const send of held.splice(0)) send();
    },
    close: () => (server.listening ? cut() : Promise.resolve()),
  };
}
