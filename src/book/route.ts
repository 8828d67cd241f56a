import type { RoutingRule } from "#domain/book.ts";
import { evaluateCondition } from "#book/expressions.ts";
import type { RoutingValues } from "#book/scopes.ts";

/** A rule that was looked at, in order, and what came of it: the reasons of the decision. */
export type Tried =
  | { readonly rule: string; readonly outcome: "matched" | "not-matched" }
  | { readonly rule: string; readonly outcome: "error"; readonly error: string };

export type Routed =
  | {
      readonly outcome: "routed";
      readonly rule: string;
      readonly playbook: string;
      /** The role that provides the owner; null: the playbook's. */
      readonly owner: string | null;
      readonly tried: readonly Tried[];
    }
  | {
      readonly outcome: "held";
      readonly rule: string;
      readonly error: string;
      readonly tried: readonly Tried[];
    };

/**
 * Picks the playbook for a trigger: the first rule that matches wins. A rule that can't be worked out passes the trigger
 * on to the next (`fail_open`) or holds it for a person (`fail_closed`).
 */
export function routeTrigger(rules: readonly RoutingRule[], values: RoutingValues): Routed {
  const tried: Tried[] = [];
  for (const { rule, when, playbook, owner, onError } of rules) {
    const holds = when === null ? ALWAYS : evaluateCondition("routing", when, values);
    if (!holds.ok) {
      tried.push({ rule, outcome: "error", error: holds.error });
      if (onError === "fail_closed") return { outcome: "held", rule, error: holds.error, tried };
    } else if (holds.value) {
      tried.push({ rule, outcome: "matched" });
      return { outcome: "routed", rule, playbook, owner, tried };
    } else {
      tried.push({ rule, outcome: "not-matched" });
    }
  }
  throw new Error(`No rule matched and none is unconditional: ${rules.map(({ rule }) => rule).join(", ")}`);
}

const ALWAYS = { ok: true, value: true } as const;
