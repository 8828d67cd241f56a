import { z } from "zod";
import { begunOf } from "#domain/evolve-task.ts";
import type { Run } from "#domain/run.ts";
import { isOpen, type Offer, type Task, type TaskDetail, type TaskPlan } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import {
  ExceptionIdSchema,
  HandoffIdSchema,
  InstantSchema,
  RunIdSchema,
  TaskIdSchema,
  TextIdSchema,
  UserIdSchema,
} from "#src/ids.ts";
import {
  AlarmSchema,
  DurationSchema,
  LeftSchema,
  ResultsSchema,
  SkippedBecauseSchema,
  WorkPlanSchema,
} from "./event-schemas.ts";
import { need, textRef, type Row } from "./row.ts";

// A task as its row, in both directions. The database's own checks hold what is assumed here.

export const TaskRowSchema = z.object({
  id: TaskIdSchema,
  key: z.string(),
  stage: z.int(),
  title: z.string(),
  work: WorkPlanSchema,
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  waits_for: z.array(z.string()),
  condition: z.string().nullable(),
  sla: DurationSchema.nullable(),
  calendar: z.string(),
  success: z.string().nullable(),
  asks_for: z.string().nullable(),
  on_failure: z.enum(["fail_open", "fail_closed"]),
  gate: z.string(),
  status: z.enum([
    "pending",
    "ready",
    "claimed",
    "running",
    "waiting",
    "blocked",
    "failed",
    "done",
    "skipped",
    "waived",
  ]),
  execution: z.int(),
  ready_at: InstantSchema.nullable(),
  due_at: InstantSchema.nullable(),
  original_due_at: InstantSchema.nullable(),
  assignee: UserIdSchema.nullable(),
  claimed_at: InstantSchema.nullable(),
  held_by: HandoffIdSchema.nullable(),
  done_by: UserIdSchema.nullable(),
  done_at: InstantSchema.nullable(),
  skipped_at: InstantSchema.nullable(),
  evidence_id: TextIdSchema.nullable(),
  evidence_digest: z.string().nullable(),
  alarm: AlarmSchema.nullable(),
  detail: z.unknown(),
});

const PendingDetail = z
  .object({ askedBy: UserIdSchema.nullable() })
  .nullable()
  .transform((detail) => detail ?? { askedBy: null });
const ReadyDetail = z
  .object({ askedBy: UserIdSchema.nullable(), approvals: z.array(UserIdSchema) })
  .nullable()
  .transform((detail) => detail ?? { askedBy: null, approvals: [] });
const RunningDetail = z.object({
  attempt: z.int(),
  nextAt: InstantSchema.nullable(),
  child: RunIdSchema.nullable(),
});
const WaitingDetail = z.object({ until: InstantSchema.nullable() });
const BlockedDetail = z.object({
  exception: ExceptionIdSchema,
  askedBy: UserIdSchema.nullable(),
  approvals: z.array(UserIdSchema),
});
const FailedDetail = z.object({ exception: ExceptionIdSchema, failedAt: InstantSchema });
const DoneDetail = z
  .object({ approvals: z.array(UserIdSchema), results: ResultsSchema })
  .nullable()
  .transform((detail) => detail ?? { approvals: [], results: {} });
const SkippedDetail = z
  .object({
    because: SkippedBecauseSchema,
    skippedBy: UserIdSchema.nullable().default(null),
    left: LeftSchema.nullable().default(null),
  })
  .nullable()
  .transform((detail) => detail ?? { because: "completed" as const, skippedBy: null, left: null });
const WaivedDetail = z.object({ waivedBy: UserIdSchema.nullable(), waivedAt: InstantSchema });

type TaskRow = z.infer<typeof TaskRowSchema>;

