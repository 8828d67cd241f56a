import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type Clock, systemClock } from "./clock.ts";
import { newDeliverer } from "./deliver/deliver.ts";
import { newSignedHttp } from "./deliver/http.ts";
import { newSocketMode } from "./deliver/socket.ts";
import type { Transport } from "./deliver/transport.ts";
import { newFaults } from "./faults.ts";
import { newLimits } from "./limits.ts";
import { newLive } from "./live.ts";
import { newLog } from "./log.ts";
import { readManifest } from "./manifest.ts";
import { newStore, readStored, restore } from "./persist.ts";
import { newResponseUrls } from "./response-urls.ts";
import { apiRoutes } from "./routes/api.ts";
import { controlRoutes, type HostAction } from "./routes/control.ts";
import { hookRoutes } from "./routes/hooks.ts";
import { localOnly } from "./routes/local.ts";
import { acme, type Seed } from "./seed.ts";
import type { Secrets, Slack } from "./slack.ts";
import { pageRoutes } from "./static.ts";
import { newTriggers } from "./triggers.ts";
import { newWorld, type World } from "./world.ts";

/** How Slack reaches the app: over Socket Mode, or by signed requests to its address. */
type SandboxTransport = "socket" | { readonly requestUrl: string };

export type SandboxOptions = Partial<Seed> &
  Partial<Secrets> & {
    /** The path of the app's manifest: scopes, commands and events come from it. */
    readonly manifest: string;
    /** 0, which is the default, takes a free one. */
    readonly port?: number;
    readonly host?: string;
    /** Where the workspace is kept between starts; absent: in memory only. */
    readonly stateFile?: string;
    readonly transport?: SandboxTransport;
    /** Buttons on the page. */
    readonly actions?: readonly HostAction[];
    /** Whether Slack's rate limits are enforced (default: yes). */
    readonly pace?: boolean;
    /** How long an acknowledgement, or opening a modal, may take (default: Slack's three seconds). */
    readonly waitsMs?: number;
    readonly clock?: Clock;
  };

const SLACK_WAITS_MS = 3000;

export type Sandbox = Secrets & {
  /** The page; without a trailing slash. */
  readonly url: string;
  /** What a client takes as Slack's API address; the trailing slash matters. */
  readonly apiUrl: string;
  /** How many Socket Mode connections are open. */
  connections(): number;
  setTransport(transport: SandboxTransport): void;
  stop(): Promise<void>;
};

/** Starts a Slack workspace on this machine for one app. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port = 0, host = "127.0.0.1", stateFile, clock = systemClock, actions = [] } = options;
  const { pace = true, waitsMs = SLACK_WAITS_MS } = options;
  const seed: Seed = { ...acme, ...given(options) };
  const app = readManifest(options.manifest);
  const stored = stateFile === undefined ? null : readStored(stateFile);
  const secrets = secretsFrom(options, stored?.secrets);
  const world = newWorld(seed, app.name, clock.now());
  if (stored) restore(world, stored);

  let url = "";
  const live = newLive();
  const log = newLog();
  const store = stateFile === undefined ? null : newStore(stateFile, world, secrets);
  const socketMode = newSocketMode(clock, world.bot.appId);
  let transport = transportOf(options.transport ?? "socket");
  const deliverer = newDeliverer(clock, log, { transport: () => transport, waitsMs });
  const slack: Slack = {
    world,
    app,
    secrets,
    installation: "installed",
    clock,
    log,
    faults: newFaults(),
    limits: newLimits(clock, pace),
    triggers: newTriggers(clock, waitsMs),
    responseUrls: newResponseUrls(clock, () => url, world.team.id),
    scheduled: new Map(),
    url: () => url,
    changed() {
      live.changed();
      store?.changed();
    },
    ask: deliverer.ask,
    tell: deliverer.tell,
    openSocketAddress: () => socketMode.openAddress(url),
  };

  function transportOf(wanted: SandboxTransport): Transport {
    return wanted === "socket" ? socketMode : newSignedHttp(clock, wanted.requestUrl, secrets.signingSecret);
  }

  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.route("/api", apiRoutes(slack));
  routes.route("/", hookRoutes(slack));
  routes.route(
    "/_sandbox",
    controlRoutes({
      slack,
      live,
      actions,
      disconnect: socketMode.disconnect,
      resend: deliverer.resend,
      reset: () => reset(slack, seed),
    }),
  );
  routes.use(localOnly);
  routes.route("/", pageRoutes());

  const listener = getRequestListener(routes.fetch);
  const server = createServer((request, response) => void listener(request, response));
  socketMode.attach(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  url = `http://${host}:${portOf(server.address())}`;

  return {
    url,
    apiUrl: `${url}/api/`,
    ...secrets,
    connections: socketMode.connections,
    setTransport(wanted) {
      transport = transportOf(wanted);
    },
    async stop() {
      deliverer.stop();
      for (const one of slack.scheduled.values()) one.cancel();
      await Promise.all([socketMode.stop(), transport.stop()]);
      live.stop();
      store?.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function given({ team, bot, users, channels }: SandboxOptions): Partial<Seed> {
  return {
    ...(team && { team }),
    ...(bot && { bot }),
    ...(users && { users }),
    ...(channels && { channels }),
  };
}

function secretsFrom(options: Partial<Secrets>, stored: Secrets | undefined): Secrets {
  const random = (bytes: number) => randomBytes(bytes).toString("hex");
  return {
    botToken: options.botToken ?? stored?.botToken ?? `xoxb-sandbox-${random(12)}`,
    appToken: options.appToken ?? stored?.appToken ?? `xapp-1-sandbox-${random(12)}`,
    signingSecret: options.signingSecret ?? stored?.signingSecret ?? random(16),
  };
}

/** Back to the seed. Ids and timestamps go on, so that nothing new is taken for something old. */
function reset(slack: Slack, seed: Seed): void {
  const fresh: World = newWorld(seed, slack.app.name, slack.clock.now());
  const { users, channels, messages, threads, modals, homes, chosen } = slack.world;
  for (const map of [messages, threads, modals, homes, chosen]) map.clear();
  users.clear();
  channels.clear();
  for (const [id, user] of fresh.users) users.set(id, user);
  for (const [id, channel] of fresh.channels) channels.set(id, channel);
  slack.installation = "installed";
  for (const one of slack.scheduled.values()) one.cancel();
  slack.scheduled.clear();
  slack.faults.clear();
  slack.limits.clear();
  slack.log.clear();
  slack.changed();
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The sandbox listens on no port");
  return address.port;
}
