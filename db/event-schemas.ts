import { z } from "zod";
import type { Happening } from "#domain/event.ts";
import type { Pause } from "#domain/run.ts";
import type { DeadlineOn, Left, Results, WorkPlan } from "#domain/task.ts";
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
} from "#src/ids.ts";

// What each type of event holds, as JSON reads it back. Golden logs in test/golden hold these to every version ever written:
// what came to a type later has a default, which is what it was before.

const instant = InstantSchema;
const textRef = z.object({ id: TextIdSchema, digest: z.string() });
const told = z.object({ people: z.array(UserIdSchema), channels: z.array(z.string()) });
export const DurationSchema = z.object({
  amount: z.number(),
  unit: z.enum(["business days", "business hours", "days", "hours", "minutes", "seconds"]),
});
export const WorkPlanSchema: z.ZodType<WorkPlan> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("human"), mode: z.enum(["claim", "auto"]) }),
  z.object({ kind: z.literal("automation") }),
  z.object({ kind: z.literal("approval"), needed: z.int() }),
  z.object({
    kind: z.literal("wait"),
    signal: z.object({ type: z.string(), when: z.string().nullable() }),
    timeout: DurationSchema.nullable(),
  }),
  z.object({ kind: z.literal("client") }),
  z.object({ kind: z.literal("run"), playbook: z.string() }),
]);
export const ResultsSchema: z.ZodType<Results> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
export const SkippedBecauseSchema = z.enum(["completed", "cancelled", "condition", "by-hand"]);
export const ExceptionTypeSchema = z.enum([
  "missing_owner",
  "data_mismatch",
  "transient",
  "manual",
  "sla_breach",
  "permanent_block",
]);
export const ParentSchema = z.object({ run: RunIdSchema, task: TaskIdSchema, execution: z.int() });
export const WaitingOnSchema = z.enum(["client", "vendor", "us"]);
const timeLeft = { leftMs: z.number(), counts: z.enum(["business", "plain"]), spareMs: z.number() };
export const DeadlineOnSchema: z.ZodType<DeadlineOn> = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["reminder", "due", "watchdog", "wait-timeout"]), task: TaskIdSchema }),
  z.object({ kind: z.literal("escalation"), task: TaskIdSchema, level: z.int() }),
  z.object({ kind: z.literal("offer-expiry"), handoff: HandoffIdSchema, task: TaskIdSchema.nullable() }),
  z.object({ kind: z.literal("exception-due"), exception: ExceptionIdSchema, level: z.int() }),
  z.object({ kind: z.literal("pause-review"), level: z.int() }),
  z.object({ kind: z.literal("run-due") }),
]);
export const PauseSchema: z.ZodType<Pause> = z.object({
  on: WaitingOnSchema,
  reason: textRef.nullable(),
  by: UserIdSchema.nullable(),
  since: instant,
  reviewAt: instant,
  suspended: z.array(
    z.intersection(DeadlineOnSchema, z.object({ id: DeadlineIdSchema, at: instant, ...timeLeft })),
  ),
});
export const AlarmSchema = z.object({
  level: z.int(),
  since: instant,
  told: z.array(UserIdSchema),
  acknowledgedBy: UserIdSchema.nullable(),
  snoozedUntil: instant.nullable(),
});
const counted = z.intersection(DeadlineOnSchema, z.object({ at: instant }));
const resting = z.intersection(DeadlineOnSchema, z.object({ at: instant, ...timeLeft }));
const begun = {
  readyAt: instant,
  due: z.object({ at: instant, original: instant }).nullable(),
  alarm: AlarmSchema.nullable(),
};
const askedBy = UserIdSchema.nullable();
export const LeftSchema: z.ZodType<Left> = z.object({
  was: z.discriminatedUnion("status", [
    z.object({ status: z.literal("pending"), askedBy }),
    z.object({ status: z.literal("ready"), askedBy, approvals: z.array(UserIdSchema), ...begun }),
    z.object({ status: z.literal("waiting"), until: instant.nullable(), ...begun }),
    z.object({
      status: z.literal("claimed"),
      assignee: UserIdSchema,
      claimedAt: instant,
      heldBy: HandoffIdSchema,
      ...begun,
    }),
  ]),
  deadlines: z.array(counted),
  suspended: z.array(resting),
  pausedSince: instant.nullable(),
  pausedSeconds: z.number(),
  judges: z.array(z.object({ task: TaskIdSchema, askedBy })),
});
const taskPlan = z.object({
  id: TaskIdSchema,
  key: z.string(),
  stage: z.int(),
  title: z.string(),
  work: WorkPlanSchema.default({ kind: "human", mode: "claim" }),
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  waitsFor: z.array(z.string()),
  when: z.string().nullable().default(null),
  sla: DurationSchema.nullable(),
  calendar: z.string(),
  success: z.string().nullable(),
  asksFor: z.string().nullable(),
  onFailure: z.enum(["fail_open", "fail_closed"]),
  gate: z.string().default("operators"),
});
const runOpened = z.object({
  client: ClientIdSchema,
  deal: DealIdSchema,
  generation: z.int(),
  trigger: TriggerIdSchema.nullable(),
  playbook: z.string(),
  title: z.string(),
  release: z.int(),
  parent: ParentSchema.nullable().default(null),
  channel: ChannelIdSchema,
  calendar: z.string(),
  escalation: z.string(),
  stages: z.array(z.string()),
  occurredAt: instant,
  dueAt: instant.nullable(),
  simulated: z.boolean(),
  backfilled: z.boolean(),
  owner: UserIdSchema,
  handoff: HandoffIdSchema,
  tasks: z.array(taskPlan),
});
const task = z.object({ task: TaskIdSchema });
const dues = { dueAt: instant.nullable(), remindAt: instant.nullable() };
const rung = z.object({ at: instant, level: z.int() }).nullable().default(null);
const ofExecution = task.extend({ execution: z.int() });
const ofAttempt = ofExecution.extend({ attempt: z.int() });
const handoff = z.object({
  handoff: HandoffIdSchema,
  task: TaskIdSchema.nullable(),
  from: UserIdSchema,
  to: UserIdSchema,
});
const answer = handoff.extend({ askedBy: UserIdSchema.nullable() });

