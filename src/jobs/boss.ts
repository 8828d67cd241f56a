import { PgBoss } from "pg-boss";
import type { Log } from "#src/log.ts";
import { sayRarely } from "./say-rarely.ts";

export const ROUTE_TRIGGER = "route-trigger";
export const ROUTE_TRIGGER_DEAD = "route-trigger-dead";

/**
 * A task's call to another system; bringing a child run in line with its task; telling runs what came for their deal; telling
 * other programs of an event; going on with an act on many runs.
 */
export const CALL = "call";
export const CALL_DEAD = "call-dead";
export const CHILD = "settle-child";
export const SIGNAL = "deliver-signals";
export const MERGE = "follow-merge";
export const OPERATE = "operate";
export const HOOK = "deliver-webhook";

/** While a source's API is down its triggers wait: about two days of tries, ten minutes apart at most. */
const ROUTE_RETRIES_MAX = 300;
const ROUTE_RETRY_DELAY_MAX_S = 600;
/** How often an attempt is begun again whose worker died, before it counts as failed. */
const CRASHES_MAX = 5;
/** Longer than any call may take. */
const CALL_EXPIRES_S = 600;

/**
 * Starts the job engine on its own connections and makes its queues. With `workers` false it only sends.
 * Its schema is migrated by the database's owner; afterwards the role that serves requests may send.
 */
export async function startBoss(url: string, log: Log, { workers }: { workers: boolean }): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: "baton jobs",
    max: 4,
    supervise: workers,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  });
  boss.on(
    "error",
    sayRarely(log, () => performance.now()),
  );
  await boss.start();
  await boss.createQueue(ROUTE_TRIGGER_DEAD, { retentionSeconds: 30 * 24 * 3600 });
  await boss.createQueue(ROUTE_TRIGGER, {
    retryLimit: ROUTE_RETRIES_MAX,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: ROUTE_RETRY_DELAY_MAX_S,
    expireInSeconds: 60,
    heartbeatSeconds: 10,
    deadLetter: ROUTE_TRIGGER_DEAD,
    notify: true,
  });
  await boss.createQueue(CALL_DEAD, { retentionSeconds: 30 * 24 * 3600 });
  // Attempts are counted and spaced by the run. The engine only begins one again that its worker did not come back from.
  await boss.createQueue(CALL, {
    policy: "exclusive",
    retryLimit: CRASHES_MAX,
    retryDelay: 0,
    expireInSeconds: CALL_EXPIRES_S,
    heartbeatSeconds: 10,
    retentionSeconds: 30 * 24 * 3600,
    deadLetter: CALL_DEAD,
    notify: true,
  });
  for (const queue of [CHILD, SIGNAL, MERGE, OPERATE]) {
    // None is dropped for another that waits: that one may begin, and look, before what this one is for is committed.
    await boss.createQueue(queue, {
      retryLimit: ROUTE_RETRIES_MAX,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: 120,
      heartbeatSeconds: 10,
      notify: true,
    });
  }
  // Tries are counted and spaced by whoever delivers, as a receiver may ask. Here only what a worker did not come back from.
  await boss.createQueue(HOOK, {
    policy: "exclusive",
    retryLimit: ROUTE_RETRIES_MAX,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: 60,
    heartbeatSeconds: 10,
    notify: true,
  });
  return boss;
}

/** The database's owner, or who may act as it. */
type Owner = { unsafe(statements: string): PromiseLike<unknown> };

/** Lets `baton_app` make jobs in its own transactions. To be run as the database's owner, once the engine has its schema. */
export async function allowSending(owner: Owner): Promise<void> {
  await owner.unsafe(`grant usage on schema pgboss to baton_app;
    grant select, insert, update on all tables in schema pgboss to baton_app;
    grant execute on all functions in schema pgboss to baton_app`);
}
