import { readFile, readdir } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const PackageSchema = z.object({ imports: z.record(z.string(), z.string()) });
const { imports } = PackageSchema.parse(JSON.parse(await readFile("package.json", "utf8")));

/** Every module that a file pulls in when it runs, with those that these pull in. */
async function reachedFrom(files: readonly string[]): Promise<ReadonlySet<string>> {
  const reached = new Set(files);
  for (const file of reached) {
    if (!file.endsWith(".ts")) continue;
    for (const name of importedBy(await readFile(file, "utf8"))) reached.add(fileOf(name, file));
  }
  return reached;
}

/** Types are gone before anything runs. */
function importedBy(source: string): string[] {
  return [...source.matchAll(/^import (?!type )[^"]*?"([^"]+)";/gm)].flatMap(([, name]) => name ?? []);
}

function fileOf(name: string, from: string): string {
  if (name.startsWith(".")) return normalize(join(dirname(from), name));
  const alias = Object.keys(imports).find((key) => name.startsWith(key.replace("*", "")));
  return alias
    ? normalize(name.replace(alias.replace("*", ""), (imports[alias] ?? "").replace("*", "")))
    : name;
}

test("a rehearsal reaches no network, no database, no clock and no Slack", async () => {
  const files = (await readdir("src/rehearse")).map((name) => `src/rehearse/${name}`);
  const reached = [...(await reachedFrom(files))];
  expect(reached).toContain("src/domain/decide.ts");
  expect(reached).toContain("src/book/request-of.ts");
  const outside =
    /^(undici|hono|ws|postgres|pg-boss|@slack\/.*|node:(net|http|https|dns|tls|fs|child_process).*)$|^(db|commands|views)\/|src\/(clock|services)|open-caller/;
  expect(reached.filter((name) => outside.test(name))).toEqual([]);
});
