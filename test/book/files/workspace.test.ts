import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const workspace = (currency: string) => `
workspace: acme-saas
name: Acme SaaS
timezone: America/New_York
fallback_owner: ops@acme.example
channels: { onboarding: C0123456789 }
people: [{ email: ops@acme.example, name: Ops }, { email: csm-1@acme.example, name: CSM }]
currency: ${currency}`;

describe("a mistake in workspace.yaml is found where it stands", () => {
  test.for<Mistake>([
    ["a key twice", workspace("USD\n‸name: Again"), "Map keys must be unique"],
    ["an alias of nothing", "‸workspace: *nothing", "Unresolved alias"],
    ["a value of another kind", workspace("‸5"), "expected a text, not a number"],
    ["no ISO currency", workspace("‸USX"), '"USX" is no ISO 4217 currency, such as USD'],
    ["an unknown key", workspace("USD\n‸chanels: {}"), 'unknown key "chanels"; did you mean "channels"?'],
    [
      "a fallback owner who isn't one of the people",
      workspace("USD").replace("fallback_owner: ops", "fallback_owner: ‸opps"),
      'unknown person "opps@acme.example"; did you mean "ops@acme.example"?',
    ],
    [
      "a person twice",
      workspace("USD").replace(
        "csm-1@acme.example, name: CSM }",
        "csm-1@acme.example, name: CSM }, { email: ‸Ops@acme.example, name: Ops }",
      ),
      "ops@acme.example is here twice",
    ],
    [
      "no mail address",
      workspace("USD").replace(
        "csm-1@acme.example, name: CSM }",
        "csm-1@acme.example, name: CSM }, { email: ‸ops, name: Ops }",
      ),
      "this is no mail address",
    ],
    [
      "a channel's name for its id",
      workspace("USD").replace("C0123456789", '‸"#onboarding"'),
      "this is no Slack channel id, such as C0123456789",
    ],
    ["a zone that is none", workspace("USD").replace("America/New_York", "‸EST"), '"EST" is no time zone'],
  ])("%s", ([, marked, message]) => expectProblem("workspace.yaml", marked, message));
});
