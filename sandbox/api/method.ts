import { z } from "zod";
import type { Tier } from "../limits.ts";
import type { Slack } from "../slack.ts";
import { isObject } from "../blocks/rules.ts";

export type Method = {
  /** Any one of these scopes will do; none: every token may. */
  readonly scopes: readonly string[];
  readonly token: "bot" | "app";
  readonly tier: Tier;
  run(slack: Slack, args: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
};

/** A Web API method: who may call it, how often, and what it reads of its arguments. */
export function method<Schema extends z.ZodType>(
  rights: { readonly scopes?: readonly string[]; readonly token?: "bot" | "app"; readonly tier: Tier },
  schema: Schema,
  run: (slack: Slack, args: z.output<Schema>) => Readonly<Record<string, unknown>>,
): Method {
  return {
    scopes: rights.scopes ?? [],
    token: rights.token ?? "bot",
    tier: rights.tier,
    run: (slack, args) => run(slack, schema.parse(args)),
  };
}

/** A flag: forms send "true", JSON sends true. */
export const flag = z.preprocess(
  (value) =>
    value === "true" || value === "1" || value === 1
      ? true
      : value === "false" || value === "0"
        ? false
        : value,
  z.boolean().optional(),
);

/** A nested value: forms send it as JSON text. */
export function nested<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (typeof value === "string" ? jsonOrText(value) : value), schema);
}

export const whole = z.coerce.number().int();
export const metadataArg = nested(
  z
    .object({
      event_type: z.string().optional(),
      event_payload: z.custom<Record<string, unknown>>(isObject).optional(),
    })
    .optional(),
);

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
