import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { bookToStartWith } from "#src/book-to-start-with.ts";

const NOW = new Date("2026-11-24T09:00:00.000Z");

test("every secret that the book names and the environment lacks is asked for at once", async () => {
  await expect(bookToStartWith("config", NOW, () => undefined)).rejects.toThrow(
    /HUBSPOT_CLIENT_SECRET is missing.*\n.*HUBSPOT_TOKEN is missing.*\n.*PROVISIONING_.* is missing[^]*STRIPE_WEBHOOK_SECRET is missing/,
  );
});

test("a mistake in the book is named by file, line and column", async () => {
  const folder = await mkdtemp(join(tmpdir(), "baton-book-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp("config", folder, { recursive: true });
  await writeFile(join(folder, "roles.yaml"), "roles:\n  support: { members: nobody }\n");
  await expect(bookToStartWith(folder, NOW, () => "secret")).rejects.toThrow(/roles\.yaml:2:\d+ /);
});
