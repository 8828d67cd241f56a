import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectProblem, readSmallBook, SMALL_BOOK } from "./book-folder.ts";
import type { Files, Mistake } from "./book-folder.ts";

describe("what is wrong in any file is found where it stands", () => {
  test.for<Mistake>([
    ["no YAML", "roles: ‸@customer-success", "Plain value cannot start with reserved character @"],
    ["a key that is a list", "roles: { ‸[a]: b }", "With stringKeys, all keys must be strings"],
    ["an empty file", "‸", "expected keys with values, not nothing"],
  ])("%s", ([, marked, message]) => expectProblem("roles.yaml", marked, message));

  test("a part that YAML can't read is one mistake, whatever it stumbles over behind it", async () => {
    const simple = `${SMALL_BOOK["playbooks/simple.yaml"]}\nkeep: { seats: $\{response.body.seats} }\nsla: 1 day`;
    const { printed } = await readSmallBook({ "playbooks/simple.yaml": simple });
    expect(printed.filter((line) => line.startsWith("playbooks/simple.yaml"))).toHaveLength(1);
  });

  test("a playbook twice", () =>
    expectProblem(
      "playbooks/twin.yaml",
      SMALL_BOOK["playbooks/simple.yaml"].replace("simple", "‸simple"),
      'simple.yaml is called "simple" already',
    ));
});

describe("a folder that is no book says so:", () => {
  test.for<readonly [string, Files, string]>([
    ["a missing file", { "routing.yaml": null }, "routing.yaml:1:1 this file is missing"],
    [
      "no playbook at all",
      { "playbooks/simple.yaml": null, "routing.yaml": "rules: [{ rule: all, playbook: a }]" },
      "playbooks:1:1 there is no playbook here",
    ],
    [
      "a misnamed file",
      { "role.yaml": "" },
      'role.yaml:1:1 this is no file of the book; did you mean "roles.yaml"?',
    ],
    [
      "a playbook's file by another ending",
      { "playbooks/b.yml": "" },
      "playbooks/b.yml:1:1 a playbook's file ends in .yaml",
    ],
  ])("%s", async ([, files, problem]) => {
    expect((await readSmallBook(files)).printed).toContain(problem);
  });
});

test("every mistake of every file is told at once", async () => {
  const { printed } = await readSmallBook({
    "workspace.yaml": SMALL_BOOK["workspace.yaml"].replace("USD", "USX\nfallback: x"),
    "roles.yaml": "roles:\n  customer-success: { members: [nobody@acme.example] }",
    "playbooks/simple.yaml": SMALL_BOOK["playbooks/simple.yaml"].replace(
      "after: [schedule]",
      "after: [schedul], titel: Again, sla: 0 days",
    ),
    "routing.yaml": "rules: [{ rule: a, playbook: simpel, when: x }]",
  });
  expect(printed).toMatchInlineSnapshot(`
    [
      "playbooks/simple.yaml:2:11 nobody could open a gate of this playbook: write gate: ROLE, or give the book the role operators",
      "playbooks/simple.yaml:12:92 unknown task "schedul"; did you mean "schedule"?",
      "playbooks/simple.yaml:12:102 unknown key "titel"; did you mean "title"?",
      "playbooks/simple.yaml:12:121 a duration of zero is over before it begins",
      "roles.yaml:2:33 unknown person "nobody@acme.example"; did you mean "ops@acme.example"?",
      "routing.yaml:1:30 unknown playbook "simpel"; did you mean "simple"?",
      "routing.yaml:1:44 unknown name x",
      "routing.yaml:1:44 the last rule must have no condition, so that every trigger has a playbook",
      "workspace.yaml:4:11 "USX" is no ISO 4217 currency, such as USD",
      "workspace.yaml:5:1 unknown key "fallback"",
    ]
  `);
});

test("names of a file that can't be read are not called unknown elsewhere", async () => {
  const { printed } = await readSmallBook({ "roles.yaml": "roles: [" });
  expect(printed.filter((problem) => !problem.startsWith("roles.yaml"))).toEqual([]);
});

test("a secret that was written into the book is not repeated in the message", async () => {
  const { printed } = await readSmallBook({
    "sources.yaml": SMALL_BOOK["sources.yaml"].replace("env:HUBSPOT_CLIENT_SECRET", "s3cr3t-value"),
  });
  expect(printed.join()).not.toContain("s3cr3t");
});

test("aliases that grow to millions of nodes are refused", async () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"])
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(", ")}]`);
  const { printed } = await readSmallBook({ "roles.yaml": bomb.join("\n") });
  expect(printed).toEqual(["roles.yaml:1:1 Excessive alias count indicates a resource exhaustion attack"]);
});

test("whatever the files hold, the answer is a book or problems with places in them", async () => {
  const file = fc.constantFrom(...Object.keys(SMALL_BOOK));
  const junk = fc.constantFrom(
    ":",
    "- ",
    "{",
    "}",
    "[",
    '"',
    "&a",
    "*a",
    "\n",
    "  ",
    "5",
    "!!x",
    "💥",
    ">-",
    "? ",
  );
  await fc.assert(
    fc.asyncProperty(file, fc.nat(), fc.nat(20), junk, async (name, place, length, junk) => {
      const text = new Map(Object.entries(SMALL_BOOK)).get(name) ?? "";
      const start = place % text.length;
      const read = await readSmallBook({ [name]: text.slice(0, start) + junk + text.slice(start + length) });
      for (const { line, column, message } of read.ok ? [] : read.problems) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).not.toBe("");
      }
    }),
    { numRuns: 60 },
  );
}, 20_000);
