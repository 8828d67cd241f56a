import type { PgBoss } from "pg-boss";
import { openCaller } from "#calls/open-caller.ts";
import type { HookPace } from "#domain/hooks.ts";
import type { RunId } from "#domain/ids.ts";
import { allowSending, CALL, CALL_DEAD, CHILD, HOOK, MERGE, SIGNAL, startBoss } from "#jobs/boss.ts";
import { queueWork, workForRuns } from "#jobs/run-work.ts";
import type { Outside } from "#services/make-call.ts";
import { startByHand } from "#services/start-by-hand.ts";
import type { Context } from "#src/context.ts";
import { newLog } from "#src/log.ts";
import { TUESDAY, type TestWorkspace } from "./workspace.ts";

/** The job engine at work for a workspace. */
export type Engine = {
  readonly boss: PgBoss;
  readonly outside: Outside;
  /** What is at work is finished, and nothing else begun until it goes on. */
  pause(): Promise<void>;
  goOn(): Promise<void>;
  /** The workspace's context, with jobs that are made and done. */
  context(by: string, now?: Date): Context;
  /** Opens a run of a playbook for a client of that name. */
  start(client: string, playbook: string, now?: Date): Promise<RunId>;
  stop(): Promise<void>;
};

type Reach = {
  readonly loopback: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  /** On which failures of webhooks are counted; the real one where none is given. */
  readonly realNow?: () => Date;
};

/** What the secrets of a test's webhooks are made from. */
export const SECRET_KEY: Uint8Array = Buffer.from("an example key of just 32 bytes.");
/** Tries that a test can wait for. */
const HOOK_PACE: HookPace = { firstMs: 20, longestMs: 100 };

export async function startEngine(
  at: TestWorkspace,
  { loopback, secrets, realNow = () => new Date() }: Reach,
): Promise<Engine> {
  const caller = openCaller({ loopback });
  const boss = await startBoss(at.url, newLog("silent"), { workers: true });
  await allowSending(at.rows);
  const context: Engine["context"] = (by, now = TUESDAY) => ({
    ...at.context(by, now),
    queue: queueWork(boss),
  });
  const outside: Outside = {
    caller,
    secretOf: (name) => secrets[name],
    realNow,
    webhooks: { key: SECRET_KEY, pace: HOOK_PACE },
  };
  const work = () => workForRuns(boss, () => context("system"), outside);
  await work();
  return {
    boss,
    outside,
    async pause() {
      for (const queue of [CALL, CALL_DEAD, CHILD, HOOK, SIGNAL, MERGE])
        await boss.offWork(queue, { wait: true });
    },
    goOn: work,
    context,
    async start(client, playbook, now = TUESDAY) {
      const ctx = context("ops@acme.example", now);
      const started = await startByHand(ctx, {
        client,
        playbook,
        key: `start ${client} ${now.toISOString()}`,
      });
      if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
      return started.run;
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5000 });
      await caller.close();
    },
  };
}