export const HappeningSchema: z.ZodType<Happening> = z.discriminatedUnion("type", [
  happening("run-opened", runOpened),
  happening(
    "task-ready",
    task.extend({
      execution: z.int().default(1),
      askedBy: UserIdSchema.nullable().default(null),
      until: instant.nullable().default(null),
      watchAt: instant.nullable().default(null),
      ...dues,
    }),
  ),
  happening("task-claimed", task.extend({ by: UserIdSchema, handoff: HandoffIdSchema })),
  happening(
    "task-assigned",
    task.extend({
      from: UserIdSchema.nullable(),
      to: UserIdSchema,
      kind: z.enum(["takeover", "reassign", "routing"]),
      considered: z.array(z.object({ user: UserIdSchema, held: z.int() })).default([]),
      handoff: HandoffIdSchema,
      rung,
    }),
  ),
  happening(
    "task-given-back",
    task.extend({ from: UserIdSchema, reason: textRef.nullable(), handoff: HandoffIdSchema, rung }),
  ),
  happening("task-done", task.extend({ by: UserIdSchema, evidence: textRef.nullable() })),
  happening("task-approved", task.extend({ by: UserIdSchema, note: textRef.nullable() })),
  happening("task-rejected", task.extend({ by: UserIdSchema, reason: textRef })),
  happening(
    "task-attempted",
    ofAttempt.extend({
      ok: z.boolean(),
      status: z.int().nullable(),
      problem: z.string().nullable(),
      tookMs: z.number(),
      exchange: textRef.nullable(),
      retryAt: instant.nullable(),
      watchAt: instant.nullable(),
    }),
  ),
  happening("late-result-kept", ofAttempt.extend({ ok: z.boolean(), exchange: textRef.nullable() })),
  happening("task-watched", ofExecution.extend({ deadline: DeadlineIdSchema, nextAt: instant })),
  happening("child-opened", ofExecution.extend({ child: RunIdSchema })),
  happening(
    "signal-received",
    z.object({ trigger: TriggerIdSchema, signal: z.string(), tasks: z.array(TaskIdSchema) }),
  ),
  happening(
    "task-succeeded",
    ofExecution.extend({ results: ResultsSchema, signal: TriggerIdSchema.nullable() }),
  ),
  happening(
    "task-skipped",
    task.extend({
      because: SkippedBecauseSchema.default("completed"),
      from: UserIdSchema.nullable().default(null),
      reason: textRef.nullable().default(null),
      left: LeftSchema.nullable().default(null),
    }),
  ),
  happening(
    "task-unskipped",
    task.extend({
      hold: z.object({ to: UserIdSchema, handoff: HandoffIdSchema }).nullable(),
      deadlines: z.array(counted),
      suspended: z.array(resting),
    }),
  ),
  happening("approval-recalled", task.extend({ askedBy })),
  happening(
    "task-waived",
    task.extend({
      by: UserIdSchema.nullable(),
      exception: ExceptionIdSchema.nullable(),
      instead: TaskIdSchema.nullable(),
      reason: z.string(),
    }),
  ),
  happening("task-failed", task.extend({ exception: ExceptionIdSchema })),
  happening("task-blocked", task.extend({ exception: ExceptionIdSchema })),
  happening("task-unblocked", task.extend({ until: instant.nullable(), ...dues })),
  happening("task-extended", task.extend(dues)),
  happening("handoff-offered", handoff.extend({ note: textRef.nullable(), expiresAt: instant })),
  happening("handoff-accepted", answer.extend({ rung })),
  happening("handoff-declined", answer.extend({ reason: textRef.nullable() })),
  happening("handoff-withdrawn", answer),
  happening("handoff-expired", answer.extend({ deadline: DeadlineIdSchema })),
  happening("task-reminded", task.extend({ deadline: DeadlineIdSchema, told })),
  happening("task-overdue", task.extend({ deadline: DeadlineIdSchema, nextAt: instant.nullable() })),
  happening(
    "task-escalated",
    task.extend({ deadline: DeadlineIdSchema.nullable(), level: z.int(), told, nextAt: instant.nullable() }),
  ),
  happening("task-acknowledged", task.extend({ by: UserIdSchema, level: z.int() })),
  happening("task-snoozed", task.extend({ by: UserIdSchema, until: instant, level: z.int() })),
  happening("run-overdue", z.object({ deadline: DeadlineIdSchema, told })),
  happening(
    "exception-opened",
    z.object({
      exception: ExceptionIdSchema,
      type: ExceptionTypeSchema,
      owner: UserIdSchema,
      reason: z.string(),
      note: textRef.nullable().default(null),
      task: TaskIdSchema.nullable().default(null),
      gate: z.string().nullable().default(null),
      openedBy: UserIdSchema.nullable().default(null),
      runbook: z.string().nullable().default(null),
      dueAt: instant,
    }),
  ),
  happening(
    "exception-overdue",
    z.object({
      exception: ExceptionIdSchema,
      deadline: DeadlineIdSchema,
      level: z.int(),
      told,
      nextAt: instant.nullable(),
    }),
  ),
  happening(
    "exception-closed",
    z.object({
      exception: ExceptionIdSchema,
      task: TaskIdSchema.nullable().default(null),
      by: UserIdSchema.nullable().default(null),
      choice: z.enum(["resume", "skip", "reroute", "cancel"]).nullable().default(null),
      to: TaskIdSchema.nullable().default(null),
      cause: textRef.nullable().default(null),
      prevention: textRef.nullable().default(null),
    }),
  ),
  happening("run-paused", z.object({ on: WaitingOnSchema, reason: textRef.nullable(), reviewAt: instant })),
  happening(
    "deadlines-suspended",
    z.object({ suspended: z.array(z.object({ deadline: DeadlineIdSchema, ...timeLeft })) }),
  ),
  happening(
    "run-resumed",
    z.object({
      pausedSeconds: z.number(),
      deadlines: z.array(counted),
    }),
  ),
  happening(
    "pause-review-due",
    z.object({ deadline: DeadlineIdSchema, level: z.int(), told, nextAt: instant.nullable() }),
  ),
  happening(
    "run-assigned",
    z.object({
      from: UserIdSchema,
      to: UserIdSchema,
      kind: z.enum(["takeover", "reassign"]),
      handoff: HandoffIdSchema,
    }),
  ),
  happening("run-moved", z.object({ from: ClientIdSchema, to: ClientIdSchema })),
  happening(
    "run-absorbed",
    z.object({ from: RunIdSchema, deal: DealIdSchema, by: UserIdSchema.nullable().default(null) }),
  ),
  happening("run-due-changed", z.object({ dueAt: instant })),
  happening("due-changed", task.extend(dues)),
  happening("task-added", z.object({ plan: taskPlan, holdsUp: z.array(TaskIdSchema) })),
  happening("task-reopened", task.extend({ reason: textRef.nullable() })),
  happening("task-recorded", task.extend({ state: z.enum(["done", "skipped"]), on: instant })),
  happening(
    "run-cancelled",
    z.object({
      reason: z.string(),
      note: textRef.nullable().default(null),
      mergedInto: RunIdSchema.nullable().default(null),
    }),
  ),
  happening("run-completed", z.object({ grossSeconds: z.number() })),
]);

function happening<Type extends Happening["type"], Data extends z.ZodType>(type: Type, data: Data) {
  return z.object({ type: z.literal(type), data });
}
