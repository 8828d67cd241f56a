import { schedule, type Logger } from "node-cron";
import type { Log } from "#src/log.ts";

/** A tick says when to look; rows say what is due. Any number of processes may tick. */
export type Tick = { readonly name: string; readonly cron: string; readonly run: () => Promise<unknown> };

/** Starts the ticks; one that is still at work is not started again. Stopping waits for those at work. */
export function startTicks(ticks: readonly Tick[], log: Log): { stop(): Promise<void> } {
  const atWork = new Set<Promise<unknown>>();
  const tasks = ticks.map(({ name, cron, run }) =>
    schedule(
      cron,
      async () => {
        const work = run().catch((err: unknown) => log.error({ err, tick: name }, "tick failed"));
        atWork.add(work);
        await work.finally(() => atWork.delete(work));
      },
      { name, noOverlap: true, logger: quiet(log, name) },
    ),
  );
  return {
    async stop() {
      await Promise.all(tasks.map(async (task) => task.destroy()));
      await Promise.all(atWork);
    },
  };
}

/** What node-cron would say on the console: that a tick was late, or is still at work. Rows say what is due, so neither matters. */
function quiet(log: Log, tick: string): Logger {
  const say = (message: string | Error) => log.debug({ tick, said: String(message) }, "tick remarked");
  return { info: say, warn: say, error: say, debug: say };
}
