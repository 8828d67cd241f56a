import type { Button } from "@slack/types";
import type { ExceptionId, HandoffId, ReleaseRequestId, RunId, TaskId, UserId } from "#domain/ids.ts";
import { button } from "./blocks.ts";
import { actionIds } from "./ids.ts";

// The words on buttons are part of the product: people and documents know them by these.

type About = { readonly id: TaskId; readonly title: string };

export function claimButton({ id, title }: About): Button {
  return button("Claim", actionIds.claimTask, id, title);
}

export function doneButton({ id, title }: About): Button {
  return button("Done", actionIds.completeTask, id, title);
}

export function giveBackButton({ id, title }: About): Button {
  return button("Give back", actionIds.giveBackTask, id, title);
}

export function handOffButton({ id, title }: About): Button {
  return button("Hand off", actionIds.handOffTask, id, title);
}

export function assignButton({ id, title }: About): Button {
  return button("Assign", actionIds.assignTask, id, title);
}

export function acknowledgeButton({ id, title }: About): Button {
  return button("Acknowledge", actionIds.acknowledgeTask, id, title);
}

export function snoozeButton({ id, title }: About): Button {
  return button("Snooze", actionIds.snoozeTask, id, title);
}

export function approveButton({ id, title }: About): Button {
  return button("Approve", actionIds.approveTask, id, title, "primary");
}

export function rejectButton({ id, title }: About): Button {
  return button("Reject", actionIds.rejectTask, id, title);
}

export function blockButton({ id, title }: About): Button {
  return button("Block", actionIds.blockTask, id, title);
}

export function blockRunButton(run: RunId, client: string): Button {
  return button("Block", actionIds.blockRun, run, `the onboarding of ${client}`);
}

/** `what`: what is held up. */
export function openGateButton(exception: ExceptionId, what: string): Button {
  return button("Open gate", actionIds.openGate, exception, what);
}

/** For an exception of a run that holds nothing up. */
export function settleButton(exception: ExceptionId, what: string): Button {
  return button("Settle", actionIds.openGate, exception, what);
}

/** For a trigger that led nowhere. */
export function settleHeldButton(exception: ExceptionId, what: string): Button {
  return button("Settle", actionIds.settleHeld, exception, what);
}

export function acceptButton(handoff: HandoffId, what: string): Button {
  return button("Accept", actionIds.acceptHandoff, handoff, what, "primary");
}

export function declineButton(handoff: HandoffId, what: string): Button {
  return button("Decline", actionIds.declineHandoff, handoff, what);
}

export function withdrawButton(handoff: HandoffId, what: string): Button {
  return button("Withdraw", actionIds.withdrawHandoff, handoff, what);
}

export function handOffRunButton(run: RunId, client: string): Button {
  return button("Hand off", actionIds.handOffRun, run, `the onboarding of ${client}`);
}

/** Opens what else can be changed. */
export function moreButton(run: RunId, client: string): Button {
  return button("More…", actionIds.changeRun, run, `change the onboarding of ${client}`);
}

export function pauseButton(run: RunId, client: string, label = "Pause"): Button {
  return button(label, actionIds.pauseRun, run, `the onboarding of ${client}`);
}

export function resumeButton(run: RunId, client: string): Button {
  return button("Resume", actionIds.resumeRun, run, `the onboarding of ${client}`, "primary");
}

export function cancelRunButton(run: RunId, client: string): Button {
  return button("Cancel it…", actionIds.cancelRun, run, `the onboarding of ${client}`, "danger");
}

/** What a change can be taken back by. Nothing happens where it changed again since. */
export type Undo =
  | { readonly undo: "add"; readonly task: TaskId }
  | { readonly undo: "skip"; readonly task: TaskId; readonly at: Date }
  | { readonly undo: "due"; readonly task: TaskId; readonly was: Date; readonly now: Date }
  | { readonly undo: "run-due"; readonly run: RunId; readonly was: Date; readonly now: Date }
  /** `was` null: nobody had it. */
  | { readonly undo: "assign"; readonly task: TaskId; readonly was: UserId | null; readonly now: UserId }
  | { readonly undo: "assign-run"; readonly run: RunId; readonly was: UserId; readonly now: UserId };

/** `what`: what was done. */
export function undoButton(undo: Undo, what: string): Button {
  const { undo: kind, ...rest } = undo;
  const facts = JSON.stringify(rest).slice(1, -1);
  return button("Undo", actionIds.undo, `{"undo":"${kind}",${facts}}`, what);
}

export function approveReleaseButton(request: ReleaseRequestId, number: number): Button {
  return button("Approve", actionIds.approveRelease, request, `release ${number}`, "primary");
}

/** Asks the approvers, or publishes where nobody else can approve. */
export function publishReleaseButton(number: number): Button {
  return button("Publish", actionIds.publishRelease, `${number}`, `release ${number}`);
}

export function rejectReleaseButton(request: ReleaseRequestId, number: number): Button {
  return button("Reject", actionIds.rejectRelease, request, `release ${number}`);
}
