import { beforeAll, expect, test } from "vitest";
import { readExpectation } from "#book/files/expectations.ts";
import type { Book } from "#domain/book.ts";
import { tryOut } from "#rehearse/try-out.ts";
import { wait } from "#test/support/automation.ts";
import { answer, exampleBook, rehearsal, tryTasks } from "./support.ts";

let book: Book;
beforeAll(async () => ({ book } = await exampleBook()));

const ANY = { task: null, role: null, playbook: null, rule: null };

function expectation(text: string) {
  const read = readExpectation(text, ANY);
  if (!read.ok) throw new Error(read.message);
  return read.expectation;
}

const guided = () => ({
  playbook: "guided",
  answers: { "check-export": [answer(422), answer(200, { ok: true })] },
});

test.for([
  ["completes", "it completes within 15 business days"],
  ["completes within 20 business days", "it completes within 15 business days"],
  ["task security-review goes to role security", "it goes to role security"],
  ["security-review is done", "it is done"],
  ["does not escalate", "it escalates 0 times"],
  ["1 gate closes", "1 gate closed: check-export"],
  [
    "opens playbook enterprise by rule high-touch",
    "rule high-touch opens playbook enterprise (the rehearsal names its playbook itself)",
  ],
])("what came as expected: %s", ([text = "", happened]) => {
  const { verdicts } = tryOut(book, rehearsal({ ...guided(), expect: [expectation(text)] }));
  expect(verdicts).toEqual([{ ok: true, expected: text, happened }]);
});

test.for([
  ["completes within 5 business days", "it completes within 15 business days"],
  ["does not complete", "it completes within 15 business days"],
  ["task security-review goes to role support", "it goes to role security"],
  ["task open-access is skipped", "it is done"],
  ["no gate closes", "1 gate closed: check-export"],
  [
    "opens playbook guided",
    "rule high-touch opens playbook enterprise (the rehearsal names its playbook itself)",
  ],
  ["task read-handover goes to role support", "it is no part of what was opened"],
])("what did not come as expected is told with what happened: %s", ([text = "", happened]) => {
  const { verdicts, isRight } = tryOut(book, rehearsal({ ...guided(), expect: [expectation(text)] }));
  expect(verdicts).toEqual([{ ok: false, expected: text, happened }]);
  expect(isRight).toBe(false);
});

test.for([
  [null, "no run is opened, payment.received is kept as evidence: no source opens by it"],
  ["self-serve", "it completes within"],
] as const)("what is kept as evidence opens no playbook, with %s named", ([playbook, end]) => {
  const trigger = { ...rehearsal().trigger, type: "payment.received" };
  const wanted = [expectation("opens playbook self-serve"), expectation("completes")];
  const { verdicts } = tryOut(book, rehearsal({ trigger, playbook, expect: wanted }));
  expect(verdicts).toMatchObject([
    { ok: false, happened: "payment.received is kept as evidence: no source opens by it" },
    { ok: playbook !== null, happened: expect.stringContaining(end) },
  ]);
});

test("too many escalations are told with the tasks that escalated", () => {
  const { verdicts } = tryOut(
    book,
    rehearsal({
      playbook: "enterprise",
      people: { claimedPercent: 10, donePercent: 50, late: { "configure-sso": 180 }, rejects: [] },
      expect: [expectation("escalates at most 1 time")],
    }),
  );
  expect(verdicts[0]).toMatchObject({
    ok: false,
    happened: expect.stringMatching(/^it escalates \d times: configure-sso$/),
  });
});

test("an onboarding that never completes says what it waits for", () => {
  const { verdicts } = tryTasks(book, [wait("sso", "x.sso.metadata")], {
    expect: [expectation("completes within 5 business days"), expectation("does not complete")],
  });
  const happened = "it does not complete: sso waits for x.sso.metadata, which nothing sends";
  expect(verdicts.map(({ ok, happened: what }) => [ok, what])).toEqual([
    [false, happened],
    [true, happened],
  ]);
});
