import { z } from "zod";
import type { OperationForeseen } from "#services/foresee-operation.ts";
import type { OperationPage, readOperation } from "#services/operations.ts";
import { Instant, iso, isoOrNull, PersonRef, RunRef } from "./common.ts";

// What is shown of acts on many runs.

export const ForeseenSchema = z
  .object({
    will: z.int().meta({ description: "How many runs it would change" }),
    wont: z
      .array(z.object({ code: z.string(), runs: z.int() }))
      .meta({ description: "Those that it would leave as they are, by why" }),
    late: z
      .int()
      .meta({ description: "In how many of those that it would change something would be late at once" }),
    cut: z.boolean().meta({ description: "There are more runs than one operation takes on" }),
    digest: z.string().meta({ description: "Of which runs it would change: another where those are others" }),
  })
  .meta({ id: "OperationForeseen", description: "What would come of an operation. Nothing has happened" });

export const OperationLine = z
  .object({
    id: z.string().meta({ description: "An operation", example: "opn_0a1b2c3d4e5f" }),
    kind: z.enum(["reassign", "move-due", "undo"]),
    undoes: z.string().nullable().meta({ description: "The operation that it undoes" }),
    filter: z.string().meta({ description: "Which runs, as one types it in Slack" }),
    by: PersonRef,
    state: z.enum(["running", "stopped", "done"]),
    total: z.int(),
    done: z.int(),
    refused: z.int().meta({ description: "Left as they were" }),
    failed: z.int().meta({ description: "Whose change broke on our side, time and again" }),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: "OperationLine", description: "An operation in a list" });

export const OperationSchema = OperationLine.extend({
  refusals: z
    .array(z.object({ code: z.string(), runs: z.int(), clients: z.array(z.string()) }))
    .meta({ description: "Why runs were left as they are, and some of their clients" }),
  failures: z
    .array(
      z.object({
        run: RunRef,
        reference: z.string().meta({ description: "By which the log tells what broke" }),
      }),
    )
    .meta({ description: "Some of the runs that failed" }),
  partly: z.object({ stayed: z.int(), runs: z.int() }).nullable().meta({
    description: "So much of what was to change in some runs stayed, since somebody had changed it",
  }),
  stoppedBy: PersonRef.nullable().meta({ description: "Who stopped it, while it is stopped" }),
  isUndone: z.boolean(),
}).meta({ id: "Operation", description: "One act on many runs, and how far it has come" });

type Line = OperationPage["operations"][number];
type Seen = NonNullable<Awaited<ReturnType<typeof readOperation>>>;

export function showLine({ id, spec, filter, by, state, createdAt, finishedAt, ...counts }: Line) {
  const { total, done, refused, failed } = counts;
  return {
    id,
    kind: spec.kind,
    undoes: spec.kind === "undo" ? spec.of : null,
    filter,
    by,
    state,
    total,
    done,
    refused,
    failed,
    createdAt: iso(createdAt),
    finishedAt: isoOrNull(finishedAt),
  };
}

export function showOperation(operation: Seen) {
  const { partly, stoppedBy, isUndone } = operation;
  return {
    ...showLine(operation),
    refusals: operation.refusals.map(({ code, runs, clients }) => ({ code, runs, clients: [...clients] })),
    failures: operation.failures.map(({ run, reference }) => ({ run, reference })),
    partly: partly && { stayed: partly.stayed, runs: partly.runs },
    stoppedBy,
    isUndone,
  };
}

export function showForeseen({
  will,
  wont,
  late,
  isCut,
  digest,
}: OperationForeseen): z.input<typeof ForeseenSchema> {
  return {
    will: will.length,
    wont: wont.map(({ code, clients }) => ({ code, runs: clients.length })),
    late,
    cut: isCut,
    digest,
  };
}
