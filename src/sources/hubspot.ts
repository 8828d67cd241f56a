import { createHash } from "node:crypto";
// The package's main module takes a tenth of a second to load, its signature a hundredth.
import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { z } from "zod";
import { readDeal } from "#sources/hubspot-deal.ts";
import { readJson } from "#sources/json.ts";
import {
  ageProblem,
  isSameSecret,
  readText,
  readTimestamp,
  refused,
  verified,
} from "#sources/signed-request.ts";
import type { EventsRead, InboundSource, SignedRequest, Verified } from "#sources/source.ts";

/** HubSpot's webhooks, signed with version 3, and its deals. */
export const hubspot: InboundSource = { verify, readEvents, readBack: readDeal };

// `Signature.isValid` would compare with ===, let the future pass and sign the address undecoded; so only the
// signature itself is HubSpot's.
async function verify(request: SignedRequest, secret: string, now: Date): Promise<Verified> {
  if (secret === "") return refused("no-secret-configured");
  const signature = request.headers.get("x-hubspot-signature-v3");
  const timestamp = readTimestamp(request.headers.get("x-hubspot-request-timestamp") ?? "");
  if (!signature || timestamp === null) return refused("unsigned");
  const tooOldOrNew = ageProblem(timestamp, now);
  if (tooOldOrNew) return refused(tooOldOrNew);
  const requestBody = readText(request.rawBody);
  if (requestBody === null) return refused("not-text");
  const url = signedUrl(request.url);
  const expected = Signature.getSignature(request.method, "v3", {
    clientSecret: secret,
    requestBody,
    url,
    timestamp,
    signature,
  });
  return isSameSecret(signature, expected) ? verified : refused("wrong-signature");
}

/** The address as HubSpot signs it: with these characters, and no others, decoded. */
export function signedUrl(url: string): string {
  return url.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, decodeURIComponent);
}

const EVENTS_MAX = 100;
const YEAR_9999_MS = 253_402_300_799_999;

const IdSchema = z.union([z.int(), z.string().min(1).max(200)]);

/** A change of an association has no `objectId`: it names both ends. */
const EventSchema = z.looseObject({
  portalId: IdSchema,
  subscriptionId: IdSchema,
  subscriptionType: z.string().min(1),
  occurredAt: z.int().positive().max(YEAR_9999_MS),
  objectId: IdSchema.optional(),
  fromObjectId: IdSchema.optional(),
  toObjectId: IdSchema.optional(),
  propertyName: z.string().optional(),
  propertyValue: z.unknown().optional(),
});

const BatchSchema = z.array(EventSchema).min(1).max(EVENTS_MAX);

function readEvents(rawBody: Uint8Array): EventsRead {
  const json = readJson(rawBody);
  if (!json.ok) return json;
  const batch = BatchSchema.safeParse(json.value);
  if (!batch.success) return { ok: false, problem: z.prettifyError(batch.error) };
  const events = batch.data.map((event) => ({
    dedupeKey: dedupeKeyOf(event),
    occurredAt: new Date(event.occurredAt),
    event,
  }));
  return { ok: true, events };
}

/**
 * What happened to which record, and when. `eventId` is not in it, since HubSpot doesn't promise that it is unique, nor is
 * `attemptNumber`. A hash, because a property may hold more text than an index takes.
 */
function dedupeKeyOf(event: z.infer<typeof EventSchema>): string {
  const { portalId, subscriptionId, objectId, fromObjectId, toObjectId } = event;
  const subject = objectId ?? [fromObjectId ?? null, toObjectId ?? null];
  const change = [event.propertyName ?? null, event.propertyValue ?? null, event.occurredAt];
  const facts = JSON.stringify([portalId, subscriptionId, subject, ...change]);
  return createHash("sha256").update(facts).digest("hex");
}
