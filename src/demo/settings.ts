import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const SettingsSchema = z.strictObject({
  /** Where the demo's Baton listens. */
  url: z.url(),
  slackUrl: z.url(),
  /** What a real installation has in its environment: made up once, and kept so that a restarted demo still fits its data. */
  secrets: z.record(z.string(), z.string()),
});
export type DemoSettings = z.infer<typeof SettingsSchema>;

/** What the demo in that folder runs with, or ran with last; null: there was none. */
export function readSettings(folder: string): DemoSettings | null {
  try {
    return SettingsSchema.parse(JSON.parse(readFileSync(join(folder, "demo.json"), "utf8")));
  } catch {
    return null;
  }
}

/** Only its owner may read it: it holds the secrets that webhooks are signed with. */
export function writeSettings(folder: string, settings: DemoSettings): void {
  const file = join(folder, "demo.json");
  writeFileSync(`${file}.new`, JSON.stringify(settings, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function newSecrets(): Record<string, string> {
  const secret = (prefix: string) => `${prefix}${randomBytes(24).toString("base64url")}`;
  return {
    HUBSPOT_CLIENT_SECRET: secret("demo-"),
    HUBSPOT_TOKEN: secret("demo-"),
    STRIPE_WEBHOOK_SECRET: secret("whsec_"),
    PROVISIONING_TOKEN: secret("demo-"),
    // Standard Webhooks wants base64 behind its prefix.
    PROVISIONING_SIGNING_SECRET: `whsec_${randomBytes(24).toString("base64")}`,
    BATON_SECRET_KEY: randomBytes(32).toString("base64"),
  };
}
