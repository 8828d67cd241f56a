import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoutingRule } from "#domain/book.ts";
import { routeTrigger } from "#book/route.ts";
import type { RoutingValues } from "#book/scopes.ts";

const won: RoutingValues = {
  trigger: { type: "deal.won", source: "hubspot", occurred_at: "2026-03-02T10:00:00.000Z" },
  client: { key: "acme", name: "Acme", segment: null },
  contract: { value: 72_000, currency: "USD" },
  deal: { name: null, stage: null },
};

const large: RoutingRule = {
  rule: "large",
  when: "contract.value > 50000.0",
  playbook: "enterprise",
  owner: "professional-services",
  onError: "fail_closed",
};
const segment: RoutingRule = { ...large, rule: "segment", when: 'client.segment == "enterprise"' };
const others: RoutingRule = {
  rule: "others",
  when: null,
  playbook: "self-serve",
  owner: null,
  onError: "fail_closed",
};

function valued(value: number | null): RoutingValues {
  return { ...won, contract: { value, currency: "USD" } };
}

describe("routing", () => {
  test("takes the first rule that matches, and its owner", () => {
    expect(routeTrigger([large, others], won)).toEqual({
      outcome: "routed",
      rule: "large",
      playbook: "enterprise",
      owner: "professional-services",
      tried: [{ rule: "large", outcome: "matched" }],
    });
  });

  test("falls to the last rule when nothing before it matches", () => {
    expect(routeTrigger([large, others], valued(50_000))).toMatchObject({
      rule: "others",
      playbook: "self-serve",
      owner: null,
      tried: [
        { rule: "large", outcome: "not-matched" },
        { rule: "others", outcome: "matched" },
      ],
    });
  });

  test("holds the trigger for a person when a fail_closed rule can't be worked out", () => {
    expect(routeTrigger([large, others], valued(null))).toEqual({
      outcome: "held",
      rule: "large",
      error: "contract.value is missing",
      tried: [{ rule: "large", outcome: "error", error: "contract.value is missing" }],
    });
  });

  test("goes on to the next rule when a fail_open rule can't be worked out, and says so", () => {
    expect(routeTrigger([{ ...segment, onError: "fail_open" }, large, others], won)).toMatchObject({
      rule: "large",
      tried: [
        { rule: "segment", outcome: "error", error: "client.segment is missing" },
        { rule: "large", outcome: "matched" },
      ],
    });
  });

  test("always ends: with a playbook, or held with the error of the rule that was tried last", () => {
    const rule = fc.record({
      ...fields(large),
      when: fc.constantFrom(large.when, segment.when, "false", "1 / 0 == 1"),
      onError: fc.constantFrom<RoutingRule["onError"]>("fail_open", "fail_closed"),
    });
    fc.assert(
      fc.property(fc.array(rule), (rules) => {
        const routed = routeTrigger([...rules, others], won);
        const last = routed.tried.at(-1);
        expect(last?.rule).toBe(routed.rule);
        expect(last?.outcome).toBe(routed.outcome === "routed" ? "matched" : "error");
      }),
    );
  });
});

function fields(rule: RoutingRule) {
  return {
    rule: fc.constant(rule.rule),
    playbook: fc.constant(rule.playbook),
    owner: fc.constant(rule.owner),
  };
}
