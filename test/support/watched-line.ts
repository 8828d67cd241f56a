import { connect, createServer, type Socket } from "node:net";
import { portOf } from "./cut-line.ts";

/** A line to a database on which every statement is seen before it is carried out. */
export type WatchedLine = {
  /** The database's address, through this line. */
  readonly url: string;
  /** Breaks every connection and lets nobody in any more. */
  cut(): void;
  close(): Promise<void>;
};

/** `before` is asked before each statement, in the order in which they were sent; the line is cut where it answers false. */
export async function watchedLine(
  databaseUrl: string,
  before: (statement: string) => boolean,
): Promise<WatchedLine> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer((near) => {
    if (isCut) return near.resetAndDestroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      // What is passed on in pieces would wait for the other side to say that it has them.
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy()).on("close", () => sockets.delete(socket) && other.destroy());
    }
    const statements = statementReader();
    far.pipe(near);
    near.on("data", (data: Buffer) => {
      for (const { bytes, statement } of statements(data)) {
        if (isCut) return;
        if (statement !== null && !before(statement)) return cut();
        far.write(bytes);
      }
    });
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${portOf(server)}`;
  return {
    url: url.href,
    cut,
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

type Message = { readonly bytes: Buffer; readonly statement: string | null };

const PARSE = "P";
const BIND = "B";
const EXECUTE = "E";
const QUERY = "Q";

/** Splits what a client sends into messages of the protocol, and names the statement that one of them carries out. */
function statementReader(): (data: Buffer) => Generator<Message> {
  const parsed = new Map<string, string>();
  let bound = "";
  let isStarted = false;
  let rest = Buffer.alloc(0);
  const named = (type: string, body: Buffer): string | null => {
    const [first = "", second = ""] = body.toString("latin1").split("\0", 2);
    if (type === PARSE) parsed.set(first, second);
    if (type === BIND) bound = parsed.get(second) ?? "";
    if (type === EXECUTE) return bound;
    return type === QUERY ? first : null;
  };
  return function* (data) {
    rest = Buffer.concat([rest, data]);
    // The very first message has no type.
    for (;;) {
      const at = isStarted ? 1 : 0;
      if (rest.length < at + 4) return;
      const end = at + rest.readInt32BE(at);
      if (rest.length < end) return;
      const bytes = rest.subarray(0, end);
      rest = rest.subarray(end);
      const type = isStarted ? String.fromCharCode(bytes[0] ?? 0) : "";
      yield { bytes, statement: isStarted ? named(type, bytes.subarray(5)) : null };
      isStarted = true;
    }
  };
}
