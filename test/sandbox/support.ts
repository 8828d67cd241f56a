import { App, LogLevel } from "@slack/bolt";
import { onTestFinished } from "vitest";
import { sandboxClient } from "#sandbox/client.ts";
import { acme } from "#sandbox/seed.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "#sandbox/server.ts";

export const [onboarding, reports, shared] = ["C0123456789", "C0123456790", "C0123456791"] as const;
export const csm1 = "U00000CSM01";
export const csm2 = "U00000CSM02";
export const ops = "U00000OPS01";
export const gone = "U0000GONE01";
export const stranger = "U0000STRAN1";
export const bot = acme.bot.userId;

const manifest = "test/sandbox/manifest.yml";

/** A sandbox of its own for one test. */
export async function newSandbox(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ manifest, ...options });
  onTestFinished(() => sandbox.stop());
  return { sandbox, people: sandboxClient(sandbox.url), call: callerOf(sandbox) };
}

/** A sandbox with a real Bolt app connected to it. */
export async function newApp(register: (app: App) => void, options: Partial<SandboxOptions> = {}) {
  const started = await newSandbox(options);
  const { botToken, appToken, apiUrl } = started.sandbox;
  const app = new App({
    token: botToken,
    appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } },
  });
  register(app);
  await app.start();
  onTestFinished(async () => void (await app.stop()));
  return { ...started, app };
}

/** Calls the Web API without any client between. */
function callerOf({ apiUrl, botToken }: Sandbox) {
  return async (method: string, args: object = {}, token = botToken) => {
    const response = await fetch(apiUrl + method, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    return {
      status: response.status,
      headers: response.headers,
      ...((await response.json()) as Record<string, unknown>),
    };
  };
}
