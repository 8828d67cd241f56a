import postgres from "postgres";

/** Thrown when a connection broke while it was in use: what was sent on it may have been carried out, or not. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
  readonly code = "CONNECTION_LOST";

  constructor(options?: ErrorOptions) {
    super("The connection to the database broke while it was in use", options);
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
export function openConnections(max: number, connect: Connect): Connections {
  const lines = Array.from({ length: max }, () => new Line(connect));
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
  #client: postgres.Sql;
  #onBreak: (() => void) | null = null;

  constructor(connect: Connect) {
    this.#connect = connect;
    this.#client = this.#open();
  }

  async use<T>(work: (connection: postgres.ReservedSql) => Promise<T>): Promise<T> {
    const client = this.#client;
    const connection = await client.reserve().catch((error: unknown) => {
      this.#replace(client);
      throw error;
    });
    const { promise: broken, reject } = Promise.withResolvers<never>();
    this.#onBreak = () => {
      this.#replace(client);
      reject(new ConnectionLost());
    };
    try {
      return await Promise.race([work(connection), broken]);
    } finally {
      this.#onBreak = null;
      if (this.#client === client) connection.release();
    }
  }

  close(): Promise<void> {
    return this.#client.end({ timeout: 5 });
  }

  #open(): postgres.Sql {
    const client = this.#connect(() => {
      // A connection may also close because nobody has used it for long, and of a client that was replaced.
      if (client === this.#client) this.#onBreak?.();
    });
    return client;
  }

  #replace(client: postgres.Sql): void {
    this.#client = this.#open();
    // From now on it refuses what the work that has lost it may still send.
    void client.end({ timeout: 0 });
  }
}
