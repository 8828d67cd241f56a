import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const roles = (change: string) => `
roles:
  customer-success: { members: [csm-1@acme.example] }
  ${change}`;

describe("a mistake in roles.yaml is found where it stands", () => {
  test.for<Mistake>([
    [
      "an unknown person in a role",
      roles("operators: { members: [‸opps@acme.example] }"),
      'unknown person "opps@acme.example"; did you mean "ops@acme.example"?',
    ],
    [
      "a role without members",
      roles("operators: { members: ‸[] }"),
      "a role without members has nobody to do its tasks",
    ],
    [
      "a role from a Slack group",
      roles("operators: { members: [ops@acme.example], ‸usergroup: S0123456789 }"),
      '"usergroup" is not carried out by this version',
    ],
    [
      "a role of the name by which Baton itself is called",
      roles("operators: { members: [ops@acme.example] }\n  ‸system: { members: [ops@acme.example] }"),
      '"system" is what Baton does itself: no role of people is called that',
    ],
    ["a missing key", roles("operators: ‸{}"), '"members" is missing'],
    [
      "a bad name",
      roles("operators: { members: [ops@acme.example] }\n  ‸On Call: { members: [ops@acme.example] }"),
      "a name has small letters, digits and single hyphens, such as customer-success",
    ],
  ])("%s", ([, marked, message]) => expectProblem("roles.yaml", marked, message));
});
