import { describe, expect, test } from "vitest";
import { expectProblem, readSmallBook } from "../book-folder.ts";
import type { Mistake } from "../book-folder.ts";

const TRIGGER = `
      type: deal.won
      occurred_at: 2026-03-02T09:00:00Z
      client: { name: Acme Example Ltd }
      contract: { value: 60000, currency: USD }`;

const rehearsal = (more: string, trigger = TRIGGER) => `
rehearsals:
  - rehearsal: a deal
    trigger:${trigger}
${more}`;

const expecting = (sentence: string) => rehearsal(`    expect: ["${sentence}"]`);

test("a rehearsal is read as it was meant", async () => {
  const read = await readSmallBook({
    "rehearsals.yaml": rehearsal(`    playbook: simple
    people: { done_after: 80%, late: { hold: 150% } }
    signals: { payment.received: { after: 2 business days } }
    expect: [completes within 10 business days, hold goes to role customer-success]`),
  });
  expect(read.printed).toEqual([]);
  expect(read.ok && read.rehearsals).toEqual([
    {
      rehearsal: "a deal",
      playbook: "simple",
      trigger: {
        type: "deal.won",
        source: "rehearsal",
        opens: null,
        occurredAt: new Date("2026-03-02T09:00:00Z"),
        client: { key: "acme-example-ltd", name: "Acme Example Ltd", segment: null },
        contract: { value: "60000", currency: "USD" },
        deal: { name: null, stage: null },
      },
      people: { claimedPercent: 10, donePercent: 80, late: { hold: 150 }, rejects: [] },
      answers: {},
      signals: { "payment.received": { after: { amount: 2, unit: "business days" }, event: null } },
      expect: [
        {
          text: "completes within 10 business days",
          says: "completes",
          within: { amount: 10, unit: "business days" },
        },
        {
          text: "hold goes to role customer-success",
          says: "goes-to-role",
          task: "hold",
          role: "customer-success",
        },
      ],
    },
  ]);
});

test("a book without rehearsals has none", async () => {
  expect(await readSmallBook({})).toMatchObject({ ok: true, rehearsals: [] });
});

test("a trigger may stand in a file of the book, and its mistakes are found there", async () => {
  const rehearsals = "rehearsals: [{ rehearsal: a deal, trigger: triggers/acme.json }]";
  const acme = (client: string) => `{
  "type": "deal.won",
  "occurred_at": "2026-03-02T09:00:00Z",
  "client": ${client}
}`;
  const right = await readSmallBook({
    "rehearsals.yaml": rehearsals,
    "triggers/acme.json": acme('{ "name": "Acme Example Ltd" }'),
  });
  expect(right.ok && right.rehearsals.map(({ trigger }) => trigger.client.key)).toEqual(["acme-example-ltd"]);
  const wrong = await readSmallBook({
    "rehearsals.yaml": rehearsals,
    "triggers/acme.json": acme('{ "name": 7, "segmnt": "enterprise" }'),
  });
  expect(wrong.printed).toEqual([
    "triggers/acme.json:4:23 expected a text, not a number",
    'triggers/acme.json:4:26 unknown key "segmnt"; did you mean "segment"?',
  ]);
});

describe("a mistake in rehearsals.yaml is found where it stands", () => {
  test.for<Mistake>([
    ["an unknown key", rehearsal("    ‸expct: []"), 'unknown key "expct"; did you mean "expect"?'],
    [
      "an unknown playbook",
      rehearsal("    playbook: ‸simpel"),
      'unknown playbook "simpel"; did you mean "simple"?',
    ],
    [
      "a trigger without a time",
      rehearsal("", "\n      ‸type: deal.won\n      client: { name: Acme }"),
      '"occurred_at" is missing',
    ],
    [
      "an instant without a zone",
      rehearsal(
        "",
        "\n      type: deal.won\n      occurred_at: ‸2026-03-02 09:00\n      client: { name: Acme }",
      ),
      "is no instant; write date, time and zone",
    ],
    [
      "a type of trigger that there is not",
      rehearsal(
        "",
        "\n      type: ‸deal.own\n      occurred_at: 2026-03-02T09:00:00Z\n      client: { name: Acme }",
      ),
      'did you mean "deal.won"?',
    ],
    [
      "an amount that is none",
      rehearsal(
        "",
        "\n      type: deal.won\n      occurred_at: 2026-03-02T09:00:00Z\n      client: { name: Acme }\n      contract: { value: ‸a lot }",
      ),
      "this is no amount",
    ],
    [
      "a trigger's file that is not there",
      "rehearsals: [{ rehearsal: a deal, trigger: ‸triggers/acm.json }]",
      "there is no file triggers/acm.json in the book",
    ],
    [
      "a file outside of the book",
      "rehearsals: [{ rehearsal: a deal, trigger: ‸../../secrets.json }]",
      "there is no file ../../secrets.json in the book",
    ],
    [
      "answers to a task that there is not",
      rehearsal("    answers: { ‸chek: { status: 200 } }"),
      'unknown task "chek"',
    ],
    [
      "answers to a person's task",
      rehearsal("    answers: { ‸hold: { status: 200 } }"),
      '"hold" is of kind human: this is for automation',
    ],
    [
      "an answer that is none",
      rehearsal("    answers: { hold: ‸{ takes: 1s } }"),
      "an answer has a status, or says why it is unreachable",
    ],
    [
      "somebody late for a task that there is not",
      rehearsal("    people: { late: { ‸hodl: 120% } }"),
      'unknown task "hodl"; did you mean "hold"?',
    ],
    [
      "a rejection of what nobody approves",
      rehearsal("    people: { rejects: [‸hold] }"),
      '"hold" is of kind human: this is for approval',
    ],
    [
      "a share that is none",
      rehearsal("    people: { done_after: ‸half }"),
      "this is a share of the SLA, such as 50%",
    ],
    [
      "two of one name",
      `${rehearsal("")}  - rehearsal: ‸a deal\n    trigger:${TRIGGER}\n`,
      'there are two rehearsals called "a deal"',
    ],
    [
      "a sentence that nobody understands",
      expecting("‸finishes soon"),
      'nothing that can be expected begins with "finishes"',
    ],
    ["a word too much", expecting("does not complete ‸ever"), 'expected the end, not "ever"'],
    ["a word that is mistyped", expecting("completes ‸withn 3 days"), 'not "withn"; did you mean "within"?'],
    ["a time that is none", expecting("completes within ‸a week"), '"a week" is no duration'],
    ["an unknown task", expecting("task ‸hodl is done"), 'unknown task "hodl"; did you mean "hold"?'],
    [
      "an unknown task without the word",
      expecting("‸hodl is done"),
      'unknown task "hodl"; did you mean "hold"?',
    ],
    ["an unknown role", expecting("hold goes to role ‸sales"), 'unknown role "sales"'],
    [
      "a state that no task has",
      expecting("task hold is ‸finished"),
      'expected done, skipped, waived, not "finished"',
    ],
    [
      "an unknown rule",
      expecting("opens playbook simple by rule ‸lage"),
      'unknown rule "lage"; did you mean "large"?',
    ],
    ["a number that is none", expecting("escalates at most ‸two times"), 'expected a number, not "two"'],
  ])("%s", ([, marked, message]) => expectProblem("rehearsals.yaml", marked, message));
});
