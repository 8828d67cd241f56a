import type { Log } from "#src/log.ts";
import type { Db } from "#db/client.ts";
import { notifyLanes } from "#db/lanes.ts";

/** Rings when something waits. Who isn't listening when it rings hears it on the next listening. */
export type Bell = { ring(): void; heard(withinMs: number): Promise<void> };

export function newBell(): Bell {
  let rung = false;
  let listener: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      listener?.();
    },
    async heard(withinMs) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          listener = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        listener = null;
      }
      rung = false;
    },
  };
}

/** Tells all processes that something waits to be shown. Many calls in a moment are told once. */
export type Notifier = { wake(): void; stop(): void };

/** For a process that changes runs, whether or not it serves the lanes itself. */
export function newNotifier({ db, log, notifyMs }: { db: Db; log: Log; notifyMs: number }): Notifier {
  let timer: NodeJS.Timeout | null = null;
  return {
    wake() {
      timer ??= setTimeout(() => {
        timer = null;
        // Not told is not lost: every process looks by itself as well.
        notifyLanes(db).catch((err: unknown) => log.debug({ err }, "lanes not notified"));
      }, notifyMs);
    },
    stop() {
      if (timer) clearTimeout(timer);
    },
  };
}
