import { z } from "zod";
import { readJson } from "#sources/json.ts";
import { toDecimal } from "#sources/minor-units.ts";
import { ageProblem, readText, readTimestamp, refused, verified } from "#sources/signed-request.ts";
import type { EventsRead, InboundSource, ReadBack, SignedRequest, Verified } from "#sources/source.ts";

/** Stripe's snapshot events. */
export const stripe: InboundSource = { verify, readEvents, readBack: readOwnBody };

const TOLERANCE_S = 300;

async function verify({ headers, rawBody }: SignedRequest, secret: string, now: Date): Promise<Verified> {
  if (secret.trim() === "") return refused("no-secret-configured");
  const header = headers.get("stripe-signature") ?? "";
  const timestamp = timestampOf(header);
  if (timestamp === null) return refused("unsigned");
  const tooOldOrNew = ageProblem(timestamp * 1000, now);
  if (tooOldOrNew) return refused(tooOldOrNew);
  const body = readText(rawBody);
  if (body === null) return refused("not-text");
  return (await isSigned(body, header, secret, now)) ? verified : refused("wrong-signature");
}

async function isSigned(body: string, header: string, secret: string, now: Date): Promise<boolean> {
  // Loading Stripe takes a quarter of a second: a workspace without it shouldn't pay for it when it starts.
  const { default: Stripe } = await import("stripe");
  try {
    const { signature } = Stripe.webhooks;
    return (
      (await signature?.verifyHeaderAsync(body, header, secret, TOLERANCE_S, undefined, now.getTime())) ??
      false
    );
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** When the request was signed. Of several the last counts, as it does for Stripe's library. */
function timestampOf(header: string): number | null {
  const last = header.split(",").findLast((part) => part.startsWith("t="));
  return last === undefined ? null : readTimestamp(last.slice("t=".length));
}

const YEAR_9999_S = 253_402_300_799;

/** Stripe's thin events have another `object` and hold no data. */
const EventSchema = z.looseObject({
  id: z.string().regex(/^evt_\w{1,200}$/),
  object: z.literal("event"),
  type: z.string().min(1),
  created: z.int().positive().max(YEAR_9999_S),
  data: z.looseObject({ object: z.looseObject({}) }),
});

function readEvents(rawBody: Uint8Array): EventsRead {
  const json = readJson(rawBody);
  if (!json.ok) return json;
  const event = EventSchema.safeParse(json.value);
  if (!event.success) return { ok: false, problem: z.prettifyError(event.error) };
  const { id, created } = event.data;
  return { ok: true, events: [{ dedupeKey: id, occurredAt: new Date(created * 1000), event: event.data }] };
}

const TextSchema = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null);

const AmountSchema = z
  .int()
  .nullish()
  .transform((amount) => amount ?? null);

/** The money of an invoice, of a checkout session, and of a payment intent. */
const PaymentSchema = z.looseObject({
  data: z.looseObject({
    object: z.looseObject({
      amount_paid: AmountSchema,
      amount_total: AmountSchema,
      amount_received: AmountSchema,
      currency: TextSchema,
      customer: TextSchema,
      customer_name: TextSchema,
    }),
  }),
});

/** Stripe's body says all that is needed of a payment, so nothing is asked. */
async function readOwnBody(event: unknown): Promise<ReadBack> {
  const payment = PaymentSchema.safeParse(event);
  if (!payment.success) {
    const reason = `the payment is malformed: ${z.prettifyError(payment.error)}`;
    return { ok: false, failure: "permanent", reason };
  }
  const { amount_paid, amount_total, amount_received, currency, customer, customer_name } =
    payment.data.data.object;
  const amount = amount_paid ?? amount_total ?? amount_received;
  return {
    ok: true,
    snapshot: {
      client: { externalId: customer, name: customer_name, segment: null },
      contract: {
        value: amount === null || currency === null ? null : toDecimal(amount, currency),
        currency: currency?.toUpperCase() ?? null,
      },
      deal: { name: null, stage: null },
    },
  };
}
