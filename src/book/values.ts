import { z } from "zod";
import type { Duration } from "#domain/book.ts";
import { parseDuration } from "#domain/durations.ts";
import { constantOf } from "#book/compile.ts";
import type { ExpressionMistake } from "#book/compile.ts";
import { checkExpression } from "#book/expressions.ts";
import type { Wanted } from "#book/expressions.ts";
import type { Scope } from "#book/scopes.ts";
import { isOwnVariable } from "#book/own-variables.ts";
import { didYouMean } from "#book/suggest.ts";

// The values that the files of the book are made of. Each says what is wrong with it in the operator's words.

/** What the files may refer to, by kind; null: the file that says so could not be read, so nothing is checked against it. */
export type Names = Readonly<Record<Kind, readonly string[] | null>>;
type Kind = "role" | "calendar" | "escalation" | "channel" | "playbook" | "person";

/** A map that has these keys and no others; `elsewhere` knows keys that have their place in another kind of map. */
export function strict<Shape extends z.ZodRawShape>(
  shape: Shape,
  elsewhere: (key: string) => string | null = () => null,
) {
  // One line for each key, in the order of the issue's `keys`: read-book gives each its own place.
  const refuse = (key: string) =>
    elsewhere(key) ?? `unknown key "${key}"${didYouMean(key, Object.keys(shape))}`;
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? issue.keys.map(refuse).join("\n") : undefined),
  });
}

/** A key that may be left out, which is null in the book. */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().transform((value) => value ?? null);
}

/** What things are called by each other: `professional-services`. */
export const NameSchema = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "a name has small letters, digits and single hyphens, such as customer-success",
  )
  .max(60, "a name has at most 60 characters");

/** Words for people, on one line. */
export function line(longest: number) {
  return z
    .string()
    .trim()
    .min(1, "this is empty")
    .max(longest, `this is longer than ${longest} characters`)
    .refine((text) => !text.includes("\n"), "this must be one line");
}

/** A text that must pass a test, with words for one that doesn't. */
export function text(isRight: (text: string) => boolean, explain: (text: string) => string) {
  return z.string().superRefine((given, ctx) => {
    if (!isRight(given)) ctx.addIssue(explain(given));
  });
}

/** A name that another file, or another part of this one, must know. */
export function reference(kind: Kind, names: Names) {
  const known = names[kind];
  return text(
    (name) => known?.includes(name) ?? true,
    (name) => `unknown ${kind} "${name}"${didYouMean(name, known ?? [])}`,
  );
}

/** The mail of one of the workspace's people; mails are the same in capitals. */
export function person(names: Names) {
  return z.string().toLowerCase().pipe(reference("person", names));
}

// Beyond these a typing mistake is likelier than an SLA, and holidays are known for a few years only.
const AMOUNT_MAX = {
  "business days": 500,
  "business hours": 4000,
  days: 730,
  hours: 17_520,
  minutes: 1_051_200,
  seconds: 9_999_999,
} satisfies Record<Duration["unit"], number>;

/** `2 business days`; zero only where waiting for nothing makes sense. */
export function duration(zero: "refused" | "allowed" = "refused") {
  return z.string().transform((text, ctx): Duration => {
    const read = parseDuration(text);
    const wrong =
      read === null
        ? `"${text}" is no duration; write 2 business days, 4 business hours, 1 day, 12 hours, 10m or 30s`
        : read.amount === 0 && zero === "refused"
          ? "a duration of zero is over before it begins"
          : read.amount > AMOUNT_MAX[read.unit]
            ? `more than two years (at most ${AMOUNT_MAX[read.unit]} ${read.unit})`
            : null;
    if (wrong !== null) ctx.addIssue(wrong);
    return read ?? { amount: 0, unit: "seconds" };
  });
}

const WALL_MS = { hours: 3_600_000, minutes: 60_000, seconds: 1000 };

/** A time on the wall clock that a machine waits, `30s` or `10m`, in milliseconds. */
export function wallTime(atMost: string, zero: "refused" | "allowed" = "refused") {
  const max = wallMs(parseDuration(atMost)) ?? 0;
  return duration(zero).transform((read, ctx) => {
    const ms = wallMs(read);
    if (ms === null)
      ctx.addIssue("a machine doesn't keep working hours: write seconds, minutes or hours, such as 30s");
    else if (ms > max) ctx.addIssue(`this is longer than ${atMost}`);
    return ms ?? 0;
  });
}

function wallMs(read: Duration | null): number | null {
  if (read?.unit === "hours" || read?.unit === "minutes" || read?.unit === "seconds") {
    return read.amount * WALL_MS[read.unit];
  }
  return null;
}

/** CEL, checked against what is known in its scope; the mistake's place is `params.offset` characters into the text. */
export function expression(scope: Scope, want: Wanted) {
  return z.string().superRefine((text, ctx) => {
    const mistake = checkExpression(scope, text, want) ?? neverTrue(scope, text, want);
    if (mistake === null) return;
    ctx.addIssue({ code: "custom", message: mistake.message, params: { offset: mistake.offset } });
  });
}

function neverTrue(scope: Scope, text: string, want: Wanted): ExpressionMistake | null {
  const isNever = want === "bool" && constantOf(scope, text) === false;
  return isNever ? { message: "this is never true", offset: 0 } : null;
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, {
    error: ({ input }) =>
      `${quote(input)} is none of ${words.join(", ")}${typeof input === "string" ? didYouMean(input, words) : ""}`,
  });
}

function quote(input: unknown): string {
  return typeof input === "string" ? `"${input}"` : "this";
}

/** The name of an environment variable, written `env:NAME`. What stands here instead may be a secret: it is not repeated. */
export const SecretSchema = z
  .string()
  .regex(
    /^env:[A-Z][A-Z0-9_]*$/,
    "a secret is never written in the book: name the environment variable that holds it, such as env:HUBSPOT_TOKEN",
  )
  .transform((text) => text.slice("env:".length))
  .superRefine((name, ctx) => {
    if (isOwnVariable(name)) ctx.addIssue(`${name} is Baton's own, and no book may use it`);
  });

/** An IANA time zone. */
export const ZoneSchema = text(
  isZone,
  (zone) => `"${zone}" is no time zone${didYouMean(zone, Intl.supportedValuesOf("timeZone"))}`,
);

function isZone(zone: string): boolean {
  if (zone !== "UTC" && !/^[A-Z][A-Za-z_]+\//.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