/** The task that a row makes, with the offer that is open on it. */
export function taskFrom(row: TaskRow, offer: Offer | null): Task {
  const plan = planFrom(row);
  const due = row.due_at && {
    at: row.due_at,
    original: need(row.original_due_at, "original_due_at", row.id),
  };
  const begun = row.ready_at && { readyAt: row.ready_at, due };
  const open = () => ({ ...need(begun, "ready_at", row.id), alarm: row.alarm });
  const hold = () => ({
    assignee: need(row.assignee, "assignee", row.id),
    claimedAt: need(row.claimed_at, "claimed_at", row.id),
    heldBy: need(row.held_by, "held_by", row.id),
  });
  switch (row.status) {
    case "pending":
      return { ...plan, status: row.status, ...PendingDetail.parse(row.detail) };
    case "ready":
      return { ...plan, status: row.status, ...open(), ...ReadyDetail.parse(row.detail) };
    case "claimed":
      return { ...plan, status: row.status, ...open(), ...hold(), offer };
    case "running":
      return { ...plan, status: row.status, ...open(), ...RunningDetail.parse(row.detail) };
    case "waiting":
      return { ...plan, status: row.status, ...open(), ...WaitingDetail.parse(row.detail) };
    case "blocked": {
      const began = need(begun, "ready_at", row.id);
      const held = row.assignee ? hold() : null;
      return { ...plan, status: row.status, ...began, ...BlockedDetail.parse(row.detail), hold: held };
    }
    case "failed":
      return { ...plan, status: row.status, ...FailedDetail.parse(row.detail), begun };
    case "done":
      return {
        ...plan,
        status: row.status,
        ...need(begun, "ready_at", row.id),
        assignee: row.assignee,
        claimedAt: row.claimed_at,
        doneBy: row.done_by,
        doneAt: need(row.done_at, "done_at", row.id),
        evidence: textRef(row.evidence_id, row.evidence_digest),
        ...DoneDetail.parse(row.detail),
      };
    case "skipped":
      return {
        ...plan,
        status: row.status,
        skippedAt: need(row.skipped_at, "skipped_at", row.id),
        begun,
        ...SkippedDetail.parse(row.detail),
      };
    case "waived":
      return { ...plan, status: row.status, begun, ...WaivedDetail.parse(row.detail) };
    default:
      return unreachable(row.status);
  }
}

function planFrom(row: TaskRow): TaskPlan & { readonly execution: number } {
  return {
    id: row.id,
    key: row.key,
    stage: row.stage,
    title: row.title,
    work: row.work,
    role: row.role,
    required: row.required,
    value: row.value,
    waitsFor: row.waits_for,
    when: row.condition,
    sla: row.sla,
    calendar: row.calendar,
    success: row.success,
    asksFor: row.asks_for,
    onFailure: row.on_failure,
    gate: row.gate,
    execution: row.execution,
  };
}

/** The row of a task, the n-th of its run. */
export function taskRow(task: Task, index: number, run: Run): Row {
  const begun = begunOf(task);
  const held =
    task.status === "claimed" || task.status === "done" ? task : task.status === "blocked" ? task.hold : null;
  const done = task.status === "done" ? task : null;
  return {
    workspace_id: run.workspace,
    id: task.id,
    run_id: run.id,
    number: index + 1,
    key: task.key,
    stage: task.stage,
    title: task.title,
    work: task.work,
    role: task.role,
    required: task.required,
    value: task.value,
    waits_for: task.waitsFor,
    condition: task.when,
    sla: task.sla,
    calendar: task.calendar,
    success: task.success,
    asks_for: task.asksFor,
    on_failure: task.onFailure,
    gate: task.gate,
    status: task.status,
    execution: task.execution,
    ready_at: begun?.readyAt ?? null,
    due_at: begun?.due?.at ?? null,
    original_due_at: begun?.due?.original ?? null,
    assignee: held?.assignee ?? null,
    claimed_at: held?.claimedAt ?? null,
    held_by: held && "heldBy" in held ? held.heldBy : null,
    done_by: done?.doneBy ?? null,
    done_at: done?.doneAt ?? null,
    skipped_at: task.status === "skipped" ? task.skippedAt : null,
    evidence_id: done?.evidence?.id ?? null,
    evidence_digest: done?.evidence?.digest ?? null,
    alarm: isOpen(task) ? task.alarm : null,
    detail: detailOf(task),
  };
}

/** What only its state has; null where that is nothing, or what it was before states had details. */
function detailOf(task: Task): TaskDetail | null {
  switch (task.status) {
    case "ready":
      return task.askedBy || task.approvals.length > 0
        ? { askedBy: task.askedBy, approvals: task.approvals }
        : null;
    case "running":
      return { attempt: task.attempt, nextAt: task.nextAt, child: task.child };
    case "waiting":
      return { until: task.until };
    case "blocked":
      return { exception: task.exception, askedBy: task.askedBy, approvals: task.approvals };
    case "failed":
      return { exception: task.exception, failedAt: task.failedAt };
    case "done":
      return task.approvals.length > 0 || Object.keys(task.results).length > 0
        ? { approvals: task.approvals, results: task.results }
        : null;
    case "skipped":
      return task.because === "completed"
        ? null
        : { because: task.because, skippedBy: task.skippedBy, left: task.left };
    case "waived":
      return { waivedBy: task.waivedBy, waivedAt: task.waivedAt };
    case "pending":
      return task.askedBy ? { askedBy: task.askedBy } : null;
    case "claimed":
      return null;
    default:
      return unreachable(task);
  }
}
