import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readSmallBook, SMALL_BOOK } from "./book-folder.ts";

test("the automation that docs/book.md shows is one that a book may have", async () => {
  const manual = await readFile("docs/book.md", "utf8");
  const [, automation = ""] = /```yaml\n(- task: provision-workspace\n[^]*?)```/.exec(manual) ?? [];
  const check = `- { task: check-source, kind: automation, request: { url: https://api.example/checks }, keep: { seats: response.body.seats } }`;
  const stage = `  - stage: Calls\n    tasks:\n      ${check}\n${automation.replaceAll(/^/gm, "      ")}\n`;
  const playbook = `${SMALL_BOOK["playbooks/simple.yaml"]}${stage}`.replace(
    "kind: automation\n",
    "kind: automation\n        after: [check-source]\n",
  );
  expect(automation).not.toBe("");
  expect((await readSmallBook({ "playbooks/simple.yaml": playbook })).printed).toEqual([]);
});
