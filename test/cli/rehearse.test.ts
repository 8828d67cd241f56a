import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { folderWith } from "#test/rehearse/support.ts";

const FailedSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** What `baton` says without a database, and how it ends. */
async function baton(...words: readonly string[]) {
  const { DATABASE_URL: _none, ...env } = process.env;
  try {
    const said = await promisify(execFile)(process.execPath, ["src/cli/main.ts", ...words], { env });
    return { code: 0, ...said };
  } catch (error) {
    return FailedSchema.parse(error);
  }
}

async function bookExpecting(sentence: string): Promise<string> {
  const folder = await folderWith({});
  await cp("config", folder, { recursive: true });
  const file = join(folder, "rehearsals.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("completes within 20 business days", sentence));
  return folder;
}

test("the example book's rehearsals come as expected, without a database", async () => {
  const { code, stdout, stderr } = await baton("rehearse", "--folder", "config");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("all came as expected");
});

test("a rehearsal that does not come as expected ends with 1, and no release is made of its book", async () => {
  const folder = await bookExpecting("completes within 3 business days");
  const rehearsed = await baton("rehearse", "--folder", folder);
  expect(rehearsed.code).toBe(1);
  expect(rehearsed.stdout).toContain("✗ completes within 3 business days");
  const applied = await baton("apply", folder);
  expect(applied.code).toBe(1);
  expect(applied.stderr).toContain("No release is made: its rehearsals do not come as expected.");
  expect(applied.stderr).toContain("✗ completes within 3 business days");
});

test("a mistake in rehearsals.yaml is one of the book", async () => {
  const folder = await bookExpecting("completes withn 20 business days");
  const checked = await baton("check", folder);
  expect(checked.code).toBe(1);
  expect(checked.stderr).toMatch(
    /rehearsals\.yaml:\d+:\d+ expected within, not "withn"; did you mean "within"\?/,
  );
});

test("a trigger of which no onboarding comes to its end ends with 1", async () => {
  const text = "type: deal.won\noccurred_at: 2026-03-02T14:00:00Z\nclient: { name: Acme Example Ltd }\n";
  const folder = await folderWith({ "unknown-value.yaml": text });
  const trigger = join(folder, "unknown-value.yaml");
  const { code, stdout } = await baton("rehearse", "--folder", "config", "--trigger", trigger);
  expect(code).toBe(1);
  expect(stdout).toContain("No run is opened: rule high-touch could not be worked out");
});
