import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openCaller } from "#calls/open-caller.ts";
import { hookPace } from "#domain/hooks.ts";
import { allowSending, startBoss } from "#jobs/boss.ts";
import { queueWork } from "#jobs/run-work.ts";
import { draftRelease } from "#services/draft-release.ts";
import { addWebhook } from "#services/manage-webhooks.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { newLog } from "#src/log.ts";
import { withPlaybooks } from "#test/support/automation.ts";
import { SECRET_KEY } from "#test/support/engine.ts";
import { startProvisioning, type Provisioning } from "#test/support/provisioning.ts";
import { watchedLine } from "#test/support/watched-line.ts";
import { testWorkspace, type TestWorkspace } from "#test/support/workspace.ts";
import { askedBy, effectsOf, journey } from "./journey.ts";

const OPS = "ops@acme.example";
/** Statements of a process after which it is killed, early and late in its life; and the edition of the book that is current by then. */
const LIVES = [
  { statements: 160, edition: 1 },
  { statements: 420, edition: 2 },
  { statements: 230, edition: 2 },
  { statements: 610, edition: 3 },
  { statements: 350, edition: 4 },
] as const;
const RUNS_A_LIFE = 4;
/** What a dead worker's job waits before another takes it: its heartbeat, and a look a second. */
const RECOVERY_MS = 15_000;

let provisioning: Provisioning;
let at: TestWorkspace;
let boss: PgBoss;

beforeAll(async () => {
  provisioning = await startProvisioning();
  at = await testWorkspace((book) => withPlaybooks(book, journey(provisioning.url, 1)));
  boss = await startBoss(at.url, newLog("silent"), { workers: false });
  await allowSending(at.rows);
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  await provisioning.stop();
  await at.drop();
});

test("runs whose workers are killed again and again, while three releases change their playbook, end as their own release says", async () => {
  const clients: { name: string; edition: number }[] = [];
  for (const [life, { statements, edition }] of LIVES.entries()) {
    await publish(edition);
    for (let number = 0; number < RUNS_A_LIFE; number++) {
      const name = `client-${life}-${number}`;
      provisioning.plan(name, { status: 500 });
      await start(name);
      clients.push({ name, edition });
    }
    await lifeOf(statements);
  }
  const last = await worker(at.url);
  await vi.waitFor(async () => expect(await openRuns()).toBe(0), { timeout: 60_000, interval: 200 });
  last.kill("SIGKILL");

  const [taken] = await at.rows`select count(*)::integer as over from pgboss.job where retry_count > 0`;
  expect(Number(taken?.["over"]), "jobs of dead workers").toBeGreaterThan(0);
  const astray = clients.filter(
    ({ name, edition }) => effectsOf(provisioning.callsFor(name)).join() !== askedBy(edition, name).join(),
  );
  expect(astray.map(({ name }) => [name, effectsOf(provisioning.callsFor(name))])).toEqual([]);
  const ends = await at.rows`select status, release, parent_run_id is null as root, count(*)::integer as runs
    from baton.runs group by 1, 2, 3 order by 3, 2`;
  const perEdition = [1, 2, 3, 4].map((edition) => clients.filter((one) => one.edition === edition).length);
  const expected = (root: boolean) =>
    perEdition.map((runs, index) => ({ status: "completed", release: index + 1, root, runs }));
  expect(ends).toEqual([...expected(false), ...expected(true)]);
  const { broken } = await verifyAudit(at.context("system"), () => {});
  expect(broken.slice(0, 3)).toEqual([]);
});

test("the call of a worker that was killed is made by another within 15 seconds", async () => {
  const asked = Promise.withResolvers<void>();
  provisioning.plan("orphaned", () => asked.resolve());
  const first = await worker(at.url);
  await start("orphaned");
  await asked.promise;
  const second = await worker(at.url);
  first.kill("SIGKILL");
  const since = performance.now();
  await vi.waitFor(() => expect(provisioning.callsFor("orphaned").length).toBeGreaterThan(1), {
    timeout: 30_000,
    interval: 20,
  });
  const tookMs = performance.now() - since;
  second.kill("SIGKILL");
  process.stdout.write(`A killed worker's call was made by another after ${(tookMs / 1000).toFixed(1)} s\n`);
  expect(tookMs).toBeLessThan(RECOVERY_MS);
  const [one, two] = provisioning.callsFor("orphaned").map(({ headers }) => headers["idempotency-key"]);
  expect(one).toBe(two);
});

test("the delivery of a worker that was killed is made by another, and its receiver knows it by its id", async () => {
  const outside = {
    caller: openCaller({ loopback: [provisioning.pair] }),
    webhooks: { key: SECRET_KEY, pace: hookPace },
    realNow: () => new Date(),
  };
  onTestFinished(() => outside.caller.close());
  const hook = { url: `${provisioning.url}/told`, types: ["run-opened"], key: "told" };
  const added = await addWebhook(at.context(OPS), hook, outside);
  if (!added.ok) throw new Error(added.refusal.code);
  const asked = Promise.withResolvers<void>();
  provisioning.plan("told", () => asked.resolve());
  const first = await worker(at.url);
  await start("heard-of");
  await asked.promise;
  const second = await worker(at.url);
  first.kill("SIGKILL");
  // The run's child run is told of as well.
  const ids = () => provisioning.callsFor("told").map(({ headers }) => headers["webhook-id"]);
  const [id] = ids();
  expect(id).toMatch(/^evt_[0-9a-z]{12}_1$/);
  const again = () => expect(ids().filter((one) => one === id)).toHaveLength(2);
  await vi.waitFor(again, { timeout: 30_000, interval: 20 });
  second.kill("SIGKILL");
});

/** A process works until it has sent so many statements, or there is nothing left to do; then it is killed. */
async function lifeOf(statements: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  let sent = 0;
  let running: ChildProcess | null = null;
  const line = await watchedLine(at.url, () => {
    sent += 1;
    if (sent < statements) return true;
    running?.kill("SIGKILL");
    over.resolve();
    return false;
  });
  running = await worker(line.url, () => over.resolve());
  await over.promise;
  await line.close();
}

/** Starts a worker, and waits until it works or has ended. */
async function worker(url: string, ended = () => {}): Promise<ChildProcess> {
  const args = [url, at.id, at.user(OPS), provisioning.pair];
  const child = fork(new URL("worker.ts", import.meta.url), args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.once("exit", ended);
  onTestFinished(() => void child.kill("SIGKILL"));
  await Promise.race([once(child, "message"), once(child, "exit")]);
  return child;
}

async function publish(edition: number): Promise<void> {
  const book = withPlaybooks(at.book, journey(provisioning.url, edition));
  const { number } = await draftRelease(at.context(OPS), book, at.user(OPS));
  await at.rows`update baton.workspaces set current_release = ${number}`;
}

async function start(client: string): Promise<void> {
  const ctx = { ...at.context(OPS, new Date()), queue: queueWork(boss) };
  const started = await startByHand(ctx, { client, playbook: "journey", key: `start ${client}` });
  if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
}

async function openRuns(): Promise<number> {
  const [row] = await at.rows`select count(*)::integer as open from baton.runs
    where status in ('active', 'blocked')`;
  return Number(row?.["open"]);
}
