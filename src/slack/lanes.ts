import type { WebClient } from "@slack/web-api";
import type { Log } from "#src/log.ts";
import type { Db } from "#db/client.ts";
import { dueLanes, hearLanes, type Lane } from "#db/lanes.ts";
import { type Pace, slackPace } from "./pace.ts";
import { serveLane } from "./serve-lane.ts";
import { newBell, newNotifier } from "./wake.ts";

export type LanesOptions = {
  readonly db: Db;
  readonly client: WebClient;
  /** The runs' clock: what is overdue is told by it. */
  readonly now: () => Date;
  readonly log: Log;
  /** How many lanes are served at once in this process. */
  readonly concurrency?: number;
  readonly pace?: Pace;
};

export type Lanes = {
  /** Something new waits to be shown. Never waits, never throws. */
  wake(): void;
  /** Ends when what is under way has ended. */
  stop(): Promise<void>;
};

/** Brings Slack to what the tables want, for as long as it runs, beside any number of other processes. */
export function startLanes({ db, client, now, log, concurrency = 8, pace = slackPace }: LanesOptions): Lanes {
  const deps = { db, client, now, log, pace, conversations: new Map<string, string>() };
  const bell = newBell();
  const notifier = newNotifier({ db, log, notifyMs: pace.notifyMs });
  const underWay = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  let isBlind = false;

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      for (const lane of await find()) serve(lane);
      await bell.heard(pace.pollMs);
    }
  }

  /** As many lanes as there are hands free. While the database is away there are none, which is said once. */
  async function find(): Promise<readonly Lane[]> {
    const free = concurrency - underWay.size;
    if (free <= 0) return [];
    try {
      const lanes = await dueLanes(db, concurrency);
      isBlind = false;
      return lanes.filter((lane) => !underWay.has(nameOf(lane))).slice(0, free);
    } catch (err) {
      if (!isBlind) log.error({ err }, "lanes cannot be read");
      isBlind = true;
      return [];
    }
  }

  function serve(lane: Lane): void {
    const served = serveLane(deps, lane)
      .then((more) => more && bell.ring())
      .catch((err: unknown) => log.error({ err, lane: lane.lane }, "lane not served"))
      .then(() => void underWay.delete(nameOf(lane)));
    underWay.set(nameOf(lane), served);
  }

  const hearing = hearLanes(db, bell.ring).catch((err: unknown) => {
    log.warn({ err }, "lanes not heard: looking for work only");
    return null;
  });
  const working = work();

  return {
    wake() {
      bell.ring();
      notifier.wake();
    },
    async stop() {
      stopping.abort();
      notifier.stop();
      bell.ring();
      await working;
      await Promise.all(underWay.values());
      await (await hearing)?.stop().catch(() => {});
    },
  };
}

function nameOf({ workspace, lane }: Lane): string {
  return `${workspace}/${lane}`;
}
