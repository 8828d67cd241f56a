import { z } from "zod";
import type { ExceptionListed } from "#services/list-exceptions.ts";
import { ExceptionRef, Instant, iso, isoOrNull, PersonRef, RunRef, TaskRef, TriggerRef } from "./common.ts";
import { EXCEPTION_TYPES } from "./run.ts";

export const GATE_CHOICES = ["resume", "skip", "reroute", "cancel"] as const;

export const ExceptionSchema = z
  .object({
    id: ExceptionRef,
    state: z.enum(["open", "closed"]),
    type: z.enum(EXCEPTION_TYPES),
    run: RunRef.nullable().meta({ description: "Null: it is a trigger's, which led to no run" }),
    trigger: TriggerRef.nullable(),
    task: TaskRef.nullable().meta({ description: "Null: it is about the whole run, or a trigger" }),
    owner: PersonRef,
    reason: z.string(),
    note: z.string().nullable().meta({ description: "What a person wrote about it" }),
    gate: z
      .string()
      .nullable()
      .meta({ description: "The role that opens its gate; null: it holds nothing up" }),
    runbook: z.string().nullable(),
    openedBy: PersonRef.nullable().meta({ description: "Null: the system" }),
    openedAt: Instant,
    dueAt: Instant,
    closedAt: Instant.nullable(),
    closedBy: PersonRef.nullable(),
    choice: z.enum(GATE_CHOICES).nullable(),
    instead: TaskRef.nullable().meta({ description: "The task that is done instead" }),
    cause: z.string().nullable(),
    prevention: z.string().nullable(),
  })
  .meta({ id: "Exception", description: "Something that left the normal path" });

/** An exception as programs see it. */
export function showException(row: ExceptionListed): z.input<typeof ExceptionSchema> {
  const { id, type, owner, reason, note, gate, runbook, choice, cause, prevention } = row;
  return {
    id,
    state: row.closed_at ? "closed" : "open",
    type,
    run: row.run_id,
    trigger: row.trigger_id,
    task: row.task_id,
    owner,
    reason,
    note,
    gate,
    runbook,
    openedBy: row.opened_by,
    openedAt: iso(row.opened_at),
    dueAt: iso(row.due_at),
    closedAt: isoOrNull(row.closed_at),
    closedBy: row.closed_by,
    choice,
    instead: row.rerouted_to,
    cause,
    prevention,
  };
}
