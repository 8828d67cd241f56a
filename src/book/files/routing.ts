import { z } from "zod";
import type { RoutingRule } from "#domain/book.ts";
import { canonicalParts, constantOf } from "#book/compile.ts";
import { expression, NameSchema, oneOf, orNull, reference, strict } from "#book/values.ts";
import type { Names } from "#book/values.ts";

/** routing.yaml: which playbook a trigger opens. First match wins. */
export function routingSchema(names: Names) {
  const rule = strict({
    rule: NameSchema.describe("What reports and decisions call the rule."),
    when: orNull(expression("routing", "bool")).describe(
      "CEL over trigger, client, contract and deal. The last rule has none.",
    ),
    playbook: reference("playbook", names).describe("The playbook that it opens."),
    owner: orNull(reference("role", names)).describe(
      "The role that provides the owner; wins over the playbook's own.",
    ),
    on_error: oneOf(["fail_open", "fail_closed"])
      .default("fail_closed")
      .describe(
        "A condition that can't be worked out: fail_closed holds the trigger, fail_open tries the next rule.",
      ),
  }).transform(({ on_error: onError, ...rest }): RoutingRule => ({ ...rest, onError }));
  return strict({
    rules: z
      .array(rule)
      .min(1, "at least one rule is needed, without a condition")
      .describe("In order: the first that matches wins."),
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
    if (before.some((other) => other.rule === rule)) {
      mistakes.push({ index, key: "rule", message: `there are two rules called "${String(rule)}"` });
    }
    const cover = coveredBy(when, before);
    if (cover) {
      const message = `this rule is never reached: "${String(cover.rule)}" above it ${cover.why}`;
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

type Outline = { readonly rule: unknown; readonly when?: unknown };

/** The rule that catches every trigger which a later condition would match, as far as their texts show it. */
function coveredBy(
  when: unknown,
  before: readonly Outline[],
): { readonly rule: unknown; readonly why: string } | null {
  const always = before.find((other) => isAlways(other.when));
  if (always) {
    return { rule: always.rule, why: always.when === undefined ? "has no condition" : "always holds" };
  }
  if (typeof when !== "string") return null;
  for (const { rule, when: earlier } of before) {
    if (typeof earlier !== "string") continue;
    const [ours, theirs] = [canonicalParts(when, "&&"), canonicalParts(earlier, "&&")];
    if (theirs.every((part) => ours.includes(part))) {
      return { rule, why: ours.length === theirs.length ? "has the same condition" : "asks for less" };
    }
    const allowed = canonicalParts(earlier, "||");
    if (canonicalParts(when, "||").every((part) => allowed.includes(part))) {
      return { rule, why: "allows it already" };
    }
  }
  return null;
}

function isAlways(when: unknown): boolean {
  return when === undefined || (typeof when === "string" && constantOf("routing", when) === true);
}
