import { addTask } from "./add-task.ts";
import { approveTask, rejectTask } from "./decide-approvals.ts";
import {
  absorbRun,
  assignRun,
  cancelRun,
  changeDue,
  changeRunDue,
  mergeRun,
  moveDues,
  moveRun,
  reopenTask,
} from "./decide-controls.ts";
import { acknowledge, meetDeadline, snooze } from "./decide-deadlines.ts";
import {
  acceptHandoff,
  declineHandoff,
  handOffRun,
  handOffTask,
  withdrawHandoff,
} from "./decide-handoffs.ts";
import { blockRun, blockTask, openGate } from "./decide-gates.ts";
import { openRun } from "./decide-opening.ts";
import { pauseRun, resumeRun, suspendWhilePaused } from "./decide-pauses.ts";
import { receiveSignal, reportAttempt, reportChild } from "./decide-reports.ts";
import { skipTask, unskipTask } from "./decide-skips.ts";
import { assignTask, claimTask, completeTask, giveBackTask } from "./decide-tasks.ts";
import type { Facts } from "./facts.ts";
import type { UserId } from "./ids.ts";
import type { AskOf, Intent } from "./intent.ts";
import { may } from "./may.ts";
import { refuse, type Decision } from "./narrate.ts";
import type { Refusal } from "./refusal.ts";
import { restoreDues } from "./restore-dues.ts";
import { isLive, openOffers, taskOf, type Pause, type Run } from "./run.ts";
import { alarmOf, isOver } from "./task.ts";
import { unreachable } from "./unreachable.ts";

/**
 * Decides what an intent does to a run: the events that follow, or why not. Pure: `facts` is all it may know besides.
 * Asking again for what one has just done succeeds without events.
 */
export function decide(run: Run | null, intent: Intent, facts: Facts): Decision {
  if (intent.type === "open-run") {
    const refusal = may(intent.by, intent, null);
    if (refusal) return refuse(refusal);
    return run ? { ok: true, events: [], run } : openRun(intent, facts);
  }
  if (!run) return refuse({ code: "not-found", entity: "run" });
  if (hasJustDone(run, intent)) return { ok: true, events: [], run };
  const refusal = missing(run, intent) ?? over(run, intent) ?? may(intent.by, intent, run);
  if (refusal) return refuse(refusal);
  return suspendWhilePaused(decided(run, intent, facts), intent, facts);
}

function decided(run: Run, intent: Exclude<Intent, { readonly type: "open-run" }>, facts: Facts): Decision {
  switch (intent.type) {
    case "claim-task":
      return claimTask(run, intent, facts);
    case "complete-task":
      return completeTask(run, intent, facts);
    case "give-back-task":
      return giveBackTask(run, intent, facts);
    case "assign-task":
      return assignTask(run, intent, facts);
    case "hand-off-task":
      return handOffTask(run, intent, facts);
    case "hand-off-run":
      return handOffRun(run, intent, facts);
    case "accept-handoff":
      return acceptHandoff(run, intent, facts);
    case "decline-handoff":
      return declineHandoff(run, intent, facts);
    case "withdraw-handoff":
      return withdrawHandoff(run, intent, facts);
    case "acknowledge-task":
      return acknowledge(run, intent, facts);
    case "snooze-task":
      return snooze(run, intent, facts);
    case "approve-task":
      return approveTask(run, intent, facts);
    case "reject-task":
      return rejectTask(run, intent, facts);
    case "block-task":
      return blockTask(run, intent, facts);
    case "block-run":
      return blockRun(run, intent, facts);
    case "open-gate":
      return openGate(run, intent, facts);
    case "report-attempt":
      return reportAttempt(run, intent, facts);
    case "report-child":
      return reportChild(run, intent, facts);
    case "receive-signal":
      return receiveSignal(run, intent, facts);
    case "pause-run":
      return pauseRun(run, intent, facts);
    case "resume-run":
      return resumeRun(run, intent, facts);
    case "cancel-run":
      return cancelRun(run, intent, facts);
    case "merge-run":
      return mergeRun(run, intent, facts);
    case "absorb-run":
      return absorbRun(run, intent, facts);
    case "move-run":
      return moveRun(run, intent, facts);
    case "assign-run":
      return assignRun(run, intent, facts);
    case "add-task":
      return addTask(run, intent, facts);
    case "skip-task":
      return skipTask(run, intent, facts);
    case "unskip-task":
      return unskipTask(run, intent, facts);
    case "reopen-task":
      return reopenTask(run, intent, facts);
    case "change-due":
      return changeDue(run, intent, facts);
    case "change-run-due":
      return changeRunDue(run, intent, facts);
    case "move-dues":
      return moveDues(run, intent, facts);
    case "restore-dues":
      return restoreDues(run, intent, facts);
    case "meet-deadline":
      return meetDeadline(run, intent, facts);
    default:
      return unreachable(intent);
  }
}

