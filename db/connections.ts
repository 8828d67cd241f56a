import type postgres from "postgres";

/** Thrown when a connection broke while it was in use: what was sent on it may have been carried out, or not. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "CONNECTION_LOST";

  constructor() {
    super("The connection to the database broke while it was in use");
  }
}

/** Thrown when no connection could be had in time: nothing was sent. */
export class ConnectTimeout extends Error {
  override readonly name = "ConnectTimeout";
  readonly code = "CONNECT_TIMEOUT";

  constructor(ms: number) {
    super(`The database did not let us in within ${ms} ms`);
  }
}

export type Connections = {
  /** Lends a connection to one piece of work at a time; who comes when all are lent waits their turn. */
  use<T>(work: (connection: postgres.ReservedSql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

type Connect = (onclose: () => void) => postgres.Sql;

/**
 * Connections for transactions, each with a client of its own. The driver doesn't tell who has reserved a connection that it
 * broke: statements that wait on it are never answered, one that is sent later ends the process, and who failed to get one
 * leaves a hole in the pool. A client of which that could be said is thrown away.
 */
export function openConnections(max: number, openWithinMs: number, connect: Connect): Connections {
  const lines = Array.from({ length: max }, () => new Line(connect, openWithinMs));
  const free = [...lines];
  const waiting: ((line: Line) => void)[] = [];
  const giveBack = (line: Line) => {
    const next = waiting.shift();
    if (next) next(line);
    else free.push(line);
  };
  return {
    async use(work) {
      const line = free.pop() ?? (await new Promise<Line>((resolve) => waiting.push(resolve)));
      try {
        return await line.use(work);
      } finally {
        giveBack(line);
      }
    },
    async close() {
      await Promise.all(lines.map((line) => line.close()));
    },
  };
}

/** One connection at a time, and a new one when it broke. */
class Line {
  readonly #connect: Connect;
  readonly #openWithinMs: number;
  #client: postgres.Sql;
  #isOpen = false;
  #onBreak: (() => void) | null = null;

  constructor(connect: Connect, openWithinMs: number) {
    this.#connect = connect;
    this.#openWithinMs = openWithinMs;
    this.#client = this.#open();
  }

  async use<T>(work: (connection: postgres.ReservedSql) => Promise<T>): Promise<T> {
    const client = this.#client;
    const connection = await this.#reserve(client);
    const { promise: broken, reject } = Promise.withResolvers<never>();
    // The work hears it first, by whichever of its statements was under way; but some are never answered.
    this.#onBreak = () => setImmediate(() => reject(new ConnectionLost()));
    const isBroken = () => this.#client !== client;
    try {
      return await Promise.race([work(guarded(connection, isBroken)), broken]);
    } finally {
      this.#onBreak = null;
      if (!isBroken()) connection.release();
    }
  }

  async #reserve(client: postgres.Sql): Promise<postgres.ReservedSql> {
    try {
      // The driver reserves only what is open.
      if (!this.#isOpen) await within(this.#openWithinMs, client`select`);
      this.#isOpen = true;
      return await client.reserve();
    } catch (error) {
      if (this.#client === client) this.#replace(client);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#client.end({ timeout: 5 });
  }

  #open(): postgres.Sql {
    const client = this.#connect(() => {
      if (client !== this.#client) return;
      // The driver would answer what is asked of the next connection with the last one's error.
      this.#replace(client);
      this.#onBreak?.();
    });
    return client;
  }

  #replace(client: postgres.Sql): void {
    this.#client = this.#open();
    this.#isOpen = false;
    void client.end({ timeout: 0 });
  }
}

/** Where what answers the door hangs up at once, the driver would knock for ever. */
async function within(ms: number, opening: PromiseLike<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new ConnectTimeout(ms)), ms);
  try {
    await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Refuses what is sent on a connection that broke, which the driver would write nowhere. */
function guarded(connection: postgres.ReservedSql, isBroken: () => boolean): postgres.ReservedSql {
  const refuse = () => {
    if (isBroken()) throw new ConnectionLost();
  };
  return new Proxy(connection, {
    apply(target, self, args): unknown {
      refuse();
      return Reflect.apply(target, self, args);
    },
    get(target, name): unknown {
      refuse();
      return Reflect.get(target, name);
    },
  });
}
