import { join } from "node:path";
import { expect, test } from "vitest";
import { rehearseIn } from "#cli/rehearse.ts";
import { SMALL_BOOK } from "#test/book/book-folder.ts";
import { folderWith, MONDAY } from "./support.ts";

const PLAIN = { columns: 100, paint: (_tone: string, text: string) => text };

const PLAYBOOK = `${SMALL_BOOK["playbooks/simple.yaml"]}
      - task: connect
        title: Connect
        kind: automation
        request: { url: "env:CONNECTOR_URL/clients/\${client.key}", headers: { Authorization: "Bearer \${env:CONNECTOR_TOKEN}" } }
        success: response.body.ok
        on_failure: fail_closed
      - { task: approve, title: Approve, kind: approval, when: 'client.segment == "enterprise"', assign: { role: operators } }
`;

const TRIGGER =
  "{ type: deal.won, occurred_at: 2026-03-02T09:00:00Z, client: { name: Acme Example Ltd, segment: enterprise }, contract: { value: 60000, currency: USD } }";

const rehearsals = (expect: string) => `
rehearsals:
  - rehearsal: a deal
    trigger: ${TRIGGER}
    answers: { connect: [{ status: 503 }, { status: 200, body: { ok: true } }] }
    expect: [${expect}]
`;

const bookWith = (files: Readonly<Record<string, string>>) =>
  folderWith({ ...SMALL_BOOK, "playbooks/simple.yaml": PLAYBOOK, ...files });

const page = (output: readonly string[], folder: string) =>
  `\n${output.join("\n").replaceAll(folder, "book")}\n`;

test("a rehearsal is shown day by day: who, when, what waited for what, what was called, and what it came to", async () => {
  const folder = await bookWith({
    "rehearsals.yaml": rehearsals("completes within 5 business days, no gate closes"),
  });
  const { ok, output, errors } = await rehearseIn("a deal", { folder }, MONDAY, PLAIN);
  expect({ ok, errors }).toEqual({ ok: true, errors: [] });
  expect(page(output, folder)).toMatchInlineSnapshot(`
    "
    Rehearsal: a deal
      simulated: nothing of this happened, and nothing was sent
      client    Acme Example Ltd, enterprise, 60000 USD
      trigger   deal.won of rehearsal, Mon 2 Mar 10:00
      rule      large opens simple
      calendar  office, Europe/Berlin

    Mon 2 Mar 2026
      10:00       +0  ▶ ops     owns Simple onboarding, opened by rule large
                      ·         schedule can start: for customer-success
      11:30  +1h 30m  ○ csm-1   takes schedule

    Tue 3 Mar 2026
      09:30 +23h 30m  ✓ csm-1   schedule is done, 23h 30m after it could start
                      ·         hold can start after schedule: for customer-success
      11:03   +1d 1h  ○ csm-1   takes hold

    Wed 4 Mar 2026
      09:15  +1d 23h  ✓ csm-1   hold is done, 23h 45m after it could start
                      ·         setup can start after hold: for customer-success
                      ·         connect begins after hold
                      ·         approve asks operators for approval after hold
                      ✗ system  connect: POST env:CONNECTOR_URL/clients/acme-example-ltd → answered 503;
                                again in 4s
                      ⇄ system  connect: POST env:CONNECTOR_URL/clients/acme-example-ltd → 200 at try 2:
                                it is done
      10:49      +2d  ○ csm-1   takes setup

    Thu 5 Mar 2026
      09:07  +2d 23h  ✓ ops     approves approve: it is done
                      ✓ csm-1   setup is done, 23h 52m after it could start
                      ★         the onboarding is completed

    Completed in 2d 23h, within 3 business days.

    What the end waited for    Mon 2 Mar                                                       Thu 5 Mar
      schedule        23h 30m  ████████████████████████
      hold            23h 45m  ························████████████████████████
      setup           23h 52m  ················································█████████████████████████

      Escalations none
      Reminders   none
      Gates       none closed
      Calls       2, of which 1 failed
      Work        customer-success 3 (csm-1) · operators 1 (ops)

    Expected
      ✓ completes within 5 business days
      ✓ no gate closes


    1 rehearsal, 2 expectations: all came as expected.
    "
  `);
  expect(Math.max(...output.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("all rehearsals of a book are a line each, and one that fails says what was expected and what happened", async () => {
  const folder = await bookWith({
    "rehearsals.yaml": rehearsals("completes within 1 business day, task approve is skipped, no gate closes"),
  });
  const { ok, output } = await rehearseIn(undefined, { folder }, MONDAY, PLAIN);
  expect(ok).toBe(false);
  expect(page(output, folder)).toMatchInlineSnapshot(`
    "
    ✗ a deal
        ✗ completes within 1 business day
            it completes within 3 business days
        ✗ task approve is skipped
            it is done

    1 rehearsal, 3 expectations: 1 rehearsal did not come as expected.
    "
  `);
});

test("one trigger rehearses the playbook that it is given, or that the rules choose", async () => {
  const folder = await bookWith({ "acme.json": TRIGGER });
  const trigger = join(folder, "acme.json");
  for (const name of ["simple", undefined]) {
    const { ok, output } = await rehearseIn(name, { folder, trigger }, MONDAY, PLAIN);
    expect(ok).toBe(true);
    expect(page(output, folder)).toContain("rule      large opens simple");
    expect(page(output, folder)).toContain("The answers to connect are made up to please");
  }
});

test("a trigger with mistakes rehearses nothing, and names every one where it stands", async () => {
  const folder = await bookWith({
    "acme.yaml": "type: deal.won\noccurred_at: yesterday\nclient: { name: Acme, segmnt: enterprise }\n",
  });
  const { ok, output, errors } = await rehearseIn(
    "simple",
    { folder, trigger: join(folder, "acme.yaml") },
    MONDAY,
    PLAIN,
  );
  expect({ ok, output }).toEqual({ ok: false, output: [] });
  expect(page(errors, folder)).toMatchInlineSnapshot(`
    "
    book/acme.yaml:1:1 this is no file of the book
    "
  `);
});

test("as data it says the same, flagged as simulated", async () => {
  const folder = await bookWith({ "rehearsals.yaml": rehearsals("completes") });
  const { output } = await rehearseIn(undefined, { folder, json: true }, MONDAY, PLAIN);
  expect(JSON.parse(output.join("\n"))).toMatchObject({
    ok: true,
    rehearsals: [
      {
        simulated: true,
        rehearsal: "a deal",
        ended: "completed",
        routed: { rule: "large" },
        expected: [{ ok: true, expected: "completes" }],
        summary: { calls: 2, failedCalls: 1 },
        timeline: expect.arrayContaining([
          expect.objectContaining({ what: "called", attempt: 2, status: 200 }),
        ]),
      },
    ],
  });
});

test.for([
  { name: "simpel", trigger: "acme.json", says: 'There is no playbook simpel; did you mean "simple"?' },
  {
    name: "simpel",
    trigger: undefined,
    says: 'There is no playbook and no rehearsal simpel; did you mean "simple"?',
  },
  { name: "simple", trigger: undefined, says: "rehearsals.yaml has none of simple: give --trigger FILE" },
  { name: "simple", trigger: "acm.json", says: "acm.json can't be read" },
])("$name by $trigger is refused: $says", async ({ name, trigger, says }) => {
  const folder = await bookWith({ "acme.json": TRIGGER });
  const options = trigger === undefined ? { folder } : { folder, trigger: join(folder, trigger) };
  await expect(rehearseIn(name, options, MONDAY, PLAIN)).rejects.toThrow(says);
});
