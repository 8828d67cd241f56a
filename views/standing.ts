import { waitsFor } from "#domain/progress.ts";
import { gateOn, type Run } from "#domain/run.ts";
import type { UserId } from "#domain/ids.ts";
import { isOver, type Task, type TaskIn } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { gateWords } from "./gate-words.ts";
import { openFacts, openWords } from "./task-words.ts";
import { oneLine } from "./text.ts";
import { listed, mention, when } from "./words.ts";

/**
 * How a task stands: who or what has it, when it is due, what it waits for, and the gate that is closed on it. `you` is
 * whoever reads it alone.
 */
export function standing(task: Task, run: Run, now: Date, you: UserId | null = null): string {
  const gate = gateWords(run, task);
  // What stands behind its gate is told by the gate.
  const isBehind = task.status === "blocked" || task.status === "failed";
  if (isBehind && gate) return [gate, ...heldBy(task)].join(" · ");
  return [ownWords(task, run, now, you), ...(gate ? [gate] : [])].join("\n");
}

function ownWords(task: Task, run: Run, now: Date, you: UserId | null): string {
  switch (task.status) {
    case "pending":
      return notStarted(task, run);
    case "ready":
    case "claimed":
    case "running":
    case "waiting":
      return openWords({ ...openFacts(task, run), now, you });
    case "blocked":
      return "⛔ *Blocked*";
    case "failed":
      return "⛔ *Failed*";
    case "done":
      return `✓ ${doneWords(task)} · ${when(task.doneAt)}`;
    case "skipped":
      return task.because === "by-hand" ? `Skipped by hand · ${when(task.skippedAt)}` : SKIPPED[task.because];
    case "waived":
      return task.waivedBy
        ? `Waived by ${mention(task.waivedBy)} · ${when(task.waivedAt)}`
        : `Waived: it could not be done, and the playbook goes on without it · ${when(task.waivedAt)}`;
    default:
      return unreachable(task);
  }
}

const SKIPPED = {
  completed: "Skipped: the onboarding was completed without it",
  cancelled: "Skipped: the onboarding was cancelled",
  condition: "Skipped: not needed for this client",
} as const;

function notStarted(task: Task, run: Run): string {
  const before = waitsFor(run, task).map((other) => {
    const title = oneLine(other.title, 80);
    // It is over, and its lateness is still to be looked at.
    return isOver(other) ? `the gate of ${title}` : title;
  });
  if (run.status === "paused" && before.length === 0)
    return "Not started · ⏸ starts once the onboarding goes on";
  const whole = gateOn(run, null) ? ["the gate of the whole onboarding"] : [];
  const what = listed([...whole, ...before], 3);
  return what === "" ? "Not started" : `Not started · waits for ${what}`;
}

function doneWords({ work, doneBy, approvals }: TaskIn<"done">): string {
  const by = doneBy ? mention(doneBy) : null;
  switch (work.kind) {
    case "approval":
      return `Approved by ${listed(approvals.map(mention), 5) || (by ?? "Baton")}`;
    case "wait":
      return by ? `It has come, says ${by}` : "It has come";
    case "run":
      return by ? `Done by ${by}` : "Done by an onboarding of its own";
    case "human":
    case "client":
    case "automation":
      return `Done by ${by ?? "Baton"}`;
    default:
      return unreachable(work);
  }
}

function heldBy(task: Task): string[] {
  return task.status === "blocked" && task.hold ? [`${mention(task.hold.assignee)} has it`] : [];
}
