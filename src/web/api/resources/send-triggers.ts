import { z } from "zod";
import { unreachable } from "#domain/unreachable.ts";
import { sendSignal, sendTrigger, type Sent } from "#services/send-trigger.ts";
import type { Problem } from "#web/api/problem.ts";
import { route } from "#web/api/route.ts";
import { InstantGiven, RunGiven, TriggerRef } from "#web/api/shapes/common.ts";
import { invalidField, notInWorkspace } from "#web/api/shapes/refused.ts";

const NAME_MAX = 120;
/** What the database keeps of money, and no exponent. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/;

const type = z.string().min(1).max(100).meta({
  description: "A canonical type, such as `deal.won`, or one of your own under `x.`",
  example: "deal.won",
});
const event = z
  .record(z.string(), z.json())
  .meta({ description: "What else you know of it: conditions of tasks that wait for it may ask" });
const occurredAt = InstantGiven.optional().meta({ description: "When it happened; by default now" });
const dedupeKey = z.string().min(1).max(200).optional().meta({
  description: "By which the same one is known when it comes again; by default the Idempotency-Key",
});
const dealKey = {
  namespace: z
    .string()
    .regex(/^[a-z0-9-]{1,60}(\.[a-z0-9_-]{1,60})?$/, "The system and its kind of record, in small letters.")
    .meta({ description: "The system that the id is of, and its kind of record", example: "crm.deal" }),
  id: z.string().min(1).max(200).meta({ description: "The deal's id there", example: "5512" }),
};

const TriggerGiven = z
  .strictObject({
    type,
    occurredAt,
    dedupeKey,
    deal: z.strictObject({
      ...dealKey,
      name: z.string().max(300).optional(),
      stage: z.string().max(100).optional(),
    }),
    client: z.strictObject({
      name: z
        .string()
        .trim()
        .max(NAME_MAX)
        .regex(/[\p{L}\p{N}]/u, "A name has letters or digits.")
        .meta({ example: "Example GmbH" }),
      segment: z.string().min(1).max(100).optional().meta({ example: "enterprise" }),
    }),
    contract: z
      .strictObject({
        value: z.string().regex(DECIMAL, "A decimal as text.").meta({ example: "72000.00" }),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/, "Three capitals, as ISO 4217 has them.")
          .meta({ example: "USD" }),
      })
      .optional(),
    opens: z.boolean().optional().meta({
      description: "Whether it may open a run; by default as the book says of its type",
    }),
    event: event.optional(),
  })
  .meta({
    id: "TriggerGiven",
    description: "Something that happened outside, in Baton's own words",
    example: {
      type: "deal.won",
      deal: { namespace: "crm.deal", id: "5512" },
      client: { name: "Example GmbH", segment: "enterprise" },
      contract: { value: "72000.00", currency: "USD" },
    },
  });

const SignalGiven = z
  .strictObject({
    run: RunGiven.optional(),
    deal: z.strictObject(dealKey).optional(),
    type,
    occurredAt,
    dedupeKey,
    event: event.optional(),
  })
  .refine(({ run, deal }) => (run === undefined) !== (deal === undefined), {
    error: "Name either the run or the deal.",
    path: ["run"],
  })
  .meta({
    id: "SignalGiven",
    description: "Something that tasks of a run, or of a deal's runs, wait for",
    example: { run: "run_0a1b2c3d4e5f", type: "payment.received", event: { amount: 700 } },
  });

const AcceptedSchema = z
  .object({
    id: TriggerRef,
    duplicate: z.boolean().meta({ description: "It was there already, by its key" }),
  })
  .meta({ id: "TriggerAccepted", description: "It is stored, and will be routed" });

export const sendTriggerRoutes = [
  route({
    method: "post",
    path: "/triggers",
    id: "sendTrigger",
    tag: "Triggers",
    summary: "Say that something happened",
    description:
      "It is stored, and then routed by the book's rules as what sources send is. Read it to see what became of it.",
    scope: "triggers",
    body: TriggerGiven,
    answers: { 202: AcceptedSchema },
    async handle({ ctx, body, requestKey }) {
      const { deal, client, contract } = body;
      const sent = await sendTrigger(ctx, {
        type: body.type,
        occurredAt: body.occurredAt ?? null,
        dedupeKey: body.dedupeKey ?? requestKey,
        event: body.event ?? {},
        deal: { namespace: deal.namespace, externalId: deal.id },
        snapshot: {
          client: { externalId: null, name: client.name, segment: client.segment ?? null },
          contract: { value: contract?.value ?? null, currency: contract?.currency ?? null },
          deal: { name: deal.name ?? null, stage: deal.stage ?? null },
        },
        opens: body.opens ?? null,
      });
      return accepted(sent);
    },
  }),
  route({
    method: "post",
    path: "/signals",
    id: "sendSignal",
    tag: "Triggers",
    summary: "Signal a run, or the runs of a deal",
    description: "It is kept as evidence of the deal. Tasks of its open runs that wait for it go on.",
    scope: "triggers",
    body: SignalGiven,
    answers: { 202: AcceptedSchema },
    async handle({ ctx, body, requestKey }) {
      const { run, deal } = body;
      const of = run ?? (deal && { namespace: deal.namespace, externalId: deal.id });
      if (!of) return { problem: NO_SUCH_RUN };
      const sent = await sendSignal(ctx, {
        of,
        type: body.type,
        occurredAt: body.occurredAt ?? null,
        dedupeKey: body.dedupeKey ?? requestKey,
        event: body.event ?? {},
      });
      return accepted(sent);
    },
  }),
];

const NO_SUCH_RUN: Problem = { kind: "not-found", detail: "There is no such run." };

function accepted(sent: Sent) {
  if (sent.ok) return { status: 202, data: { id: sent.id, duplicate: sent.duplicate } } as const;
  return { problem: problemOf(sent.refusal) };
}

function problemOf(refusal: (Sent & { ok: false })["refusal"]): Problem {
  switch (refusal.code) {
    case "from-outside":
    case "operators-only":
      return notInWorkspace(refusal);
    case "no-such-run":
      return NO_SUCH_RUN;
    case "no-such-type":
      return invalidField("type", refusal.problem, refusal.code);
    default:
      return unreachable(refusal);
  }
}
