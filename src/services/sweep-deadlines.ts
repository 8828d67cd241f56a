import type { Log } from "#src/log.ts";
import type { Context } from "#src/context.ts";
import type { Db } from "#db/client.ts";
import { dueDeadlines } from "#db/deadlines.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { runOf } from "#domain/ids.ts";
import { changeRun } from "./change-run.ts";

const BATCH = 200;
/** One sweep ends: what became due meanwhile is found by the next. */
const BATCHES_MAX = 50;

/**
 * Turns every deadline whose time has come into an intent, each with its own id as the key: swept twice, or by two
 * processes at once, it is met once. A run that fails is logged and doesn't keep the others waiting.
 * Answers with how many were met.
 */
export async function sweepDeadlines(
  { db, log, now }: { db: Db; log: Log; now: Date },
  contextOf: (workspace: WorkspaceId) => Context,
): Promise<number> {
  const tried = new Set<string>();
  let met = 0;
  for (let batch = 0; batch < BATCHES_MAX; batch++) {
    const due = (await dueDeadlines(db, now, BATCH + tried.size)).filter(({ id }) => !tried.has(id));
    if (due.length === 0) break;
    for (const { workspace, id } of due) {
      tried.add(id);
      try {
        const ask = { type: "meet-deadline", deadline: id } as const;
        const decision = await changeRun(contextOf(workspace), { run: runOf(id), key: id, ask });
        if (decision.ok) met += 1;
      } catch (err) {
        log.error({ err, deadline: id }, "deadline not met");
      }
    }
  }
  return met;
}
