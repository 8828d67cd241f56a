import { z } from "zod";
import type { TextId } from "#domain/ids.ts";
import type { DeadlineOn, Offer, Task, TaskPlan, TextRef } from "#domain/task.ts";
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
import { DurationSchema } from "./event-schemas.ts";

// Rows of a run as jsonb gives them, and the aggregate they make. The database's own checks hold what is assumed here.

export const AlarmSchema = z.object({
  level: z.int(),
  since: InstantSchema,
  told: z.array(UserIdSchema),
  acknowledgedBy: UserIdSchema.nullable(),
  snoozedUntil: InstantSchema.nullable(),
});

const TaskRowSchema = z.object({
  id: TaskIdSchema,
  key: z.string(),
  stage: z.int(),
  title: z.string(),
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  waits_for: z.array(z.string()),
  sla: DurationSchema.nullable(),
  calendar: z.string(),
  success: z.string().nullable(),
  asks_for: z.string().nullable(),
  on_failure: z.enum(["fail_open", "fail_closed"]),
  status: z.enum(["pending", "ready", "claimed", "done", "skipped"]),
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
});

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
  kind: z.enum(["reminder", "due", "escalation", "offer-expiry", "run-due"]),
  task_id: TaskIdSchema.nullable(),
  handoff_id: HandoffIdSchema.nullable(),
  level: z.int().nullable(),
  at: InstantSchema,
});

const ExceptionRowSchema = z.object({
  id: ExceptionIdSchema,
  type: z.enum(["missing_owner", "data_mismatch", "transient", "manual"]),
  owner: UserIdSchema,
  reason: z.string(),
  due_at: InstantSchema,
});

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
  channel: ChannelIdSchema,
  calendar: z.string(),
  escalation: z.string(),
  stages: z.array(z.string()),
  occurred_at: InstantSchema,
  opened_at: InstantSchema,
  due_at: InstantSchema.nullable(),
  completed_at: InstantSchema.nullable(),
  status: z.enum(["active", "completed"]),
  owner: UserIdSchema,
  owned_by: HandoffIdSchema,
  overdue: z.boolean(),
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
type TaskRow = z.infer<typeof TaskRowSchema>;
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
    tasks: tasks.map((task) => taskFrom(task, offers)),
    deadlines: deadlines.map((row) => ({ id: row.id, at: row.at, ...deadlineOn(row) })),
    exceptions: exceptions.map(({ id, type, owner, reason, due_at }) => ({
      id,
      type,
      owner,
      reason,
      dueAt: due_at,
    })),
  };
  return run.status === "completed"
    ? { ...core, status: "completed", completedAt: need(run.completed_at, "completed_at", run.id) }
    : { ...core, status: "active" };
}

function taskFrom(row: TaskRow, offers: readonly OfferRow[]): Task {
  const plan: TaskPlan = {
    id: row.id,
    key: row.key,
    stage: row.stage,
    title: row.title,
    role: row.role,
    required: row.required,
    value: row.value,
    waitsFor: row.waits_for,
    sla: row.sla,
    calendar: row.calendar,
    success: row.success,
    asksFor: row.asks_for,
    onFailure: row.on_failure,
  };
  const due = row.due_at && {
    at: row.due_at,
    original: need(row.original_due_at, "original_due_at", row.id),
  };
  const begun = () => ({ readyAt: need(row.ready_at, "ready_at", row.id), due });
  const held = () => ({
    assignee: need(row.assignee, "assignee", row.id),
    claimedAt: need(row.claimed_at, "claimed_at", row.id),
  });
  switch (row.status) {
    case "pending":
      return { ...plan, status: "pending" };
    case "ready":
      return { ...plan, status: "ready", ...begun(), alarm: row.alarm };
    case "claimed": {
      const offer = offers.find(({ task_id }) => task_id === row.id);
      const heldBy = need(row.held_by, "held_by", row.id);
      return {
        ...plan,
        status: "claimed",
        ...begun(),
        ...held(),
        heldBy,
        alarm: row.alarm,
        offer: offer ? offerFrom(offer) : null,
      };
    }
    case "done": {
      const doneBy = need(row.done_by, "done_by", row.id);
      const doneAt = need(row.done_at, "done_at", row.id);
      return {
        ...plan,
        status: "done",
        ...begun(),
        ...held(),
        doneBy,
        doneAt,
        evidence: textRef(row.evidence_id, row.evidence_digest),
      };
    }
    case "skipped":
      return {
        ...plan,
        status: "skipped",
        skippedAt: need(row.skipped_at, "skipped_at", row.id),
        begun: row.ready_at && { readyAt: row.ready_at, due },
      };
    default:
      return unreachable(row.status);
  }
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
    case "run-due":
      return { kind: "run-due" };
    default:
      return unreachable(row.kind);
  }
}

function textRef(id: TextId | null, digest: string | null): TextRef | null {
  return id && digest !== null ? { id, digest } : null;
}

function need<T>(value: T | null, column: string, id: string): T {
  if (value === null) throw new Error(`${column} of ${id} is empty, which its status rules out`);
  return value;
}
