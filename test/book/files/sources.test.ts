import { describe, test } from "vitest";
import { expectProblem } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const source = (change: string) => `
sources:
  hubspot:
    kind: hubspot
    secret: env:HUBSPOT_CLIENT_SECRET
    events: [{ type: deal.won, deal: hubspot.deal }]
    ${change}`;

describe("a mistake in sources.yaml is found where it stands", () => {
  test.for<Mistake>([
    [
      "a secret in the file",
      source("api: { base: https://api.hubapi.com, token: ‸pat-na1-1234 }"),
      "a secret is never written in the book: name the environment variable that holds it, such as env:HUBSPOT_TOKEN",
    ],
    [
      "an API without TLS",
      source("api: { base: ‸http://api.example, token: env:TOKEN }"),
      "an API's address begins with https:// and holds no password",
    ],
    [
      "an unknown kind of source",
      source("").replace("kind: hubspot", "kind: ‸hubspt"),
      "the kind of a source is hubspot or stripe",
    ],
    [
      "a name that is Baton's own",
      source("").replace("hubspot:", "‸api:"),
      "api and manual are Baton's own sources",
    ],
    [
      "an unknown type of trigger",
      source("").replace("type: deal.won", "type: ‸deal.one"),
      '"deal.one" is no type of trigger, and one of your own begins with x.; did you mean "deal.won"?',
    ],
    [
      "an id that sources don't know by themselves",
      source("").replace("deal: hubspot.deal", "deal: ‸salesforce.opportunity"),
      "say where the id stands in what hubspot sends: { key: salesforce.opportunity, id: event.… }",
    ],
    [
      "a mistake in a mapping",
      source("").replace("deal: hubspot.deal", "deal: { key: a.b, id: ‸evnt.id }"),
      'unknown name evnt; did you mean "event"?',
    ],
  ])("%s", ([, marked, message]) => expectProblem("sources.yaml", marked, message));
});
