import { z } from "zod";
import type { Happening } from "#domain/event.ts";
import {
  ChannelIdSchema,
  ClientIdSchema,
  DeadlineIdSchema,
  DealIdSchema,
  ExceptionIdSchema,
  HandoffIdSchema,
  InstantSchema,
  TaskIdSchema,
  TextIdSchema,
  TriggerIdSchema,
  UserIdSchema,
} from "#src/ids.ts";

// What each type of event holds, as JSON reads it back. Golden logs in test/golden hold these to every version ever written.

const instant = InstantSchema;
const textRef = z.object({ id: TextIdSchema, digest: z.string() });
const told = z.object({ people: z.array(UserIdSchema), channels: z.array(z.string()) });
export const DurationSchema = z.object({
  amount: z.number(),
  unit: z.enum(["business days", "business hours", "days", "hours", "minutes", "seconds"]),
});
const taskPlan = z.object({
  id: TaskIdSchema,
  key: z.string(),
  stage: z.int(),
  title: z.string(),
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  waitsFor: z.array(z.string()),
  sla: DurationSchema.nullable(),
  calendar: z.string(),
  success: z.string().nullable(),
  asksFor: z.string().nullable(),
  onFailure: z.enum(["fail_open", "fail_closed"]),
});
const runOpened = z.object({
  client: ClientIdSchema,
  deal: DealIdSchema,
  generation: z.int(),
  trigger: TriggerIdSchema.nullable(),
  playbook: z.string(),
  title: z.string(),
  release: z.int(),
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
const handoff = z.object({
  handoff: HandoffIdSchema,
  task: TaskIdSchema.nullable(),
  from: UserIdSchema,
  to: UserIdSchema,
});
const answer = handoff.extend({ askedBy: UserIdSchema.nullable() });

export const HappeningSchema: z.ZodType<Happening> = z.discriminatedUnion("type", [
  happening("run-opened", runOpened),
  happening("task-ready", task.extend({ dueAt: instant.nullable(), remindAt: instant.nullable() })),
  happening("task-claimed", task.extend({ by: UserIdSchema, handoff: HandoffIdSchema })),
  happening(
    "task-assigned",
    task.extend({
      from: UserIdSchema.nullable(),
      to: UserIdSchema,
      kind: z.enum(["takeover", "reassign"]),
      handoff: HandoffIdSchema,
    }),
  ),
  happening(
    "task-given-back",
    task.extend({ from: UserIdSchema, reason: textRef.nullable(), handoff: HandoffIdSchema }),
  ),
  happening("task-done", task.extend({ by: UserIdSchema, evidence: textRef.nullable() })),
  happening("task-skipped", task),
  happening("handoff-offered", handoff.extend({ note: textRef.nullable(), expiresAt: instant })),
  happening("handoff-accepted", answer),
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
      type: z.enum(["missing_owner", "data_mismatch", "transient", "manual"]),
      owner: UserIdSchema,
      reason: z.string(),
      dueAt: instant,
    }),
  ),
  happening("exception-closed", z.object({ exception: ExceptionIdSchema })),
  happening("run-completed", z.object({ grossSeconds: z.number() })),
]);

function happening<Type extends Happening["type"], Data extends z.ZodType>(type: Type, data: Data) {
  return z.object({ type: z.literal(type), data });
}
