import { afterAll, beforeAll, expect, test } from "vitest";
import { whatCouldTakeOver } from "#services/could-be-merged.ts";
import { readRun, type RunSeen } from "#services/read-run.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";

const OPERATOR = "ops@acme.example";
/** More than a list in Slack may hold, beside the one that is merged. */
const OTHERS = 102;

let at: TestWorkspace;
let lesser: RunSeen;
beforeAll(async () => {
  at = await testWorkspace();
  await start("Acme Robotics Incorporated", 0);
  lesser = await start("Acme Robotics", 1);
  for (let number = 2; number <= OTHERS; number++) await start(`Example Client ${number}`, number);
});
afterAll(() => at.drop());

test("of more onboardings than a list may hold those of its own client come first, then the newest", async () => {
  const { runs, isCut } = await whatCouldTakeOver(at.context(OPERATOR), lesser, null);
  expect(isCut).toBe(true);
  expect(runs).toHaveLength(100);
  expect(runs[0]?.client).toBe("Acme Robotics Incorporated");
  expect(runs[1]?.client).toBe(`Example Client ${OTHERS}`);
  expect(runs.map(({ id }) => id)).not.toContain(lesser.run.id);
});

test("any of them is found by how its client's name begins, whoever came later", async () => {
  const find = (typed: string) => whatCouldTakeOver(at.context(OPERATOR), lesser, typed);
  const { runs, isCut } = await find("example client 2");
  expect(isCut).toBe(false);
  expect(runs.map(({ client }) => client)).toContain("Example Client 2");
  expect((await find("Nobody")).runs).toEqual([]);
});

test("whoever is no operator finds what the same person owns, and nothing else", async () => {
  const owner = at.book.workspace.people.find(({ email }) => at.user(email) === lesser.run.owner);
  if (!owner) throw new Error("Nobody owns it");
  const { runs } = await whatCouldTakeOver(at.context(owner.email), lesser, "Example");
  expect(runs.length).toBeGreaterThan(0);
  expect(new Set(runs.map((one) => one.owner))).toEqual(new Set([lesser.run.owner]));
});

async function start(client: string, minute: number): Promise<RunSeen> {
  const ctx = at.context(OPERATOR, new Date(TUESDAY.getTime() + minute * 60_000));
  const started = await startByHand(ctx, { client, playbook: "self-serve", key: client });
  const seen = started.ok ? await readRun(ctx, started.run) : null;
  if (!seen) throw new Error(`${client} was not started`);
  return seen;
}
