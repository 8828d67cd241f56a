import { releaseLane, type Lane, type Lease } from "#db/lanes.ts";
import {
  claimNext,
  NO_REST,
  recordGone,
  recordLater,
  recordRefused,
  recordShown,
  type DueMessage,
  type Rest,
} from "#db/slack-messages.ts";
import { unreachable } from "#domain/unreachable.ts";
import type { LaneDeps, Method, Outcome } from "./calling.ts";
import { newGrip } from "./grip.ts";
import type { Pace } from "./pace.ts";
import { showMessage } from "./show-message.ts";

/** Budgets by which due messages are found. For another one, a message waits. */
const BUDGETS_LOOKED_AT: ReadonlySet<Method> = new Set(["post", "update"]);
const WAIT_MS = 3000;

/** Shows the one message that is next in a lane, so that lanes take turns. True: something was done, and more may wait. */
export async function serveLane(deps: LaneDeps, lane: Lane): Promise<boolean> {
  const { db, pace } = deps;
  const grip = newGrip(pace, performance.now());
  const claimed = await claimNext(db, lane, pace.leaseMs);
  if (!claimed) return false;
  const { lease, message } = claimed;
  if (!message) {
    await releaseLane(db, lease);
    return false;
  }
  const outcome = await tryToShow(deps, message, () => showMessage(deps, lease, grip, message));
  const written = await record(deps, lease, message, outcome).catch(async (error: unknown) => {
    // What Slack said is found again by looking; the lane must not idle until its lease is over.
    await releaseLane(db, lease).catch(() => {});
    throw error;
  });
  report(deps, message, written ? outcome : { outcome: "lost" });
  return written && outcome.outcome !== "later";
}

/** A fault of ours keeps one message waiting, and neither its lane nor the process. */
async function tryToShow(
  { log }: LaneDeps,
  due: DueMessage,
  show: () => Promise<Outcome>,
): Promise<Outcome | { outcome: "fault" }> {
  try {
    return await show();
  } catch (err) {
    log.error({ err, run: due.run_id, message: due.id }, "message not shown");
    return { outcome: "fault" };
  }
}

/** False: the lane was lost, and nothing was written. */
async function record(
  { db, pace }: LaneDeps,
  lease: Lease,
  { id }: DueMessage,
  outcome: Outcome | { outcome: "fault" },
): Promise<boolean> {
  switch (outcome.outcome) {
    case "posted":
    case "found":
      // The first change after it is shown at once.
      return recordShown(db, lease, id, { ...outcome, pauseMs: 0 });
    case "updated":
      return recordShown(db, lease, id, { ...outcome, pauseMs: pace.updatesMs });
    case "gone":
      return recordGone(db, lease, id);
    case "refused":
      return recordRefused(db, lease, id, { error: outcome.error, unsent: outcome.method === "post" });
    case "later": {
      const waitMs = BUDGETS_LOOKED_AT.has(outcome.method) ? 0 : WAIT_MS;
      return recordLater(db, lease, id, { waitMs, unsent: outcome.method === "post", rest: NO_REST });
    }
    case "unanswered":
      return recordLater(db, lease, id, {
        waitMs: 0,
        unsent: false,
        rest: restAfter(lease.failures + 1, pace),
      });
    case "fault":
      return recordLater(db, lease, id, { waitMs: pace.faultMs, unsent: false, rest: NO_REST });
    case "lost":
      return false;
    default:
      return unreachable(outcome);
  }
}

/** Twice as long each time, and not for all lanes at the same moment. */
function restAfter(failures: number, { restMs, restMaxMs }: Pace): Rest {
  const longest = Math.min(restMaxMs, restMs * 2 ** (failures - 1));
  return { failures, restMs: longest * (0.75 + Math.random() / 2) };
}

function report({ log }: LaneDeps, due: DueMessage, outcome: Outcome | { outcome: "fault" }): void {
  const facts = { run: due.run_id, message: due.id, kind: due.kind };
  switch (outcome.outcome) {
    case "posted":
    case "updated":
    case "found":
      return log.info({ ...facts, version: outcome.version }, `message ${outcome.outcome}`);
    case "gone":
      return log.info(facts, "message deleted in Slack, to be posted anew");
    case "refused":
      return log.warn(
        { ...facts, error: outcome.error, details: outcome.details },
        "message refused by Slack",
      );
    case "unanswered":
      return log.warn({ ...facts, method: outcome.method, error: outcome.error }, "Slack did not answer");
    case "lost":
      return log.warn(facts, "lane lost to another worker");
    case "later":
    case "fault":
      return;
    default:
      return unreachable(outcome);
  }
}
