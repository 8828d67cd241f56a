import type { RunEvent } from "#domain/event.ts";
import type { Run } from "#domain/run.ts";
import type { StoredRows } from "./audit.ts";
import {
  deadlineRow,
  exceptionOpened,
  handoffMade,
  handoffResolved,
  runRow,
  taskRow,
} from "./run-changes.ts";

/** The rows that a whole history gives, with the columns' names: what must be stored, and nothing else. */
export function replayedRows(run: Run, events: readonly RunEvent[], head: Buffer): StoredRows {
  const resolved = new Map(events.flatMap(handoffResolved).map((row) => [row["id"], row]));
  const closed = new Map(
    events.flatMap((event) =>
      event.type === "exception-closed" ? [[event.data.exception, event.at] as const] : [],
    ),
  );
  return {
    run: { ...runRow(run, head) },
    tasks: run.tasks.map((task, index) => ({ ...taskRow(task, index, run) })),
    handoffs: events.flatMap(handoffMade).map((row) => ({ ...row, ...resolved.get(row["id"]) })),
    deadlines: run.deadlines.map((deadline) => ({ ...deadlineRow(deadline, run) })),
    exceptions: events
      .flatMap(exceptionOpened)
      .map((row) => ({ ...row, closed_at: [...closed].find(([id]) => id === row["id"])?.[1] ?? null })),
  };
}
