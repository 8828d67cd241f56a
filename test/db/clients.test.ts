import { afterAll, beforeAll, expect, test } from "vitest";
import { findOrMakeClient } from "#db/deals.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";

let at: TestWorkspace;
beforeAll(async () => {
  at = await testWorkspace();
});
afterAll(() => at.drop());

const client = (name: string) => findOrMakeClient(at.db, at.id, { name, segment: null });

test("a client is known again by its name, whatever its spaces and capitals", async () => {
  const acme = await client("Acme Robotics");
  expect(acme.key).toBe("acme-robotics");
  expect(acme.made).toBe(true);
  expect(await client(" ACME  robotics")).toEqual({ ...acme, made: false });
  expect((await client("Société Générale 東京")).key).toBe("societe-generale-東京");
});

test.for([
  ["🚀", "⭐"],
  [`${"a".repeat(60)} Europe`, `${"a".repeat(60)} America`],
])("%s and %s are two clients", async ([one = "", other = ""]) => {
  const [first, second] = [await client(one), await client(other)];
  expect(first.key).not.toBe(second.key);
  expect(await client(one)).toEqual({ ...first, made: false });
});
