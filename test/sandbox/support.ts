import type { AddressInfo } from "node:net";
import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { onTestFinished } from "vitest";
import { sandboxClient } from "#sandbox/client.ts";
import type { Clock } from "#sandbox/clock.ts";
import { acme } from "#sandbox/seed.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "#sandbox/server.ts";

export const onboarding = "C0123456789";
export const shared = "C0123456791";
export const csm1 = "U00000CSM01";
export const csm2 = "U00000CSM02";
export const gone = "U0000GONE01";
export const stranger = "U0000STRAN1";
export const bot = acme.bot.userId;

const manifest = "test/sandbox/manifest.yml";
const noRetries = { retryConfig: { retries: 0 } };

/** A sandbox of its own for one test. */
export async function newSandbox(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ manifest, ...options });
  onTestFinished(() => sandbox.stop());
  return { sandbox, people: sandboxClient(sandbox.url), call: callerOf(sandbox) };
}

/** A sandbox with a real Bolt app connected to it by Socket Mode. */
export async function newSocketApp(register: (app: App) => void, options: Partial<SandboxOptions> = {}) {
  const started = await newSandbox(options);
  const { botToken, appToken, apiUrl } = started.sandbox;
  const app = new App({
    token: botToken,
    appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl, ...noRetries },
  });
  register(app);
  await app.start();
  onTestFinished(async () => void (await app.stop()));
  return { ...started, app };
}

/** A sandbox with a real Bolt app that it reaches by signed requests. */
export async function newHttpApp(register: (app: App) => void, options: Partial<SandboxOptions> = {}) {
  const started = await newSandbox(options);
  const { botToken, signingSecret, apiUrl } = started.sandbox;
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    token: botToken,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl, ...noRetries },
  });
  register(app);
  const server = await receiver.start(0);
  onTestFinished(async () => void (await app.stop()));
  const requestUrl = `http://127.0.0.1:${portOf(server.address())}/slack/events`;
  started.sandbox.setTransport({ requestUrl });
  return { ...started, app, requestUrl };
}

/** A clock that stands still until it is told to go on. */
export function newClock(): Clock & { advance(ms: number): void } {
  let now = Date.now();
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      now += ms;
      for (const timer of timers) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
}

/** A message with one button in it. */
export function buttonBlocks(actionId: string, value = "1") {
  const text = { type: "plain_text" as const, text: "Press" };
  return [
    { type: "actions" as const, elements: [{ type: "button" as const, action_id: actionId, text, value }] },
  ];
}

/** A modal with one required text. */
export function formView(title = "Form") {
  return {
    type: "modal" as const,
    callback_id: "form",
    title: { type: "plain_text" as const, text: title },
    submit: { type: "plain_text" as const, text: "Send" },
    blocks: [
      {
        type: "input" as const,
        block_id: "note",
        label: { type: "plain_text" as const, text: "Note" },
        element: { type: "plain_text_input" as const, action_id: "text" },
      },
    ],
  };
}

/** Calls the Web API without any client between. */
function callerOf({ apiUrl, botToken }: Sandbox) {
  return async (method: string, args: object = {}, token = botToken): Promise<Record<string, unknown>> => {
    const response = await fetch(apiUrl + method, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    const body: unknown = await response.json();
    return { status: response.status, retryAfter: response.headers.get("retry-after"), ...Object(body) };
  };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("It listens on no port");
  return address.port;
}
