import { z } from "zod";
import type { Playbook, TaskSpec } from "#domain/book.ts";
import { duration, line, NameSchema, oneOf, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** The keys that the other kinds of task will need. */
const LATER = ["when", "request", "timeout", "retry", "approvals", "signal"];

const KindSchema = z
  .string()
  .refine((kind) => kind === "human", {
    error: ({ input }) => `kind ${String(input)} is not carried out by this version; tasks are of kind human`,
  })
  .optional();

const ModeSchema = z
  .string()
  .refine((mode) => mode === "claim", {
    error: ({ input }) =>
      `mode ${String(input)} is not carried out by this version; tasks are claimed: mode: claim`,
  })
  .optional();

/** playbooks/NAME.yaml: the stages and tasks of one kind of onboarding. */
export function playbookSchema(names: Names) {
  return strict({
    playbook: NameSchema,
    title: line(150),
    owner: reference("role", names),
    channel: reference("channel", names),
    calendar: reference("calendar", names),
    sla: orNull(duration()),
    escalation: reference("escalation", names),
    stages: z
      .array(
        strict({
          stage: line(80),
          tasks: z.array(taskSchema(names)).min(1, "a stage without tasks is never finished"),
        }),
      )
      .min(1, "a playbook has at least one stage"),
  }) satisfies z.ZodType<Playbook>;
}

function taskSchema(names: Names) {
  return strict(
    {
      task: NameSchema,
      title: line(150),
      kind: KindSchema,
      assign: strict({ role: reference("role", names), mode: ModeSchema }),
      sla: orNull(duration()),
      calendar: orNull(reference("calendar", names)),
      after: orNull(z.array(z.string())),
      required: z.boolean().default(true),
      value: z.boolean().default(false),
      success: orNull(line(500)),
      evidence: orNull(line(150)),
      on_failure: oneOf(["fail_open", "fail_closed"]).default("fail_closed"),
    },
    LATER,
  ).transform(({ kind: _kind, assign, on_failure: onFailure, ...rest }): TaskSpec => ({
    ...rest,
    role: assign.role,
    onFailure,
  }));
}
