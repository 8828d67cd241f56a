import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { startSandbox, type Sandbox } from "#sandbox/server.ts";
import { startBaton, type Baton } from "#src/baton.ts";
import { bookToStartWith } from "#src/book-to-start-with.ts";
import { ROLES } from "#src/env.ts";
import { newLog } from "#src/log.ts";
import { demoActions } from "./actions.ts";
import { demoDeals } from "./hubspot-deals.ts";
import { startHubSpotApi, type HubSpotApi } from "./hubspot-api.ts";
import { startProvisioningApi, type ProvisioningApi } from "./provisioning-api.ts";
import { freePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { newSecrets, readSettings, writeSettings } from "./settings.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export type StageOptions = {
  /** Where everything is kept. */
  readonly folder: string;
  readonly fresh: boolean;
  /** Whether provisioning fails a little by itself, as other systems do. */
  readonly flaky: boolean;
  /** Ports to begin looking at; the next free ones are taken. */
  readonly port: number;
  readonly slackPort: number;
  readonly logLevel: string;
  readonly say: (line: string) => void;
};

/** The whole product on this machine: Postgres, a Slack workspace, a HubSpot API, a system that provisions, and Baton. */
export type Stage = {
  readonly baton: Baton;
  readonly sandbox: Sandbox;
  readonly hubspot: HubSpotApi;
  readonly provisioning: ProvisioningApi;
  readonly databaseUrl: string;
  readonly secrets: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

/** Starts it all; what was started is stopped again when a later part fails. Postgres stops last. */
export async function startStage({
  folder,
  fresh,
  flaky,
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
    // What an earlier demo had no need of is made up now.
    const secrets = { ...newSecrets(), ...readSettings(folder)?.secrets };
    const secret = (name: string) => secrets[name] ?? "";
    const provisioning = await startProvisioningApi({
      port: 0,
      token: secret("PROVISIONING_TOKEN"),
      signingSecret: secret("PROVISIONING_SIGNING_SECRET"),
      flaky,
    });
    stops.push(() => provisioning.stop());
    const environment = (name: string) => (name === "PROVISIONING_URL" ? provisioning.url : secret(name));

    const batonPort = await freePort(port);
    const url = `http://127.0.0.1:${batonPort}`;
    const sandboxPort = await freePort(slackPort, [batonPort]);
    const sandbox = await startSandbox({
      manifest: join(ROOT, "manifest.yml"),
      port: sandboxPort,
      stateFile,
      actions: demoActions({ url, secrets, provisioning }),
    });
    stops.push(() => sandbox.stop());
    const hubspot = await startHubSpotApi({ port: 0, token: secret("HUBSPOT_TOKEN"), deals: demoDeals });
    stops.push(() => hubspot.stop());

    const { botToken, appToken, apiUrl } = sandbox;
    const baton = await startBaton({
      databaseUrl: postgres.url,
      slack: { botToken, appToken, signingSecret: null, apiUrl },
      book: await bookToStartWith(join(ROOT, "config"), new Date(), environment),
      host: "127.0.0.1",
      port: batonPort,
      publicUrl: null,
      roles: ROLES,
      secretOf: environment,
      secretKey: Buffer.from(secret("BATON_SECRET_KEY"), "base64"),
      apiOf: ({ api }) => api && { base: hubspot.url, token: secret(api.tokenEnv) },
      callsLoopback: [provisioning.pair],
      movable: true,
      log: newLog(logLevel),
    });
    stops.push(() => baton.stop());
    writeSettings(folder, { url, slackUrl: sandbox.url, secrets });
    return { baton, sandbox, hubspot, provisioning, databaseUrl: postgres.url, secrets, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
