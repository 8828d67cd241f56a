import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { verdictOn } from "#cli/check.ts";
import { SMALL_BOOK } from "./book-folder.ts";
import type { Files } from "./book-folder.ts";

const NOW = new Date("2026-03-02T10:00:00Z");
const SET = { HUBSPOT_CLIENT_SECRET: "x" };

async function checked(changed: Files, environment: Readonly<Record<string, string>> = SET) {
  const folder = await mkdtemp(join(tmpdir(), "baton-check-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries({ ...SMALL_BOOK, ...changed })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text ?? "");
  }
  const { ok, errors, output } = await verdictOn(folder, NOW, (name) => environment[name]);
  return {
    ok,
    errors: errors.join("\n").replaceAll(folder, "book"),
    output: output.join().replace(folder, "book"),
  };
}

const withTask = (task: string) => `${SMALL_BOOK["playbooks/simple.yaml"]}      - ${task}\n`;

test("a book without mistakes is said to be one, with what it holds", async () => {
  expect(await checked({})).toEqual({
    ok: true,
    errors: "",
    output:
      "No mistakes in book: 1 playbook with 3 tasks, 2 rules, 2 roles, 1 calendar, 1 escalation, 1 source.",
  });
});

test("every mistake is told at once, with a caret below those in expressions, and counted", async () => {
  const { ok, errors, output } = await checked({
    "routing.yaml": `
rules:
  - { rule: large, when: contract.valu > 50000.0, playbook: simple }
  - { rule: all, playbook: simpel }
`,
    "playbooks/simple.yaml": withTask(
      'task: call\n        title: Call\n        kind: automation\n        request:\n          url: https://api.example/x\n          body: { text: "for ${client.key + 1}" }',
    ),
  });
  expect({ ok, output }).toEqual({ ok: false, output: "" });
  expect(`\n${errors}\n`).toMatchInlineSnapshot(`
    "
    book/playbooks/simple.yaml:21:32 no such overload: string + int
        body: { text: "for \${client.key + 1}" }
                             ^
    book/routing.yaml:3:35 contract has no valu; did you mean "value"?
        - { rule: large, when: contract.valu > 50000.0, playbook: simple }
                                        ^
    book/routing.yaml:4:28 unknown playbook "simpel"; did you mean "simple"?

    3 mistakes in 2 files
    "
  `);
});

test("a long line is shown around its mistake", async () => {
  const { errors } = await checked({
    "routing.yaml": `rules: [{ rule: a, when: '${"true && ".repeat(30)}clint.key == "a"', playbook: simple }, { rule: all, playbook: simple }]`,
  });
  const [, line = "", caret = ""] = errors.split("\n");
  expect(line.length).toBeLessThan(120);
  expect(line.slice(caret.indexOf("^")).startsWith("clint")).toBe(true);
});

test("what may not be meant is a warning, and so is a secret that the environment lacks", async () => {
  const { ok, errors } = await checked(
    {
      "playbooks/simple.yaml": withTask("{ task: pay, title: Pay, kind: wait, signal: payment.received }"),
      "playbooks/other.yaml": SMALL_BOOK["playbooks/simple.yaml"].replace(
        "playbook: simple",
        "playbook: other",
      ),
    },
    {},
  );
  expect(ok).toBe(true);
  expect(errors.split("\n")).toEqual([
    'book/playbooks/other.yaml:2:11 warning: no rule and no task opens the playbook "other"',
    "book/playbooks/simple.yaml:16:54 warning: no source of sources.yaml sends payment.received: only a person can end this wait",
    "warning: HUBSPOT_CLIENT_SECRET is not set in this environment, and the book names it",
  ]);
});

test("the command needs neither a database nor an environment, and its exit code says whether there are mistakes", async () => {
  const run = (folder: string) =>
    promisify(execFile)(process.execPath, ["src/cli/main.ts", "check", folder], { env: {} });
  expect((await run("config")).stdout).toContain("No mistakes in config: 4 playbooks");
  await expect(run("schema")).rejects.toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("this file is missing"),
  });
}, 20_000);
