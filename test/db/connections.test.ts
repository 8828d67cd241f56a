import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { batchInWorkspace, connect, inWorkspace, type Db, type Tx } from "#db/client.ts";
import { openConnections } from "#db/connections.ts";
import { isUnreachable } from "#db/faults.ts";
import { lineTo, portOf, type Line } from "#test/support/cut-line.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const CONNECTIONS = 3;

let at: TestWorkspace;
let line: Line;
let db: Db;

beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());
beforeEach(async () => {
  line = await lineTo(at.url);
  db = connect(line.url, CONNECTIONS);
});
afterEach(async () => {
  await db.close();
  await line.close();
});

test.for<[string, (sleep: number) => Promise<unknown>]>([
  [
    "statements sent together",
    (sleep) => batchInWorkspace(db, at.id, (tx) => [tx`select pg_sleep(${sleep})`]),
  ],
  ["a transaction", (sleep) => inWorkspace(db, at.id, async (tx) => await tx`select pg_sleep(${sleep})`)],
])("when the database goes away amid %s, who waits is told, and the next go through", async ([, work]) => {
  for (let again = 0; again < 2 * CONNECTIONS; again++) {
    const told = Promise.allSettled([work(60), work(60)]);
    await untilAsleep(2);
    line.cut();
    expect((await told).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await wakeAll();
    line.mend();
    expect(await everyConnection()).toEqual(Array.from({ length: CONNECTIONS }, () => [[{ one: 1 }]]));
  }
});

test("while the database is away everybody is told so, and when it is back nobody has to start Baton again", async () => {
  line.cut();
  const asked = Array.from({ length: 4 * CONNECTIONS }, () => one());
  for (const { status } of await Promise.allSettled(asked)) expect(status).toBe("rejected");
  line.mend();
  expect(await everyConnection()).toHaveLength(CONNECTIONS);
});

test("a door that is shut in everybody's face is a database that can't be reached", async () => {
  const door = createServer((socket) => socket.end()).listen(0, "127.0.0.1");
  await once(door, "listening");
  const connections = openConnections(1, 100, (onclose) => postgres({ port: portOf(door), max: 1, onclose }));
  const told = connections.use((connection) => connection`select 1`);
  await expect(told).rejects.toSatisfy(isUnreachable);
  await connections.close();
  door.close();
});

test("work that goes on after its connection broke writes nothing, and harms nobody", async () => {
  const period = "after the break";
  const [begun, isCut, ended] = [signal(), signal(), signal()];
  const work = async (tx: Tx) => {
    await tx`select 1`;
    begun.resolve(null);
    await isCut.promise;
    await setTimeout(5);
    await tx`insert into baton.occurrences values (${at.id}, 'test', ${period}, now())`;
  };
  const told = inWorkspace(db, at.id, (tx) => {
    const doing = work(tx);
    doing.then(ended.resolve, ended.resolve);
    return doing;
  }).catch((error: unknown) => error);
  await begun.promise;
  line.cut();
  isCut.resolve(null);
  expect(await told).toBeInstanceOf(Error);
  expect(await ended.promise).toMatchObject({ code: "CONNECTION_LOST" });
  line.mend();
  await everyConnection();
  expect(await at.rows`select 1 from baton.occurrences where period = ${period}`).toEqual([]);
});

test("a transaction whose failure was hushed up is not taken for a success", async () => {
  const hushed = inWorkspace(db, at.id, (tx) => tx`select 1 / 0`.catch(() => "as if nothing had happened"));
  await expect(hushed).rejects.toThrow("ROLLBACK");
});

function signal() {
  return Promise.withResolvers<unknown>();
}

function one() {
  return batchInWorkspace(db, at.id, (tx) => [tx`select 1 as one`]);
}

/** As many at once as there are connections: each has to be good. */
function everyConnection() {
  return Promise.all(Array.from({ length: CONNECTIONS }, one));
}

async function untilAsleep(count: number): Promise<void> {
  const asleep = () =>
    at.rows`select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`;
  while ((await asleep()).length < count);
}

/** A server that sleeps doesn't notice that its line was cut. */
async function wakeAll(): Promise<void> {
  const woken = () => at.rows`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event = 'PgSleep'`;
  while ((await woken()).length > 0);
}
