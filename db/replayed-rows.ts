import type { RunEvent } from "#domain/event.ts";
import type { Run } from "#domain/run.ts";
import type { StoredRows } from "./audit.ts";
import {
  deadlineRow,
  exceptionClosed,
  exceptionOpened,
  handoffMade,
  handoffResolved,
  runRow,
} from "./run-changes.ts";
import { taskRow } from "./task-rows.ts";

/** The rows that a whole history gives, with the columns' names: what must be stored, and nothing else. */
export function replayedRows(run: Run, events: readonly RunEvent[], head: Buffer): StoredRows {
  const resolved = new Map(events.flatMap(handoffResolved).map((row) => [row["id"], row]));
  const closed = new Map(events.flatMap(exceptionClosed).map((row) => [row["id"], row]));
  return {
    run: { ...runRow(run, head) },
    tasks: run.tasks.map((task, index) => ({ ...taskRow(task, index, run) })),
    handoffs: events.flatMap(handoffMade).map((row) => ({ ...row, ...resolved.get(row["id"]) })),
    deadlines: run.deadlines.map((deadline) => ({ ...deadlineRow(deadline, run) })),
    exceptions: events.flatMap(exceptionOpened).map((row) => ({ ...row, ...closed.get(row["id"]) })),
  };
}
