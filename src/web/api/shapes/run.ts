import { z } from "zod";
import type { OpenException, Run } from "#domain/run.ts";
import type { RunSeen } from "#services/read-run.ts";
import type { WordsRead } from "#services/read-words.ts";
import { ClientRef, ExceptionRef, Instant, iso, isoOrNull, PersonRef, RunRef, TaskRef } from "./common.ts";
import { showOffer, OfferSchema, showTask, TaskSchema } from "./task.ts";

export const RUN_STATES = ["active", "paused", "blocked", "completed", "cancelled"] as const;
export const EXCEPTION_TYPES = [
  "missing_owner",
  "data_mismatch",
  "transient",
  "manual",
  "sla_breach",
  "permanent_block",
] as const;
export const WAITING_ON = ["client", "vendor", "us"] as const;

const OpenExceptionSchema = z
  .object({
    id: ExceptionRef,
    type: z.enum(EXCEPTION_TYPES),
    owner: PersonRef,
    reason: z.string(),
    note: z.string().nullable().meta({ description: "What a person wrote about it" }),
    task: TaskRef.nullable().meta({ description: "Null: it is about the whole run" }),
    gate: z
      .string()
      .nullable()
      .meta({ description: "The role that opens its gate; null: it holds nothing up" }),
    openedBy: PersonRef.nullable(),
    runbook: z.string().nullable(),
    dueAt: Instant,
  })
  .meta({ id: "OpenException", description: "What left the normal path in a run" });

export const RunSchema = z
  .object({
    id: RunRef,
    version: z.int().meta({ description: "Grows with everything that happens; also the ETag" }),
    client: z.object({ id: ClientRef, key: z.string(), name: z.string() }),
    playbook: z.string(),
    title: z.string(),
    release: z.int(),
    state: z.enum(RUN_STATES),
    owner: PersonRef,
    offer: OfferSchema.nullable().meta({ description: "Of its ownership" }),
    overdue: z.boolean(),
    occurredAt: Instant.meta({ description: "When the sale happened, from which its time is counted" }),
    openedAt: Instant,
    dueAt: Instant.nullable(),
    completedAt: Instant.nullable(),
    cancelledAt: Instant.nullable(),
    mergedInto: RunRef.nullable().meta({ description: "The run that goes on in its stead" }),
    parent: z
      .object({ run: RunRef, task: TaskRef })
      .nullable()
      .meta({ description: "The task that it fulfils" }),
    pause: z
      .object({
        on: z.enum(WAITING_ON),
        reason: z.string().nullable(),
        by: PersonRef.nullable().meta({ description: "Null: the run that it is part of was paused" }),
        since: Instant,
        reviewAt: Instant,
      })
      .nullable(),
    simulated: z.boolean(),
    backfilled: z.boolean(),
    thread: z.string().nullable().meta({ description: "The address of its thread in Slack" }),
    stages: z.array(z.string()),
    tasks: z.array(TaskSchema),
    exceptions: z.array(OpenExceptionSchema),
  })
  .meta({ id: "Run", description: "One client going through one playbook" });

/** The texts that a run is shown with. */
export function wordsIn(run: Run) {
  return [...run.exceptions.map(({ note }) => note), run.status === "paused" ? run.pause.reason : null];
}

/** A run as programs see it. */
export function showRun({ run, client, threadLink }: RunSeen, words: WordsRead): z.input<typeof RunSchema> {
  return {
    id: run.id,
    version: run.version,
    client: { id: run.client, ...client },
    playbook: run.playbook,
    title: run.title,
    release: run.release,
    state: run.status,
    owner: run.owner,
    offer: showOffer(run.offer),
    overdue: run.overdue,
    occurredAt: iso(run.occurredAt),
    openedAt: iso(run.openedAt),
    dueAt: isoOrNull(run.dueAt),
    completedAt: run.status === "completed" ? iso(run.completedAt) : null,
    cancelledAt: run.status === "cancelled" ? iso(run.cancelledAt) : null,
    mergedInto: run.status === "cancelled" ? run.mergedInto : null,
    parent: run.parent && { run: run.parent.run, task: run.parent.task },
    pause: run.status === "paused" ? pauseOf(run.pause, words) : null,
    simulated: run.simulated,
    backfilled: run.backfilled,
    thread: threadLink,
    stages: [...run.stages],
    tasks: run.tasks.map((task) => showTask(run, task)),
    exceptions: run.exceptions.map((one) => exceptionOf(one, words)),
  };
}

function pauseOf(
  { on, reason, by, since, reviewAt }: Extract<Run, { status: "paused" }>["pause"],
  words: WordsRead,
) {
  return { on, by, reason: words.of(reason), since: iso(since), reviewAt: iso(reviewAt) };
}

function exceptionOf({ note, dueAt, ...rest }: OpenException, words: WordsRead) {
  return { ...rest, note: words.of(note), dueAt: iso(dueAt) };
}
