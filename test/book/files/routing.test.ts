import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const rule = (change: string) => `
rules:
  - ${change}
  - { rule: all, playbook: simple }`;

describe("a mistake in routing.yaml is found where it stands", () => {
  test.for<Mistake>([
    [
      "an unknown name in a condition",
      rule('{ rule: a, playbook: simple, when: trigger.type == "x.y" && ‸contrct.value > 1.0 }'),
      'unknown name contrct; did you mean "contract"?',
    ],
    [
      "an unknown field in a quoted condition",
      rule(`{ rule: a, playbook: simple, when: "trigger.type == \\"x\\" && contract.‸valu > 1.0" }`),
      'contract has no valu; did you mean "value"?',
    ],
    [
      "a type error in a folded condition",
      rule(
        "rule: a\n    playbook: simple\n    when: >-\n      trigger.type == 'x'\n\n      && ‸contract.value == 'y'",
      ),
      "no such overload: double == string",
    ],
    [
      "a syntax error at the end of a literal condition",
      rule("rule: a\n    playbook: simple\n    when: |-\n      trigger.type == 'x'\n        &&‸"),
      "Unexpected token: EOF",
    ],
    [
      "a condition that is no condition",
      rule("{ rule: a, playbook: simple, when: ‸client.name }"),
      "this gives string, but true or false is needed",
    ],
    [
      "a regular expression",
      rule("{ rule: a, playbook: simple, when: true && ‸client.name.matches('(a+)+$') }"),
      "matches() is not available; use startsWith, endsWith, contains or ==",
    ],
    [
      "the raw event in routing",
      rule("{ rule: a, playbook: simple, when: ‸event.objectId == 1 }"),
      "event is only known in the mappings of sources.yaml and in the condition of a signal, not in routing",
    ],
    [
      "an unknown playbook",
      rule("{ rule: a, playbook: ‸simpel, when: has(deal.name) }"),
      'unknown playbook "simpel"; did you mean "simple"?',
    ],
    [
      "a rule below one without a condition",
      rule("{ rule: a, playbook: simple }").replace("rule: all", "rule: ‸all"),
      'this rule is never reached: "a" above it has no condition',
    ],
    [
      "the same condition again",
      rule(
        "{ rule: a, playbook: simple, when: deal.stage=='x' }\n  - { rule: ‸b, playbook: simple, when: (deal.stage == \"x\") }",
      ),
      'this rule is never reached: "a" above it has the same condition',
    ],
    [
      "a condition that asks for more than one above",
      rule(
        "{ rule: a, playbook: simple, when: deal.stage == 'x' }\n  - { rule: ‸b, playbook: simple, when: contract.value > 1.0 && deal.stage == 'x' }",
      ),
      'this rule is never reached: "a" above it asks for less',
    ],
    [
      "a condition that one above allows among others",
      rule(
        "{ rule: a, playbook: simple, when: deal.stage == 'x' || deal.stage == 'y' }\n  - { rule: ‸b, playbook: simple, when: deal.stage == 'y' }",
      ),
      'this rule is never reached: "a" above it allows it already',
    ],
    [
      "a rule below one whose condition always holds",
      rule(
        "{ rule: a, playbook: simple, when: 'true || deal.stage == \"x\"' }\n  - { rule: b, playbook: simple, when: 1 < 2 }",
      ).replace("rule: all", "rule: ‸all"),
      'this rule is never reached: "b" above it always holds',
    ],
    [
      "a condition that nothing can meet",
      rule("{ rule: a, playbook: simple, when: ‸1 > 2 }"),
      "this is never true",
    ],
    [
      "a rule's name again",
      rule("{ rule: all, playbook: simple, when: deal.stage=='x' }").replace(
        "{ rule: all, playbook: simple }",
        "{ rule: ‸all, playbook: simple }",
      ),
      'there are two rules called "all"',
    ],
    [
      "a last rule with a condition",
      "rules: [{ rule: a, playbook: simple, when: ‸has(deal.name) }]",
      "the last rule must have no condition, so that every trigger has a playbook",
    ],
  ])("%s", ([, marked, message]) => expectProblem("routing.yaml", marked, message));
});
