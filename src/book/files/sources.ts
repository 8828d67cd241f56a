import { z } from "zod";
import type { Source, SourceEvent } from "#domain/book.ts";
import { didYouMean } from "#book/suggest.ts";
import { duration, expression, NameSchema, orNull, SecretSchema, strict, text } from "#book/values.ts";

/** What can have happened outside; a book has its own besides, under `x.`. */
const TYPES = [
  "deal.won",
  "deal.changed",
  "contract.signed",
  "payment.received",
  "payment.refunded",
  "form.submitted",
  "product.milestone",
  "client.replied",
];

const TypeSchema = text(
  (type) => TYPES.includes(type) || /^x\.[a-z0-9]+([._-][a-z0-9]+)*$/.test(type),
  (type) => `"${type}" is no type of trigger, and one of your own begins with x.${didYouMean(type, TYPES)}`,
);

const KeySchema = z
  .string()
  .regex(/^[a-z0-9-]+\.[a-z0-9_-]+$/, "a key names a system and its kind of record: hubspot.deal");

/** Where a source keeps the id of its own deal in what it sends; others must say where to look. */
const OWN_DEALS = { hubspot: { key: "hubspot.deal", id: "event.objectId" }, stripe: null };

const ApiSchema = strict({
  base: text(isSafeBase, () => "an API's address begins with https:// and holds no password"),
  token: SecretSchema,
}).transform(({ base, token }) => ({ base, tokenEnv: token }));

/** sources.yaml: the systems that triggers come from, and which of their events mean what. */
export function sourcesSchema() {
  const source = z.discriminatedUnion("kind", [sourceOf("hubspot"), sourceOf("stripe")], {
    error: () => "the kind of a source is hubspot or stripe",
  });
  return strict({ sources: z.record(NameSchema, source) }).transform(({ sources }) =>
    Object.fromEntries(
      Object.entries(sources).map(([key, rest]): [string, Source] => [key, { source: key, ...rest }]),
    ),
  );
}

function sourceOf<Kind extends Source["kind"]>(kind: Kind) {
  const event = strict({
    type: TypeSchema,
    when: orNull(expression("mapping", "bool")),
    opens: z.boolean().default(false),
    deal: dealSchema(kind),
  });
  return strict({
    kind: z.literal(kind),
    secret: SecretSchema,
    api: orNull(ApiSchema),
    evidence_waits: duration().default({ amount: 3, unit: "business days" }),
    events: z.array(event).min(1, "a source without events says nothing"),
  }).transform(({ secret, evidence_waits: evidenceWaits, ...rest }) => ({
    ...rest,
    secretEnv: secret,
    evidenceWaits,
  }));
}

/** `hubspot.deal` for the source's own record, or `{ key: hubspot.deal, id: CEL }`. */
function dealSchema(kind: Source["kind"]) {
  const pair = strict({ key: KeySchema, id: orNull(expression("mapping", "string")) });
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

function isSafeBase(base: string): boolean {
  const url = URL.parse(base);
  if (url === null || url.username !== "" || url.password !== "") return false;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
}
