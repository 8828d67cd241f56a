import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { openCaller } from "#calls/open-caller.ts";
import { connect } from "#db/client.ts";
import { hookPace } from "#domain/hooks.ts";
import { verifyAudit } from "#services/verify-audit.ts";
import { deliverSignals } from "#services/deliver-signals.ts";
import { makeCall, type Outside } from "#services/make-call.ts";
import { settleChild } from "#services/settle-child.ts";
import { startByHand } from "#services/start-by-hand.ts";
import type { Context } from "#src/context.ts";
import { DealIdSchema, TaskIdSchema } from "#src/ids.ts";
import { withPlaybooks } from "#test/support/automation.ts";
import { startEngine, type Engine } from "#test/support/engine.ts";
import { startProvisioning, type Provisioning } from "#test/support/provisioning.ts";
import { watchedLine } from "#test/support/watched-line.ts";
import { testWorkspace, TUESDAY, type TestWorkspace } from "#test/support/workspace.ts";
import { approve, approveAll } from "./approve-all.ts";
import { askedBy, effectsOf, journey } from "./journey.ts";

const OPS = "ops@acme.example";
/** More than a whole run takes; a life that is not cut short ends the search. */
const STEPS_MAX = 400;

let provisioning: Provisioning;
let at: TestWorkspace;
let engine: Engine;
/** Of processes that have died. */
const remains: Promise<unknown>[] = [];

beforeAll(async () => {
  provisioning = await startProvisioning();
  at = await testWorkspace((book) => withPlaybooks(book, journey(provisioning.url, 1)));
  engine = await startEngine(at, { loopback: [provisioning.pair], secrets: {} });
  await engine.pause();
});
afterAll(async () => {
  await Promise.all(remains);
  await engine.stop();
  await provisioning.stop();
  await at.drop();
});

test("a run ends with each call's effect once, whichever statement, call or finished job its process died before", async () => {
  const clients: string[] = [];
  for (let steps = 1; steps < STEPS_MAX; steps++) {
    const client = `died-before-${steps}`;
    clients.push(client);
    if (!(await dies(client, steps))) break;
  }
  expect(clients.length).toBeGreaterThan(40);
  expect(clients.length).toBeLessThan(STEPS_MAX - 1);

  await engine.goOn();
  // Whoever asked for a run and heard nothing asks again.
  for (const client of clients) await start(engine.context(OPS), client);
  const ended = async () => {
    await approveAll(engine.context(OPS));
    const rows = await at.rows`select status, count(*)::integer as runs from baton.runs group by 1`;
    expect([...rows]).toEqual([{ status: "completed", runs: 2 * clients.length }]);
  };
  await vi.waitFor(ended, { timeout: 60_000, interval: 200 });

  const astray = clients.filter(
    (client) => effectsOf(provisioning.callsFor(client)).join() !== askedBy(1, client).join(),
  );
  expect(astray).toEqual([]);
  const { broken } = await verifyAudit(at.context("system"), () => {});
  expect(broken.slice(0, 3)).toEqual([]);
});

/**
 * A process that does all there is to do for a client's run, as workers do, and dies before that many statements that write,
 * calls and finished jobs. False: it lived to the end.
 */
async function dies(client: string, steps: number): Promise<boolean> {
  let left = steps;
  const isAlive = () => (left -= 1) > 0;
  const line = await watchedLine(at.url, (statement) => !WRITES.test(statement) || isAlive());
  const db = connect(line.url);
  const caller = openCaller({ loopback: [provisioning.pair] });
  // It is asked and has carried out what it was asked for, but nobody is there to hear.
  const outside: Outside = {
    caller: {
      async call(request, signal) {
        const answer = await caller.call(request, signal);
        if (isAlive()) return answer;
        line.cut();
        throw new Error("The process was killed here");
      },
      whyNot: (url) => caller.whyNot(url),
      close: () => caller.close(),
    },
    secretOf: () => undefined,
    realNow: () => TUESDAY,
    webhooks: { key: null, pace: hookPace },
  };
  const context = (by: string): Context => ({ ...engine.context(by), db });
  try {
    await start(context(OPS), client);
    for (let found = true; found;) {
      found = false;
      for (const { id, data } of await jobsFor(client)) {
        await work(context("system"), data, outside);
        if (!isAlive()) return true;
        await at.rows`delete from pgboss.job where id = ${id}`;
        found = true;
      }
      for (const task of await approvalsFor(client)) {
        await approve(context(OPS), task);
        found = true;
      }
    }
    return false;
  } catch (error) {
    if (left > 0) throw error;
    return true;
  } finally {
    // Nobody waits for the driver to see that it can say no goodbye.
    remains.push(line.close(), caller.close(), db.close());
  }
}

const WRITES = /^\s*(insert|update|delete|commit|with changed)|insert into pgboss/i;

async function start(ctx: Context, client: string): Promise<void> {
  const started = await startByHand(ctx, { client, playbook: "journey", key: `start ${client}` });
  if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
}

const JobSchema = z.object({
  task: TaskIdSchema.optional(),
  deal: DealIdSchema.optional(),
  execution: z.int().optional(),
  attempt: z.int().optional(),
});

async function jobsFor(client: string) {
  const rows = await at.rows`select j.id, j.data from pgboss.job j where j.state = 'created' and (
      j.data ->> 'task' in (select t.id from baton.tasks t join baton.runs r on r.id = t.run_id
        join baton.clients c on c.id = r.client_id where c.key = ${client})
      or j.data ->> 'deal' in (select d.id from baton.deals d join baton.clients c on c.id = d.client_id
        where c.key = ${client}))
    order by j.created_on`;
  return rows.map((row) => ({ id: String(row["id"]), data: JobSchema.parse(row["data"]) }));
}

async function approvalsFor(client: string) {
  const rows = await at.rows`select t.id from baton.tasks t join baton.runs r on r.id = t.run_id
    join baton.clients c on c.id = r.client_id
    where c.key = ${client} and t.status = 'ready' and t.work ->> 'kind' = 'approval'`;
  return rows.map(({ id }) => TaskIdSchema.parse(id));
}

/** As the job engine's workers do. */
async function work(ctx: Context, job: z.infer<typeof JobSchema>, outside: Outside): Promise<void> {
  const { task, deal, execution = 0, attempt } = job;
  if (deal) await deliverSignals(ctx, deal);
  else if (task && attempt) {
    await makeCall(ctx, { task, execution, attempt }, outside, new AbortController().signal);
  } else if (task) await settleChild(ctx, { task, execution });
}
