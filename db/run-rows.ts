import { z } from "zod";
import type { TaskId } from "#domain/ids.ts";
import type { DeadlineOn, Offer } from "#domain/task.ts";
import type { Run } from "#domain/run.ts";
import { unreachable } from "#domain/unreachable.ts";
import {
  ChannelIdSchema,
  ClientIdSchema,
  DeadlineIdSchema,
  DealIdSchema,
  ExceptionIdSchema,
  HandoffIdSchema,
  InstantSchema,
  RunIdSchema,
  TaskIdSchema,
  TextIdSchema,
  TriggerIdSchema,
  UserIdSchema,
  WorkspaceIdSchema,
} from "#src/ids.ts";
import { ExceptionTypeSchema, PauseSchema } from "./event-schemas.ts";
import { need, textRef } from "./row.ts";
import { taskFrom, TaskRowSchema } from "./task-rows.ts";

// Rows of a run as jsonb gives them, and the aggregate they make. The database's own checks hold what is assumed here.

const OfferRowSchema = z.object({
  id: HandoffIdSchema,
  task_id: TaskIdSchema.nullable(),
  from_user: UserIdSchema,
  to_user: UserIdSchema,
  asked_by: UserIdSchema.nullable(),
  note_id: TextIdSchema.nullable(),
  note_digest: z.string().nullable(),
  offered_at: InstantSchema,
  expires_at: InstantSchema,
});

const DeadlineRowSchema = z.object({
  id: DeadlineIdSchema,
  kind: z.enum([
    "reminder",
    "due",
    "escalation",
    "offer-expiry",
    "run-due",
    "watchdog",
    "wait-timeout",
    "exception-due",
    "pause-review",
  ]),
  task_id: TaskIdSchema.nullable(),
  handoff_id: HandoffIdSchema.nullable(),
  exception_id: ExceptionIdSchema.nullable(),
  level: z.int().nullable(),
  at: InstantSchema,
});

const ExceptionRowSchema = z.object({
  id: ExceptionIdSchema,
  type: ExceptionTypeSchema,
  owner: UserIdSchema,
  reason: z.string(),
  note_id: TextIdSchema.nullable(),
  note_digest: z.string().nullable(),
  task_id: TaskIdSchema.nullable(),
  gate: z.string().nullable(),
  opened_by: UserIdSchema.nullable(),
  runbook: z.string().nullable(),
  due_at: InstantSchema,
});

const SignalSchema = z.object({ trigger: TriggerIdSchema, tasks: z.array(TaskIdSchema) });

const RunRowSchema = z.object({
  workspace_id: WorkspaceIdSchema,
  id: RunIdSchema,
  client_id: ClientIdSchema,
  deal_id: DealIdSchema,
  generation: z.int(),
  trigger_id: TriggerIdSchema.nullable(),
  playbook: z.string(),
  title: z.string(),
  release: z.int(),
  parent_run_id: RunIdSchema.nullable(),
  parent_task_id: TaskIdSchema.nullable(),
  parent_execution: z.int().nullable(),
  channel: ChannelIdSchema,
  calendar: z.string(),
  escalation: z.string(),
  stages: z.array(z.string()),
  occurred_at: InstantSchema,
  opened_at: InstantSchema,
  due_at: InstantSchema.nullable(),
  completed_at: InstantSchema.nullable(),
  cancelled_at: InstantSchema.nullable(),
  status: z.enum(["active", "paused", "blocked", "completed", "cancelled"]),
  pause: PauseSchema.nullable(),
  paused_seconds: z.number(),
  merged_into: RunIdSchema.nullable(),
  owner: UserIdSchema,
  owned_by: HandoffIdSchema,
  overdue: z.boolean(),
  signals: z.array(SignalSchema),
  simulated: z.boolean(),
  backfilled: z.boolean(),
  version: z.int(),
});

/** A run with all that belongs to it, as one query reads it. */
export const RunRowsSchema = z.object({
  run: RunRowSchema,
  tasks: z.array(TaskRowSchema),
  offers: z.array(OfferRowSchema),
  deadlines: z.array(DeadlineRowSchema),
  exceptions: z.array(ExceptionRowSchema),
});

