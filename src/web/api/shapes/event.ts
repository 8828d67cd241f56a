import { z } from "zod";
import type { RunEvent } from "#domain/event.ts";
import { Instant, iso, PersonRef, RunRef } from "./common.ts";

export const EventSchema = z
  .object({
    run: RunRef,
    seq: z.int().meta({ description: "Its number in the run, from 1" }),
    type: z.string().meta({ example: "task-done" }),
    version: z.int().meta({ description: "The shape of `data`" }),
    at: Instant,
    actor: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("person"), id: PersonRef }),
      z.object({ kind: z.literal("system"), name: z.string() }),
    ]),
    cause: z.string().meta({ description: "The key of what was asked" }),
    data: z.record(z.string(), z.unknown()),
    hash: z.string().meta({ description: "Of the chain of the run's events, in hex" }),
  })
  .meta({ id: "Event", description: "What happened, as the record has it" });

const DataSchema = z.record(z.string(), z.unknown());

/** An event as programs see it. */
export function showEvent({ event, hash }: { event: RunEvent; hash: Buffer }): z.input<typeof EventSchema> {
  const { run, seq, type, version, at, actor, cause, data } = event;
  return {
    run,
    seq,
    type,
    version,
    at: iso(at),
    actor,
    cause,
    // Instants become text as they do in the record.
    data: DataSchema.parse(JSON.parse(JSON.stringify(data))),
    hash: hash.toString("hex"),
  };
}
