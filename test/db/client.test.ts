import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchInWorkspace, connect, inWorkspace, type Tx } from "#db/client.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

const WHERE = "select current_user as role, current_setting('baton.workspace', true) as workspace";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

describe("the very first statement of a workspace's work is inside it", () => {
  test.for<[string, (tx: Tx) => Promise<unknown>]>([
    ["returned", (tx) => tx.unsafe(WHERE)],
    ["awaited", async (tx) => await tx.unsafe(WHERE)],
    ["sent at once", async (tx) => await tx.unsafe(WHERE).execute()],
    ["sent with others", async (tx) => (await Promise.all([tx.unsafe(WHERE), tx`select 1`]))[0]],
    ["awaited by what it calls", async (tx) => await readLater(tx)],
  ])("when it is %s", async ([, work]) => {
    expect(await inWorkspace(at.db, at.id, work)).toMatchObject([{ role: "baton_app", workspace: at.id }]);
  });

  test("when it is one of several sent in one trip", async () => {
    const [first, second] = await batchInWorkspace(at.db, at.id, (tx) => [
      tx.unsafe(WHERE),
      tx.unsafe(WHERE),
    ]);
    expect([first, second]).toMatchObject([[{ role: "baton_app" }], [{ role: "baton_app" }]]);
  });
});

test("a connection that has left a workspace remembers nothing of it", async () => {
  const db = connect(at.url, 1);
  await batchInWorkspace(db, at.id, (tx) => [tx`select 1`]);
  await inWorkspace(db, at.id, (tx) => tx`select 1`);
  await inWorkspace(db, at.id, (tx) => tx`select 1 / 0`).catch(() => {});
  const left = await db.connections.use((connection) => connection.unsafe(WHERE));
  expect(left).toEqual([{ role: new URL(at.url).username, workspace: "" }]);
  await db.close();
});

test("when one of several statements fails none of them counts, and the connection is good for the next", async () => {
  const failing = batchInWorkspace(at.db, at.id, (tx) => [
    tx`insert into baton.occurrences values (${at.id}, 'test', 'a', now())`,
    tx`select 1 / 0`,
    tx`insert into baton.occurrences values (${at.id}, 'test', 'b', now())`,
  ]);
  await expect(failing).rejects.toThrow("division by zero");
  expect(await at.rows`select period from baton.occurrences where job = 'test'`).toEqual([]);
  const many = Array.from({ length: 30 }, () =>
    batchInWorkspace(at.db, at.id, (tx) => [tx`select 1 as one`]),
  );
  expect(await Promise.all(many)).toEqual(Array.from({ length: 30 }, () => [[{ one: 1 }]]));
});

test("lists of any texts come back as they were written", async () => {
  const any = fc.array(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "NULL", "{}", '"', "\\", "a,b", " ")),
  );
  const writable = any.map((items) => items.map((item) => item.replaceAll("\0", "")));
  await fc.assert(
    fc.asyncProperty(writable, async (items) => {
      const [row] = await at.rows`select ${items}::text[] as items, cardinality(${items}::text[]) as length`;
      expect(row).toEqual({ items, length: items.length });
    }),
    { numRuns: 50 },
  );
});

async function readLater(tx: Tx) {
  const rows = await tx.unsafe(WHERE);
  return rows;
}
