import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readExpectation } from "#book/files/expectations.ts";
import { printProblem } from "#book/problems.ts";
import { readBook } from "#book/read-book.ts";
import { folderWith, MONDAY } from "./support.ts";

const manual = await readFile("docs/book.md", "utf8");
const [, chapter = ""] = /\n## Rehearsals\n([^]*?)\n## /.exec(manual) ?? [];

test("the rehearsal that docs/book.md shows is one that the example book may have", async () => {
  const [, example = ""] = /```yaml\n(rehearsals:[^]*?)```/.exec(chapter) ?? [];
  expect(example).not.toBe("");
  const folder = await folderWith({});
  await cp("config", folder, { recursive: true });
  await writeFile(join(folder, "rehearsals.yaml"), example);
  const read = await readBook(folder, MONDAY);
  expect(read.ok ? [] : read.problems.map(printProblem)).toEqual([]);
});

test("every sentence that docs/book.md offers is understood", () => {
  const [, table = ""] = /\| what can be expected [^]*?--- \|\n([^]*?)\n\n/.exec(chapter) ?? [];
  const rows = table.split("\n").map((row) => row.split("|")[1] ?? "");
  const sentences = rows.flatMap((row) =>
    [...row.matchAll(/`([^`]+)`/g)].map(([, sentence = ""]) => sentence),
  );
  expect(sentences.length).toBeGreaterThan(8);
  const anything = { task: null, role: null, playbook: null, rule: null };
  expect(sentences.filter((sentence) => !readExpectation(sentence, anything).ok)).toEqual([]);
});
