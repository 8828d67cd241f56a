import { describe, expect, test } from "vitest";
import { checkExpression, evaluateCondition, evaluateId, evaluateResult } from "#book/expressions.ts";
import type { RoutingValues, TaskValues } from "#book/scopes.ts";

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

describe("a task's condition", () => {
  const task: TaskValues = {
    ...won,
    run: { playbook: "guided", release: 3, generation: 1, owner: "ps-1@acme.example" },
    results: { "check-data": { seats: 40, id: "ws-7", ok: true, none: null } },
  };

  test.for([
    ["knows the run", 'run.playbook == "guided" && run.release == 3 && run.generation < 2', true],
    [
      "knows the results of earlier calls",
      'results["check-data"].seats > 10 && results["check-data"].ok',
      true,
    ],
    ["reads them by another spelling", 'results["check-data"]["id"] == "ws-7"', true],
    [
      "asks whether there is a result",
      '"seats" in results["check-data"] && !("x" in results["check-data"])',
      true,
    ],
    ["asks a task that was skipped", '"seats" in results["skipped"]', false],
    ["takes null for missing", '"none" in results["check-data"]', false],
  ] as const)("%s", ([, text, value]) => {
    expect(checkExpression("task", text, "bool")).toBeNull();
    expect(evaluateCondition("task", text, task)).toEqual({ ok: true, value });
  });

  test.for([
    ['results["skipped"].seats > 1', 'results["skipped"].seats is missing'],
    ['results["check-data"].id', "true or false is needed, but this gave a string"],
  ] as const)("%s is an error: %s", ([text, error]) => {
    expect(evaluateCondition("task", text, task)).toEqual({ ok: false, error });
  });
});

describe("a response", () => {
  const response = {
    status: 200,
    headers: { "x-request-id": "r-1" },
    body: {
      ok: true,
      id: "ws-7",
      seats: 40,
      ratio: 0.5,
      big: 2 ** 60,
      text: "x".repeat(900),
      list: [1, 2],
      none: null,
    },
  };

  test.for([
    ["response.status == 200 && response.body.ok", true],
    ["response.status in [200, 201, 409]", true],
    ["response.status >= 200 && response.status < 300", true],
    ['response.headers["x-request-id"] == "r-1"', true],
    ["has(response.body.error)", false],
    ["size(response.body.list) == 2", true],
  ] as const)("meets %s: %s", ([text, value]) => {
    expect(checkExpression("response", text, "bool")).toBeNull();
    expect(evaluateCondition("response", text, { response })).toEqual({ ok: true, value });
  });

  test("without a body is an error where the body is asked for", () => {
    expect(
      evaluateCondition("response", "response.body.ok", { response: { ...response, body: null } }),
    ).toEqual({
      ok: false,
      error: "response.body is missing",
    });
  });

  test.for([
    ["response.body.id", "ws-7"],
    ["response.body.seats", 40],
    ["response.body.ratio", 0.5],
    ["response.body.ok", true],
    ["response.body.none", null],
    ["response.status", 200],
    ["size(response.body.list)", 2],
    ["response.body.text", "x".repeat(500)],
    ["9223372036854775807", "9223372036854775807"],
  ] as const)("keeps %s", ([text, value]) => {
    expect(evaluateResult("response", text, { response })).toEqual({ ok: true, value });
  });

  test.for([
    ["response.body.list", "one value is needed, but this gave a list"],
    ["response.body", "one value is needed, but this gave a map"],
    ["response.body.nope", "response.body.nope is missing"],
  ] as const)("can't keep %s: %s", ([text, error]) => {
    expect(evaluateResult("response", text, { response })).toEqual({ ok: false, error });
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
