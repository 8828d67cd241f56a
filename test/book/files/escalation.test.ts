import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const ladder = (change: string) => `
escalation:
  standard: { levels: [{ after: 0m, tell: [assignee] }], ${change} }`;

describe("a mistake in escalation.yaml is found where it stands", () => {
  test.for<Mistake>([
    [
      "nobody to tell",
      ladder("at_the_end: { every: 1 day, times: 3, tell: [‸boss] }"),
      '"boss" is nobody; write assignee, owner, role NAME or channel NAME',
    ],
    [
      "a channel that isn't there",
      ladder("at_the_end: { every: 1 day, times: 3, tell: [‸channel onbording] }"),
      'unknown channel "onbording"; did you mean "onboarding"?',
    ],
    [
      "a reminder after the due time",
      ladder("remind: ‸120%"),
      "a reminder is at 1% to 99% of the SLA, such as 50%",
    ],
    [
      "a ladder without levels",
      "escalation: { standard: { levels: ‸[] } }",
      "without a level nobody hears of a breach",
    ],
  ])("%s", ([, marked, message]) => expectProblem("escalation.yaml", marked, message));
});
