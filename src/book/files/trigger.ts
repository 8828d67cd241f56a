import { z } from "zod";
import type { RehearsedTrigger } from "#book/rehearsal.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { line, NameSchema, orNull, strict, text } from "#book/values.ts";
import { clientKeyOf, InstantSchema } from "#src/ids.ts";

/** What somebody starts by hand has a type too, which no source may send. */
const BY_HAND = "manual.start";

const TriggerTypeSchema = text(
  (type) => type === BY_HAND || TypeSchema.safeParse(type).success,
  (type) => TypeSchema.safeParse(type).error?.issues[0]?.message ?? "",
);

const WhenSchema = text(
  (at) => InstantSchema.safeParse(at).success,
  (at) => `"${at}" is no instant; write date, time and zone, such as 2026-03-02T09:00:00Z`,
).transform((at) => new Date(at));

const MoneySchema = z
  .union([z.string(), z.number()], { error: 'write an amount, such as 60000 or "60000.50"' })
  .transform(String)
  .refine((amount) => /^\d{1,15}(\.\d{1,10})?$/.test(amount), "this is no amount, such as 60000 or 60000.50");

/** A trigger as a rehearsal begins with it: what rules and tasks can know, without a source that sends it. */
export function triggerSchema() {
  return strict({
    type: TriggerTypeSchema.describe("The canonical type, such as deal.won."),
    source: NameSchema.default("rehearsal").describe("The source that would have sent it."),
    opens: orNull(z.boolean()).describe(
      "true: it may open a run. Left out, sources.yaml says so of what its sources send, and all else may.",
    ),
    occurred_at: WhenSchema.describe(
      "When it happened: the rehearsal begins then. Such as 2026-03-02T09:00:00Z.",
    ),
    client: strict({
      name: line(200).describe("What the client is called."),
      key: NameSchema.optional().describe("What the book calls the client; by default a slug of the name."),
      segment: orNull(line(80)).describe("Such as enterprise; left out, it is not known."),
    }).describe("Whom the onboarding is for."),
    contract: strict({
      value: orNull(MoneySchema).describe(
        "What the contract is worth, such as 60000; left out, it is not known.",
      ),
      currency: orNull(
        z.string().regex(/^[A-Z]{3}$/, "a currency has three capital letters, such as USD"),
      ).describe("By ISO 4217, such as USD."),
    })
      .optional()
      .describe("What was sold."),
    deal: strict({
      name: orNull(line(200)).describe("What sales call the deal."),
      stage: orNull(line(80)).describe("Where it stands in the sales system."),
    })
      .optional()
      .describe("The sale in the sales system."),
  }).transform(({ occurred_at: occurredAt, client, contract, deal, ...rest }): RehearsedTrigger => ({
    ...rest,
    occurredAt,
    client: { key: client.key ?? clientKeyOf(client.name), name: client.name, segment: client.segment },
    contract: contract ?? { value: null, currency: null },
    deal: deal ?? { name: null, stage: null },
  }));
}
