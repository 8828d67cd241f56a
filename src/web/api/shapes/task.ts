import { z } from "zod";
import type { Run } from "#domain/run.ts";
import { alarmOf, type Offer, type Task } from "#domain/task.ts";
import { unreachable } from "#domain/unreachable.ts";
import { ExceptionRef, HandoffRef, Instant, iso, isoOrNull, PersonRef, RunRef, TaskRef } from "./common.ts";

export const KINDS = ["human", "automation", "approval", "wait", "client", "run"] as const;
export const TASK_STATES = [
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
] as const;

export const OfferSchema = z
  .object({
    id: HandoffRef,
    from: PersonRef,
    to: PersonRef,
    offeredAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: "Offer", description: "Somebody was asked to take over and has not answered" });

export const TaskSchema = z
  .object({
    id: TaskRef,
    run: RunRef,
    key: z.string().meta({ description: "Its name in the playbook" }),
    title: z.string(),
    stage: z.string(),
    kind: z.enum(KINDS),
    state: z.enum(TASK_STATES),
    role: z.string().meta({ description: "Who does it, or looks after it" }),
    required: z.boolean(),
    waitsFor: z
      .array(z.string())
      .meta({ description: "Keys of the tasks that must be over before it starts" }),
    success: z.string().nullable().meta({ description: "When it counts as done" }),
    asksFor: z.string().nullable().meta({ description: "What `done` must bring as evidence" }),
    gate: z.string().meta({ description: "The role that opens its gate" }),
    execution: z.int().meta({ description: "How often it was started" }),
    readyAt: Instant.nullable(),
    dueAt: Instant.nullable(),
    originalDueAt: Instant.nullable(),
    assignee: PersonRef.nullable(),
    claimedAt: Instant.nullable(),
    offer: OfferSchema.nullable(),
    alarm: z
      .object({
        level: z.int().meta({ description: "0: overdue, and nobody was told yet" }),
        since: Instant,
        acknowledgedBy: PersonRef.nullable(),
        snoozedUntil: Instant.nullable(),
      })
      .nullable()
      .meta({ description: "What rings because it is overdue" }),
    exception: ExceptionRef.nullable().meta({ description: "The gate that it is behind" }),
    child: RunRef.nullable().meta({ description: "The run that does it" }),
    approvals: z.array(PersonRef),
    doneBy: PersonRef.nullable(),
    endedAt: Instant.nullable().meta({ description: "When it was done, skipped, waived or failed" }),
  })
  .meta({ id: "Task" });

/** A task as programs see it. */
export function showTask(run: Run, task: Task): z.input<typeof TaskSchema> {
  const begun = begunOf(task);
  const hold = holdOf(task);
  const alarm = alarmOf(task);
  return {
    id: task.id,
    run: run.id,
    key: task.key,
    title: task.title,
    stage: run.stages[task.stage] ?? "",
    kind: task.work.kind,
    state: task.status,
    role: task.role,
    required: task.required,
    waitsFor: [...task.waitsFor],
    success: task.success,
    asksFor: task.asksFor,
    gate: task.gate,
    execution: task.execution,
    readyAt: isoOrNull(begun?.readyAt),
    dueAt: isoOrNull(begun?.due?.at),
    originalDueAt: isoOrNull(begun?.due?.original),
    assignee: hold?.assignee ?? null,
    claimedAt: isoOrNull(hold?.claimedAt),
    offer: task.status === "claimed" ? showOffer(task.offer) : null,
    alarm: alarm && {
      level: alarm.level,
      since: iso(alarm.since),
      acknowledgedBy: alarm.acknowledgedBy,
      snoozedUntil: isoOrNull(alarm.snoozedUntil),
    },
    exception: "exception" in task ? task.exception : null,
    child: task.status === "running" ? task.child : null,
    approvals: "approvals" in task ? [...task.approvals] : [],
    doneBy: task.status === "done" ? task.doneBy : task.status === "waived" ? task.waivedBy : null,
    endedAt: isoOrNull(endOf(task)),
  };
}

export function showOffer(offer: Offer | null): z.input<typeof OfferSchema> | null {
  if (!offer) return null;
  const { handoff: id, from, to, offeredAt, expiresAt } = offer;
  return { id, from, to, offeredAt: iso(offeredAt), expiresAt: iso(expiresAt) };
}

function begunOf(task: Task) {
  if ("begun" in task) return task.begun;
  return "readyAt" in task ? task : null;
}

function holdOf(task: Task) {
  if (task.status === "blocked") return task.hold;
  return task.status === "claimed" || task.status === "done" ? task : null;
}

function endOf(task: Task): Date | null {
  switch (task.status) {
    case "done":
      return task.doneAt;
    case "skipped":
      return task.skippedAt;
    case "waived":
      return task.waivedAt;
    case "failed":
      return task.failedAt;
    case "pending":
    case "ready":
    case "claimed":
    case "running":
    case "waiting":
    case "blocked":
      return null;
    default:
      return unreachable(task);
  }
}
