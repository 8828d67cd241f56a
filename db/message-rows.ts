import { checklistParts, hasBegun } from "#domain/checklist.ts";
import type { Effects, Notice } from "#domain/effects.ts";
import type { Run } from "#domain/run.ts";
import { newRowId } from "#src/ids.ts";
import type { Row } from "./row.ts";

// The messages that show what a decision changed, as rows.

/** The card follows every change; a stage's checklist what happened in it, once it has begun. Each notice has a message of its own. */
export function messageRows(
  run: Run,
  effects: Effects,
  notices: readonly ReturnType<typeof noticeRow>[],
  at: Date,
): Row[] {
  const stages = effects.stages.filter((stage) => hasBegun(run, stage));
  return [
    messageRow(run, at, { kind: "card", stage: 0, part: 0 }),
    ...stages.flatMap((stage) =>
      checklistParts(run, stage).map((_, part) => messageRow(run, at, { kind: "stage", stage, part })),
    ),
    ...notices.map((notice) => noticeMessage(notice, run, at)),
  ];
}

/** A notice of an event, as it is kept. */
export function noticeRow(notice: Notice, run: Run, at: Date) {
  return {
    workspace_id: run.workspace,
    id: newRowId("ntc"),
    run_id: run.id,
    seq: notice.seq,
    recipient: "person" in notice.to ? notice.to.person : notice.to.channel,
    kind: notice.kind,
    about: [...notice.tasks, notice.handoff, notice.exception].filter((one) => one !== null),
    created_at: at,
  };
}

function noticeMessage(notice: ReturnType<typeof noticeRow>, run: Run, at: Date): Row {
  return {
    ...messageRow(run, at, { kind: "notice", stage: null, part: null }),
    notice_id: notice.id,
    lane: notice.recipient,
    urgent: URGENT.has(notice.kind),
  };
}

const URGENT: ReadonlySet<Notice["kind"]> = new Set([
  "offer",
  "overdue",
  "run-overdue",
  "approval-asked",
  "exception",
  "exception-overdue",
]);

function messageRow(
  run: Run,
  at: Date,
  what: { kind: string; stage: number | null; part: number | null },
): Row {
  return {
    workspace_id: run.workspace,
    id: newRowId("msg"),
    run_id: run.id,
    ...what,
    notice_id: null,
    lane: run.channel,
    wanted: run.version,
    shown: 0,
    state: "idle",
    urgent: false,
    changed_at: at,
  };
}
