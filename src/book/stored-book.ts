import { z } from "zod";
import type { Book } from "#domain/book.ts";
import { DurationSchema, FailingSchema, StoredTaskSchema } from "#book/stored-task.ts";

const CalendarSchema = z.object({
  timezone: z.string(),
  hours: z.array(z.object({ weekday: z.number(), from: z.string(), to: z.string() })),
  holidays: z.array(z.string()),
});

const PlaybookSchema = z.object({
  playbook: z.string(),
  title: z.string(),
  owner: z.string(),
  channel: z.string(),
  calendar: z.string(),
  sla: DurationSchema.nullable(),
  escalation: z.string(),
  stages: z.array(z.object({ stage: z.string(), tasks: z.array(StoredTaskSchema) })),
});

const TellSchema = z.array(
  z.discriminatedUnion("who", [
    z.object({ who: z.literal("assignee") }),
    z.object({ who: z.literal("owner") }),
    z.object({ who: z.literal("role"), role: z.string() }),
    z.object({ who: z.literal("channel"), channel: z.string() }),
  ]),
);

const EscalationSchema = z.object({
  remindPercent: z.number().nullable(),
  runbook: z.string().nullable(),
  levels: z.array(z.object({ after: DurationSchema, tell: TellSchema })),
  atTheEnd: z.object({ tell: TellSchema, every: DurationSchema, times: z.number() }).nullable(),
});

const RuleSchema = z.object({
  rule: z.string(),
  when: z.string().nullable(),
  playbook: z.string(),
  owner: z.string().nullable(),
  onError: FailingSchema,
});

const SourceSchema = z.object({
  source: z.string(),
  kind: z.enum(["hubspot", "stripe"]),
  secretEnv: z.string(),
  api: z.object({ base: z.string(), tokenEnv: z.string() }).nullable(),
  evidenceWaits: DurationSchema,
  events: z.array(
    z.object({
      type: z.string(),
      when: z.string().nullable(),
      opens: z.boolean(),
      deal: z.object({ namespace: z.string(), id: z.string() }),
    }),
  ),
});

/** A book that a release stored. What an operator writes is checked by read-book; this trusts it and reads its shape. */
export const StoredBookSchema: z.ZodType<Book> = z.object({
  workspace: z.object({
    workspace: z.string(),
    name: z.string(),
    currency: z.string(),
    timezone: z.string(),
    fallbackOwner: z.string(),
    channels: z.record(z.string(), z.string()),
    people: z.array(z.object({ email: z.string(), name: z.string() })),
  }),
  roles: z.record(z.string(), z.object({ members: z.array(z.string()) })),
  calendars: z.record(z.string(), CalendarSchema),
  escalations: z.record(z.string(), EscalationSchema),
  playbooks: z.record(z.string(), PlaybookSchema),
  routing: z.array(RuleSchema),
  sources: z.record(z.string(), SourceSchema),
});
