import { z } from "zod";
import { triggerSchema } from "#book/files/trigger.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { SENTENCES } from "#book/files/expectations.ts";
import type { FakeAnswer, RehearsedSignal } from "#book/rehearsal.ts";
import { USUAL_HABITS } from "#book/rehearsal.ts";
import { duration, line, NameSchema, orNull, reference, strict, wallTime } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** A rehearsal as it stands in its file, before it is held against the playbooks. */
export type RehearsalDraft = z.output<ReturnType<typeof rehearsalsSchema>>[number];

/** rehearsals.yaml: whole onboardings that are tried in virtual time, and what must come of them. */
export function rehearsalsSchema(names: Names, files: ReadonlyMap<string, unknown> = new Map()) {
  const rehearsal = strict({
    rehearsal: line(120).describe("What it is called, in words."),
    playbook: orNull(reference("playbook", names)).describe(
      "The playbook to rehearse. Left out, the rules of routing.yaml choose by the trigger.",
    ),
    trigger: z
      .preprocess(
        (given) => (typeof given === "string" ? (files.get(given) ?? given) : given),
        triggerSchema(),
      )
      .meta({
        description: "What begins it; or the name of a file of the book, such as triggers/acme.json.",
        short: true,
      }),
    people: HabitsSchema.prefault({}).describe(
      "How people work, in percent of a task's SLA; of a business day where it has none.",
    ),
    answers: z
      .record(NameSchema, AnswersSchema)
      .default({})
      .describe("What other systems answer, by the key of the automation, in order; the last repeats."),
    signals: z
      .record(TypeSchema, SignalSchema)
      .default({})
      .describe(
        "Signals by type, and when they come. Others come at half the timeout of the task that waits.",
      ),
    expect: z.array(line(300)).default([]).describe(`What must come of it: ${SENTENCES}.`),
  });
  return strict({
    rehearsals: z
      .array(rehearsal)
      .max(100, "at most 100 rehearsals")
      .describe("Each is run by baton rehearse, and before a release is made."),
  }).transform(({ rehearsals }) => rehearsals);
}

const PercentSchema = z
  .string()
  .regex(/^\d{1,3}%$/, "this is a share of the SLA, such as 50%")
  .transform((text) => Number(text.slice(0, -1)));

const HabitsSchema = strict({
  claimed_after: PercentSchema.default(USUAL_HABITS.claimedPercent).describe(
    "When somebody takes a task; by default 10%.",
  ),
  done_after: PercentSchema.default(USUAL_HABITS.donePercent).describe(
    "When a task is done; by default 50%.",
  ),
  late: z
    .record(NameSchema, PercentSchema)
    .default({})
    .describe("Tasks that are done at another time, such as 120%."),
  rejects: z.array(NameSchema).default([]).describe("Approvals whose first answer is no."),
}).transform(({ claimed_after: claimedPercent, done_after: donePercent, ...rest }) => ({
  ...rest,
  claimedPercent,
  donePercent,
}));

const AnswerSchema = strict({
  status: z
    .int()
    .min(100, "no HTTP status")
    .max(599, "no HTTP status")
    .optional()
    .describe("The HTTP status, such as 200."),
  headers: z.record(z.string(), z.string()).default({}).describe("Headers by their names in small letters."),
  body: z.json().default(null).describe("What the body says, as JSON."),
  takes: wallTime("1 hour", "allowed")
    .prefault("0s")
    .describe("How long it takes, such as 45s; longer than the timeout is no answer."),
  unreachable: line(200).optional().describe("No answer comes, for this reason."),
}).transform(({ status, headers, body, takes: takesMs, unreachable }, ctx): FakeAnswer => {
  if (unreachable !== undefined && status === undefined) return { unreachable, takesMs };
  if (status === undefined || unreachable !== undefined)
    ctx.addIssue("an answer has a status, or says why it is unreachable");
  return { status: status ?? 200, headers, body, takesMs };
});

const AnswersSchema = z
  .preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(AnswerSchema))
  .refine((answers) => answers.length > 0, "at least one answer is needed")
  .meta({ single: true });

const SignalSchema = strict({
  after: duration("allowed").describe("How long after the start it comes, such as 2 business days."),
  event: z
    .json()
    .optional()
    .describe("The raw event. Left out, every task that waits for its type takes it."),
}).transform(({ after, event }): RehearsedSignal => ({
  after,
  event: event === undefined ? null : { raw: event },
}));