/** A double click, or a press on an old message: the person already has what they ask for. */
function hasJustDone(run: Run, intent: Intent): boolean {
  if (intent.by.kind !== "person") return false;
  const me = intent.by.id;
  switch (intent.type) {
    case "claim-task": {
      const task = taskOf(run, intent.task);
      return task?.status === "claimed" && task.assignee === me;
    }
    case "complete-task": {
      const task = taskOf(run, intent.task);
      return task?.status === "done" && task.doneBy === me;
    }
    case "accept-handoff":
      return (
        (run.ownedBy === intent.handoff && run.owner === me) ||
        run.tasks.some(
          (task) => task.status === "claimed" && task.heldBy === intent.handoff && task.assignee === me,
        )
      );
    case "approve-task": {
      const task = taskOf(run, intent.task);
      return (task?.status === "ready" || task?.status === "done") && task.approvals.includes(me);
    }
    case "acknowledge-task": {
      const task = taskOf(run, intent.task);
      return task !== undefined && alarmOf(task)?.acknowledgedBy === me;
    }
    case "skip-task": {
      const task = taskOf(run, intent.task);
      return task?.status === "skipped" && task.skippedBy === me;
    }
    case "pause-run":
      return run.status === "paused" && isAsked(run.pause, intent, me);
    case "merge-run": {
      const isMerged = run.status === "cancelled" && run.mergedInto === intent.into.run;
      return isMerged && may(intent.by, intent, run) === null;
    }
    default:
      return false;
  }
}

function isAsked(pause: Pause, { on, reviewAt }: AskOf<"pause-run">, me: UserId): boolean {
  return pause.by === me && pause.on === on && pause.reviewAt.getTime() === reviewAt.getTime();
}

function missing(run: Run, intent: Intent): Refusal | null {
  if ("task" in intent && !taskOf(run, intent.task)) return { code: "not-found", entity: "task" };
  if ("handoff" in intent && !openOffers(run).some(({ offer }) => offer.handoff === intent.handoff)) {
    return { code: "offer-over" };
  }
  if ("exception" in intent && !run.exceptions.some(({ id }) => id === intent.exception)) {
    return { code: "exception-over" };
  }
  if ("deadline" in intent && !run.deadlines.some(({ id }) => id === intent.deadline))
    return { code: "deadline-moved" };
  return null;
}

const REPORTS: ReadonlySet<Intent["type"]> = new Set([
  "report-attempt",
  "report-child",
  "receive-signal",
  "absorb-run",
]);

/** What is over stays over, for everybody. The deadlines of a run that is over are gone already. */
function over(run: Run, intent: Intent): Refusal | null {
  // What other systems report is kept as evidence, however late.
  if (REPORTS.has(intent.type)) return null;
  if ("task" in intent) {
    const task = taskOf(run, intent.task);
    if (task && isOver(task) && intent.type !== "reopen-task" && intent.type !== "unskip-task") {
      return {
        code: "task-over",
        task: task.id,
        status: task.status,
        by: task.status === "done" ? task.doneBy : task.status === "waived" ? task.waivedBy : null,
      };
    }
  }
  return isLive(run) ? null : { code: "run-over" };
}
