import { describe, expect, test } from "vitest";
import { checkExpression, evaluateCondition, evaluateId } from "#book/expressions.ts";
import type { RoutingValues } from "#book/scopes.ts";

const won: RoutingValues = {
  trigger: { type: "deal.won", source: "hubspot", occurred_at: "2026-03-02T10:00:00.000Z" },
  client: { key: "acme", name: "Acme", segment: null },
  contract: { value: "72000.00", currency: "USD" },
  deal: { name: "Acme, 40 seats", stage: "closedwon" },
};

describe("a condition in routing", () => {
  test.for([
    ["compares money, whole numbers included", "contract.value > 50000 && contract.value < 100000.0", true],
    ["knows the type of the trigger", 'trigger.type in ["deal.won", "contract.signed"]', true],
    ["knows when it happened", 'trigger.occurred_at < timestamp("2026-01-01T00:00:00Z")', false],
    ["may ask whether something is known", 'has(client.segment) && client.segment == "enterprise"', false],
  ] as const)("%s", ([, text, value]) => {
    expect(checkExpression("routing", text, "bool")).toBeNull();
    expect(evaluateCondition("routing", text, won)).toEqual({ ok: true, value });
  });

  test.for([
    ["asks for what isn't known", 'client.segment == "enterprise"', "client.segment is missing"],
    ["divides by zero", "1 / 0 == 1", "division by zero"],
    ["was never right", "contrct.value > 1.0", 'unknown name contrct; did you mean "contract"?'],
  ] as const)("that %s is an error, never no match", ([, text, error]) => {
    expect(evaluateCondition("routing", text, won)).toEqual({ ok: false, error });
  });

  test.for([null, "", "not a number", Number.NaN])("money that is %j is missing, never zero", (value) => {
    const values = { ...won, contract: { value, currency: "USD" } };
    expect(evaluateCondition("routing", "contract.value < 1.0", values)).toEqual({
      ok: false,
      error: "contract.value is missing",
    });
  });
});

describe("a mapping", () => {
  const event = {
    objectId: 5512,
    big: 12_345_678_901_234,
    ratio: 1.5,
    none: null,
    empty: "",
    flag: true,
    list: [1],
  };

  test.for([
    ["event.objectId", "5512"],
    ["event.big", "12345678901234"],
    ["string(event.objectId)", "5512"],
    ['"deal-" + string(event.objectId)', "deal-5512"],
    ["event.list[0]", "1"],
  ] as const)("%s gives the id %j", ([text, value]) => {
    expect(checkExpression("mapping", text, "string")).toBeNull();
    expect(evaluateId("mapping", text, { event })).toEqual({ ok: true, value });
  });

  test.for([
    ["event.data.metadata.deal_id", "event.data is missing"],
    ["event.none", "an id is needed, but this gave null"],
    ["event.empty", "an id is needed, but this gave an empty text"],
    ["event.ratio", "an id is needed, but this gave a number that isn't whole"],
    ["event.list", "an id is needed, but this gave a list"],
  ] as const)("%s gives no id: %s", ([text, error]) => {
    expect(evaluateId("mapping", text, { event })).toEqual({ ok: false, error });
  });

  test("sees the raw event in conditions, and nothing that it inherits", () => {
    expect(evaluateCondition("mapping", "event.flag", { event })).toEqual({ ok: true, value: true });
    expect(evaluateCondition("mapping", "event.objectId", { event }).ok).toBe(false);
    expect(evaluateCondition("mapping", "event.constructor == 1", { event }).ok).toBe(false);
    expect(evaluateCondition("mapping", "event.__proto__ == 1", { event }).ok).toBe(false);
  });
});

describe("a check finds", () => {
  test.for([
    ["syntax", "contract.value > ", 17, "Unexpected token: EOF"],
    [
      "a pattern, however deep it hides",
      'true || [client.name].exists(n, n.matches("(a+)+$"))',
      32,
      "matches() is not available",
    ],
    ["another type", "contract.value", 0, "this gives double, but true or false is needed"],
    ["what is too deep", `${"(".repeat(40)}true${")".repeat(40)}`, undefined, "maxDepth"],
    ["what is too long", Array.from({ length: 300 }, () => "true").join(" || "), undefined, "maxAstNodes"],
  ] as const)("%s", ([, text, offset, message]) => {
    const mistake = checkExpression("routing", text, "bool");
    expect(mistake?.message).toContain(message);
    if (offset !== undefined) expect(mistake?.offset).toBe(offset);
  });
});
