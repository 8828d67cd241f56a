import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { z } from "zod";
import type { RunEvent } from "#domain/event.ts";
import { HappeningSchema } from "./event-schemas.ts";
import { ActorRefSchema, InstantSchema, RunIdSchema, WorkspaceIdSchema } from "#src/ids.ts";

/** An event as the database holds it: canonical JSON (RFC 8785) and the chain's hashes. */
export type Link = { readonly body: string; readonly previous: Buffer; readonly hash: Buffer };

/** What the first event of a run follows. */
export const CHAIN_START: Buffer = Buffer.alloc(32);

const EnvelopeSchema = z.object({
  workspace: WorkspaceIdSchema,
  run: RunIdSchema,
  seq: z.int().positive(),
  version: z.int().positive(),
  at: InstantSchema,
  actor: ActorRefSchema,
  cause: z.string(),
});

/** Chains events after the one whose hash is `previous`. */
export function link(events: readonly RunEvent[], previous: Buffer): Link[] {
  let before = previous;
  return events.map((event) => {
    const body = encode(event);
    const made = { body, previous: before, hash: chainHash(before, body) };
    before = made.hash;
    return made;
  });
}

/** `sha256(32 bytes of the previous hash ‖ body in UTF-8)`. */
export function chainHash(previous: Buffer, body: string): Buffer {
  return createHash("sha256").update(previous).update(body, "utf8").digest();
}

/** The event's canonical JSON; instants are ISO with milliseconds and Z. */
export function encode(event: RunEvent): string {
  const text = canonicalize(JSON.parse(JSON.stringify(event)));
  if (text === undefined) throw new Error(`Event ${event.seq} of ${event.run} has no JSON form`);
  return text;
}

/** Reads a stored event; the step from an older shape to today's belongs here. Throws a ZodError that names what does not fit. */
export function decode(body: string): RunEvent {
  const raw: unknown = JSON.parse(body);
  return { ...EnvelopeSchema.parse(raw), ...HappeningSchema.parse(raw) };
}