export type RunRows = z.infer<typeof RunRowsSchema>;
type OfferRow = z.infer<typeof OfferRowSchema>;

/** The aggregate that the rows make. Throws when they contradict each other, which the database's checks rule out. */
export function runFrom({ run, tasks, offers, deadlines, exceptions }: RunRows): Run {
  const ownership = offers.find(({ task_id }) => task_id === null);
  const core = {
    id: run.id,
    workspace: run.workspace_id,
    client: run.client_id,
    deal: run.deal_id,
    generation: run.generation,
    trigger: run.trigger_id,
    playbook: run.playbook,
    title: run.title,
    release: run.release,
    parent: parentFrom(run),
    channel: run.channel,
    calendar: run.calendar,
    escalation: run.escalation,
    stages: run.stages,
    occurredAt: run.occurred_at,
    openedAt: run.opened_at,
    dueAt: run.due_at,
    simulated: run.simulated,
    backfilled: run.backfilled,
    version: run.version,
    owner: run.owner,
    ownedBy: run.owned_by,
    offer: ownership ? offerFrom(ownership) : null,
    overdue: run.overdue,
    tasks: tasks.map((task) => taskFrom(task, offerOn(task.id, offers))),
    deadlines: deadlines.map((row) => ({ id: row.id, at: row.at, ...deadlineOn(row) })),
    exceptions: exceptions.map((row) => ({
      id: row.id,
      type: row.type,
      owner: row.owner,
      reason: row.reason,
      note: textRef(row.note_id, row.note_digest),
      task: row.task_id,
      gate: row.gate,
      openedBy: row.opened_by,
      runbook: row.runbook,
      dueAt: row.due_at,
    })),
    signals: run.signals,
    pausedSeconds: run.paused_seconds,
  };
  switch (run.status) {
    case "completed":
      return { ...core, status: run.status, completedAt: need(run.completed_at, "completed_at", run.id) };
    case "cancelled":
      return {
        ...core,
        status: run.status,
        cancelledAt: need(run.cancelled_at, "cancelled_at", run.id),
        mergedInto: run.merged_into,
      };
    case "paused":
      return { ...core, status: run.status, pause: need(run.pause, "pause", run.id) };
    case "active":
    case "blocked":
      return { ...core, status: run.status };
    default:
      return unreachable(run.status);
  }
}

function parentFrom({ id, parent_run_id, parent_task_id, parent_execution }: RunRows["run"]) {
  return (
    parent_run_id && {
      run: parent_run_id,
      task: need(parent_task_id, "parent_task_id", id),
      execution: need(parent_execution, "parent_execution", id),
    }
  );
}

function offerOn(task: TaskId, offers: readonly OfferRow[]): Offer | null {
  const open = offers.find(({ task_id }) => task_id === task);
  return open ? offerFrom(open) : null;
}

function offerFrom(row: OfferRow): Offer {
  return {
    handoff: row.id,
    from: row.from_user,
    by: row.asked_by,
    to: row.to_user,
    note: textRef(row.note_id, row.note_digest),
    offeredAt: row.offered_at,
    expiresAt: row.expires_at,
  };
}

function deadlineOn(row: RunRows["deadlines"][number]): DeadlineOn {
  switch (row.kind) {
    case "reminder":
    case "due":
      return { kind: row.kind, task: need(row.task_id, "task_id", row.id) };
    case "escalation":
      return {
        kind: "escalation",
        task: need(row.task_id, "task_id", row.id),
        level: need(row.level, "level", row.id),
      };
    case "offer-expiry":
      return { kind: "offer-expiry", handoff: need(row.handoff_id, "handoff_id", row.id), task: row.task_id };
    case "watchdog":
    case "wait-timeout":
      return { kind: row.kind, task: need(row.task_id, "task_id", row.id) };
    case "exception-due":
      return {
        kind: row.kind,
        exception: need(row.exception_id, "exception_id", row.id),
        level: need(row.level, "level", row.id),
      };
    case "pause-review":
      return { kind: row.kind, level: need(row.level, "level", row.id) };
    case "run-due":
      return { kind: "run-due" };
    default:
      return unreachable(row.kind);
  }
}
