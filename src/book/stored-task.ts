import { z } from "zod";
import type { CallSpec, TaskSpec, Work } from "#domain/book.ts";

export const DurationSchema = z.object({
  amount: z.number(),
  unit: z.enum(["business days", "business hours", "days", "hours", "minutes", "seconds"]),
});

export const FailingSchema = z.enum(["fail_open", "fail_closed"]);

const CallSchema: z.ZodType<CallSpec> = z.object({
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.json(),
  timeoutMs: z.number(),
  retry: z.object({
    limit: z.number(),
    delayMs: z.number(),
    backoff: z.enum(["exponential", "fixed"]),
    maxDelayMs: z.number(),
  }),
  check: z.string().nullable(),
  keep: z.record(z.string(), z.string()),
  signEnv: z.string().nullable(),
});

const WorkSchema: z.ZodType<Work> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("human"), mode: z.enum(["claim", "auto"]) }),
  z.object({ kind: z.literal("automation"), call: CallSchema }),
  z.object({ kind: z.literal("approval"), needed: z.number() }),
  z.object({
    kind: z.literal("wait"),
    signal: z.object({ type: z.string(), when: z.string().nullable() }),
    timeout: DurationSchema.nullable(),
  }),
  z.object({ kind: z.literal("client") }),
  z.object({ kind: z.literal("run"), playbook: z.string() }),
]);

/** A task of a stored release. Releases stored before there were kinds hold tasks that people claim. */
export const StoredTaskSchema: z.ZodType<TaskSpec> = z.object({
  task: z.string(),
  title: z.string(),
  work: WorkSchema.default({ kind: "human", mode: "claim" }),
  role: z.string(),
  required: z.boolean(),
  value: z.boolean(),
  after: z.array(z.string()).nullable(),
  when: z.string().nullable().default(null),
  sla: DurationSchema.nullable(),
  calendar: z.string().nullable(),
  success: z.string().nullable(),
  evidence: z.string().nullable(),
  onFailure: FailingSchema,
  gate: z.string().default("operators"),
});
