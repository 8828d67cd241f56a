import type { KnownBlock } from "@slack/types";
import type { NoticeKind } from "#domain/effects.ts";
import type { HandoffId, TaskId, UserId } from "#domain/ids.ts";
import type { Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import { context, type Message } from "./blocks.ts";
import type { GoesOn } from "./card-parts.ts";
import {
  approvalAsked,
  exceptionNotice,
  exceptionOverdue,
  gateOpened,
  type ExceptionRecord,
} from "./notice-gates.ts";
import { answeredOffer, offer } from "./notice-offers.ts";
import {
  dueChanged,
  pauseReview,
  runAssigned,
  runPaused,
  runResumed,
  runTakenOver,
  runToResume,
  taskSkipped,
} from "./notice-controls.ts";
import { runAbsorbed, runCancelled, runCompleted, runOverdue, runOwned } from "./notice-runs.ts";
import { assigned, overdue, reminder, takenOver, tasksReady } from "./notice-tasks.ts";
import { link } from "./text.ts";

/** What a handoff came to, with what people wrote about it; null where nothing was written or it was erased. */
export type HandoffRecord = {
  readonly from: UserId | null;
  readonly to: UserId | null;
  readonly outcome: "offered" | "accepted" | "declined" | "expired" | "withdrawn" | "assigned";
  readonly note: string | null;
  readonly reason: string | null;
};

export type NoticeProps = {
  readonly notice: {
    readonly kind: NoticeKind;
    readonly tasks: readonly TaskId[];
    readonly handoff: HandoffId | null;
  };
  readonly run: Run;
  readonly client: { readonly name: string };
  /** Null: it goes to a channel, where its buttons would be for nobody. */
  readonly recipient: UserId | null;
  readonly handoffRecord: HandoffRecord | null;
  readonly exception: ExceptionRecord | null;
  /** Who did what it tells of; null: nobody, it happened by itself. */
  readonly by: UserId | null;
  /** What they wrote about it; null: nothing, or it was erased. */
  readonly words: string | null;
  /** Which call it is about something late, from 1; null: it is none. */
  readonly level: number | null;
  /** The run that goes on in the stead of this one, where it was merged. */
  readonly merged: GoesOn | null;
  readonly threadLink: string | null;
  readonly runbook: string | null;
  readonly now: Date;
};

/** What somebody is told, once. It is shown again as the run goes on, so it always tells how things are now. */
export function noticeMessage(props: NoticeProps): Message {
  const { text, blocks } = messageOf(props);
  return { text, blocks: [...blocks, ...links(props)] };
}

function messageOf(props: NoticeProps): Message {
  switch (props.notice.kind) {
    case "run-owned":
      return runOwned(props);
    case "tasks-ready":
      return tasksReady(props);
    case "offer":
      return offer(props);
    case "offer-accepted":
    case "offer-declined":
    case "offer-expired":
      return answeredOffer(props, props.notice.kind);
    case "assigned":
      return assigned(props);
    case "taken-over":
      return takenOver(props);
    case "reminder":
      return reminder(props);
    case "overdue":
      return overdue(props);
    case "run-overdue":
      return runOverdue(props);
    case "run-completed":
      return runCompleted(props);
    case "run-cancelled":
      return runCancelled(props);
    case "run-to-resume":
      return runToResume(props);
    case "run-absorbed":
      return runAbsorbed(props);
    case "approval-asked":
      return approvalAsked(props);
    case "exception":
      return exceptionNotice(props);
    case "exception-overdue":
      return exceptionOverdue(props);
    case "gate-opened":
      return gateOpened(props);
    case "run-paused":
      return runPaused(props);
    case "run-resumed":
      return runResumed(props);
    case "pause-review":
      return pauseReview(props);
    case "run-assigned":
      return runAssigned(props);
    case "run-taken-over":
      return runTakenOver(props);
    case "task-skipped":
      return taskSkipped(props);
    case "due-changed":
      return dueChanged(props);
    default:
      return unreachable(props.notice.kind);
  }
}

function links({ notice, threadLink, runbook, exception }: NoticeProps): KnownBlock[] {
  const late = notice.kind === "overdue" || notice.kind === "run-overdue";
  const found = [
    ...(threadLink ? [link(threadLink, "Open the thread")] : []),
    ...(runbook && late ? [link(runbook, "What to do when it is late")] : []),
    ...(exception?.runbook && !exception.closed ? [link(exception.runbook, "What to do")] : []),
  ];
  return found.length > 0 ? [context(found.join(" · "))] : [];
}
