import { z } from "zod";
import type { RoutingRule } from "#domain/book.ts";
import { canonicalText } from "#book/expressions.ts";
import { expression, NameSchema, oneOf, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** routing.yaml: which playbook a trigger opens. First match wins. */
export function routingSchema(names: Names) {
  const rule = strict({
    rule: NameSchema,
    when: orNull(expression("routing", "bool")),
    playbook: reference("playbook", names),
    owner: orNull(reference("role", names)),
    on_error: oneOf(["fail_open", "fail_closed"]).default("fail_closed"),
  }).transform(({ on_error: onError, ...rest }): RoutingRule => ({ ...rest, onError }));
  return strict({
    rules: z.array(rule).min(1, "at least one rule is needed, without a condition"),
  }).transform(({ rules }) => rules);
}

/** A mistake that only shows when the rules are read together. */
export type RuleMistake = { readonly index: number; readonly key: "rule" | "when"; readonly message: string };

// Looks at the rules as far as they can be read, so that what is wrong inside one rule hides nothing of this.
const OutlineSchema = z.object({
  rules: z.array(
    z.object({ rule: z.unknown(), when: z.unknown().optional() }).catch({ rule: null, when: null }),
  ),
});

/** Rules that can never be reached, names used twice, and a last rule that lets triggers fall through. */
export function checkRules(data: unknown): RuleMistake[] {
  const rules = OutlineSchema.safeParse(data).data?.rules ?? [];
  const mistakes: RuleMistake[] = [];
  for (const [index, { rule, when }] of rules.entries()) {
    const before = rules.slice(0, index);
    const twin = before.find((other) => isSame(other.when, when));
    const always = before.find((other) => other.when === undefined);
    const cover = always ?? twin;
    if (before.some((other) => other.rule === rule)) {
      mistakes.push({ index, key: "rule", message: `there are two rules called "${String(rule)}"` });
    }
    if (cover) {
      const why = cover === always ? "has no condition" : "has the same condition";
      const message = `this rule is never reached: "${String(cover.rule)}" above it ${why}`;
      mistakes.push({ index, key: "rule", message });
    }
  }
  const last = rules.at(-1);
  if (last !== undefined && last.when !== undefined) {
    const message = "the last rule must have no condition, so that every trigger has a playbook";
    mistakes.push({ index: rules.length - 1, key: "when", message });
  }
  return mistakes;
}

function isSame(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && canonicalText(a) === canonicalText(b);
}
