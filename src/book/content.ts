import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { Book } from "#domain/book.ts";

/** A book as a release stores it: canonical JSON (RFC 8785), so that the same content is the same bytes. */
export function bookText(book: Book): string {
  const text = canonicalize(book);
  if (text === undefined) throw new Error("A book is an object, and every object has canonical JSON");
  return text;
}

/** What tells two contents of a book apart: sha256 over its canonical JSON, as hex. */
export function contentHash(book: Book): string {
  return createHash("sha256").update(bookText(book)).digest("hex");
}

const DurationSchema = z.object({
  amount: z.number(),
  unit: z.enum(["business days", "business hours", "days", "hours", "minutes", "seconds"]),
});

const CalendarSchema = z.object({
  timezone: z.string(),
  hours: z.array(z.object({ weekday: z.number(), from: z.string(), to: z.string() })),
  holidays: z.array(z.string()),
});

const FailingSchema = z.enum(["fail_open", "fail_closed"]);

const TaskSchema = z.object({
  task: z.string(),
  title: z.string(),
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  after: z.array(z.string()).nullable(),
  sla: DurationSchema.nullable(),
  calendar: z.string().nullable(),
  success: z.string().nullable(),
  evidence: z.string().nullable(),
  onFailure: FailingSchema,
});

const PlaybookSchema = z.object({
  playbook: z.string(),
  title: z.string(),
  owner: z.string(),
  channel: z.string(),
  calendar: z.string(),
  sla: DurationSchema.nullable(),
  escalation: z.string(),
  stages: z.array(z.object({ stage: z.string(), tasks: z.array(TaskSchema) })),
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

/** A Book that a release stored. What an operator writes is checked by read-book; this trusts it and reads its shape. */
const BookSchema: z.ZodType<Book> = z.object({
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

/** Reads a stored release back. */
export function parseBook(text: string): Book {
  return BookSchema.parse(JSON.parse(text));
}
