import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startSandbox, type Sandbox } from "#sandbox/server.ts";
import { startBaton, type Baton } from "#src/baton.ts";
import { bookToStartWith } from "#src/book-to-start-with.ts";
import { ROLES } from "#src/env.ts";
import { newLog } from "#src/log.ts";
import { sendTrigger } from "#cli/trigger-send.ts";
import { demoDeals } from "./hubspot-deals.ts";
import { startHubSpotApi, type HubSpotApi } from "./hubspot-api.ts";
import { freePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { newSecrets, readSettings, writeSettings } from "./settings.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export type StageOptions = {
  /** Where everything is kept. */
  readonly folder: string;
  readonly fresh: boolean;
  /** Ports to begin looking at; the next free ones are taken. */
  readonly port: number;
  readonly slackPort: number;
  readonly logLevel: string;
  readonly say: (line: string) => void;
};

/** The whole product on this machine: Postgres, a Slack workspace, a HubSpot API, and Baton. */
export type Stage = {
  readonly baton: Baton;
  readonly sandbox: Sandbox;
  readonly hubspot: HubSpotApi;
  readonly databaseUrl: string;
  readonly secrets: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Starts it all; what was started is stopped again when a later part fails. Postgres stops last. */
export async function startStage({
  folder,
  fresh,
  port,
  slackPort,
  logLevel,
  say,
}: StageOptions): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    mkdirSync(folder, { recursive: true });
    const postgres = await startPostgres({ folder, fresh, log: say });
    stops.push(() => postgres.stop());
    const stateFile = join(postgres.folder, "slack.json");
    if (fresh) for (const file of [stateFile, join(folder, "demo.json")]) rmSync(file, { force: true });
    const secrets = readSettings(folder)?.secrets ?? newSecrets();
    const secret = (name: string) => secrets[name] ?? "";

    const batonPort = await freePort(port);
    const url = `http://127.0.0.1:${batonPort}`;
    const sandboxPort = await freePort(slackPort, [batonPort]);
    const sandbox = await startSandbox({
      manifest: join(ROOT, "manifest.yml"),
      port: sandboxPort,
      stateFile,
      actions: demoActions(url, secrets),
    });
    stops.push(() => sandbox.stop());
    const hubspot = await startHubSpotApi({ port: 0, token: secret("HUBSPOT_TOKEN"), deals: demoDeals });
    stops.push(() => hubspot.stop());

    const { botToken, appToken, apiUrl } = sandbox;
    const baton = await startBaton({
      databaseUrl: postgres.url,
      slack: { botToken, appToken, signingSecret: null, apiUrl },
      book: await bookToStartWith(join(ROOT, "config"), new Date(), secret),
      host: "127.0.0.1",
      port: batonPort,
      publicUrl: null,
      roles: ROLES,
      secretOf: secret,
      apiOf: ({ api }) => api && { base: hubspot.url, token: secret(api.tokenEnv) },
      callsLoopback: [],
      movable: true,
      log: newLog(logLevel),
    });
    stops.push(() => baton.stop());
    writeSettings(folder, { url, slackUrl: sandbox.url, secrets });
    return { baton, sandbox, hubspot, databaseUrl: postgres.url, secrets, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Buttons on the sandbox's page: what happens outside Slack, at one's fingertips. */
function demoActions(url: string, secrets: Readonly<Record<string, string>>) {
  const won = (deal: number, client: string, worth: string) => ({
    label: `Win deal ${deal}: ${client}`,
    hint: `HubSpot says that ${client} signed, ${worth}`,
    run: () => send(url, "hubspot", deal, secrets["HUBSPOT_CLIENT_SECRET"] ?? ""),
  });
  return [
    won(5512, "Acme Robotics", "72,000 USD"),
    won(5513, "Example Bakery", "12,000 USD"),
    {
      label: "Pay the invoice of deal 5512",
      hint: "Stripe says that Acme Robotics paid",
      run: () => send(url, "stripe", 5512, secrets["STRIPE_WEBHOOK_SECRET"] ?? ""),
    },
    {
      label: "Move time to the next deadline",
      hint: "What is due then happens now",
      async run() {
        const response = await fetch(`${url}/demo/clock`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ to: "next-deadline" }),
        });
        const { now, met } = (await response.json()) as { now: string; met: number };
        return `It is now ${now.slice(0, 16).replace("T", " ")} UTC; ${met} ${met === 1 ? "deadline was" : "deadlines were"} met`;
      },
    },
  ];
}

async function send(
  baseUrl: string,
  source: "hubspot" | "stripe",
  deal: number,
  secret: string,
): Promise<string> {
  const { status } = await sendTrigger({ baseUrl, source, deal, secret, now: new Date() });
  return status === 202 ? "Sent, and accepted" : `Sent, and answered with ${status}`;
}
