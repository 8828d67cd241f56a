import { z } from "zod";
import type { Source, SourceEvent } from "#domain/book.ts";
import { wrongAddress } from "#book/addresses.ts";
import { TypeSchema } from "#book/files/trigger-type.ts";
import { duration, expression, NameSchema, orNull, SecretSchema, strict, text } from "#book/values.ts";

const KeySchema = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9_-]+$/, "a key names a system and its kind of record: hubspot.deal");

/** Where a source keeps the id of its own deal in what it sends; others must say where to look. */
const OWN_DEALS = { hubspot: { key: "hubspot.deal", id: "event.objectId" }, stripe: null };

/** What comes from people's hands and by the API is no source of the book's. */
const OWN_NAMES = ["api", "manual"];

const ApiSchema = strict({
  base: text(
    (base) => wrongAddress(base) === null,
    () => "an API's address begins with https:// and holds no password",
  ).describe("The address of its API."),
  token: SecretSchema.describe("env:NAME of the token to read with."),
}).transform(({ base, token }) => ({ base, tokenEnv: token }));

/** sources.yaml: the systems that triggers come from, and which of their events mean what. */
export function sourcesSchema() {
  const source = z.discriminatedUnion("kind", [sourceOf("hubspot"), sourceOf("stripe")], {
    error: () => "the kind of a source is hubspot or stripe",
  });
  const name = NameSchema.refine((given) => !OWN_NAMES.includes(given), {
    error: `${OWN_NAMES.join(" and ")} are Baton's own sources`,
  });
  return strict({ sources: z.record(name, source).describe("Sources by name.") }).transform(({ sources }) =>
    Object.fromEntries(
      Object.entries(sources).map(([key, rest]): [string, Source] => [key, { source: key, ...rest }]),
    ),
  );
}

function sourceOf<Kind extends Source["kind"]>(kind: Kind) {
  const event = strict({
    type: TypeSchema.describe("What the event means: a canonical type, or one of your own under x."),
    when: orNull(expression("mapping", "bool")).describe("CEL over the raw event: which events mean this."),
    opens: z.boolean().default(false).describe("true: it may open a run. Others wait as evidence."),
    deal: dealSchema(kind).meta({ description: "Which deal it is about.", short: true }),
  });
  return strict({
    kind: z.literal(kind).describe("Which system it is."),
    secret: SecretSchema.describe("env:NAME of the secret that signs what it sends."),
    api: orNull(ApiSchema).describe("Where what the event doesn't say is read back from."),
    evidence_waits: duration()
      .prefault("3 business days")
      .describe("How long evidence may wait for its deal before a person hears of it."),
    events: z
      .array(event)
      .min(1, "a source without events says nothing")
      .describe("What it sends that matters; the first that fits is meant."),
  }).transform(({ secret, evidence_waits: evidenceWaits, ...rest }) => ({
    ...rest,
    secretEnv: secret,
    evidenceWaits,
  }));
}

/** `hubspot.deal` for the source's own record, or `{ key: hubspot.deal, id: CEL }`. */
function dealSchema(kind: Source["kind"]) {
  const pair = strict({
    key: KeySchema.describe("The system and its kind of record: hubspot.deal."),
    id: orNull(expression("mapping", "string")).describe("CEL over the raw event that gives the outside id."),
  });
  return z
    .preprocess((given) => (typeof given === "string" ? { key: given } : given), pair)
    .transform(({ key, id }, ctx): SourceEvent["deal"] => {
      const own = OWN_DEALS[kind];
      if (id === null && own?.key !== key) {
        ctx.addIssue(`say where the id stands in what ${kind} sends: { key: ${key}, id: event.… }`);
      }
      return { namespace: key, id: id ?? own?.id ?? "" };
    });
}
