import { readSettings } from "#demo/settings.ts";
import type { SourceKind } from "#sources/source.ts";
import { DATA_FOLDER } from "./database.ts";
import { sendTrigger } from "./trigger-send.ts";

type Options = { deal: number; url?: string; workspace?: string; publicUrl?: string };

const SECRETS: Readonly<Record<SourceKind, string>> = {
  hubspot: "HUBSPOT_CLIENT_SECRET",
  stripe: "STRIPE_WEBHOOK_SECRET",
};

/** `baton trigger send`: to the address given, or the demo of this folder, or `HOST` and `PORT`. */
export async function send(source: SourceKind, { deal, url, workspace, publicUrl }: Options): Promise<void> {
  const demo = readSettings(DATA_FOLDER);
  const name = SECRETS[source];
  const secret = process.env[name] ?? demo?.secrets[name];
  if (!secret) throw new Error(`${name} is not set, and no demo has run here: its secret signs what is sent`);
  const { HOST = "127.0.0.1", PORT = "3000" } = process.env;
  const baseUrl =
    url ?? (process.env[name] === undefined ? demo?.url : undefined) ?? `http://${HOST}:${PORT}`;
  const { status, body } = await sendTrigger({
    baseUrl,
    publicUrl,
    source,
    deal,
    workspaceSlug: workspace,
    secret,
    now: new Date(),
  });
  console.log(`${status} ${JSON.stringify(body)}`);
  if (status >= 300) process.exitCode = 1;
}
