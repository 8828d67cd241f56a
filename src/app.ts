import { randomUUID } from "node:crypto";
import { App } from "@slack/bolt";
import { z } from "zod";
import { slackHaste } from "#commands/answering.ts";
import type { Deps, Haste } from "#commands/asked.ts";
import { registerCommands } from "#commands/index.ts";
import type { Db } from "#db/client.ts";
import { isUnreachable } from "#db/faults.ts";
import { workspaceByTeam } from "#db/workspaces.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { boltLog } from "#slack/bolt-log.ts";
import { httpDoor, slackPatience, socketDoor, type Door, type Patience } from "#slack/doors.ts";
import { findByEmail, profileOf } from "#slack/lookup.ts";
import { CALL_MS } from "#slack/pace.ts";
import type { Log } from "./log.ts";

export type SlackConnection = {
  readonly botToken: string;
  /** Socket Mode where it is there, else signed HTTP. */
  readonly appToken: string | null;
  readonly signingSecret: string | null;
  readonly apiUrl: string;
};

export type AppOptions = Pick<Deps, "contextOf"> & {
  readonly slack: SlackConnection;
  readonly db: Db;
  readonly log: Log;
  readonly patience?: Patience;
  readonly haste?: Haste;
};

/** Hears what people do in Slack. */
export type SlackApp = {
  /** Finds out who it is, and in Socket Mode connects; resolves once people are heard. */
  start(): Promise<void>;
  /** Takes what Slack posts, in HTTP mode; null in Socket Mode, where nothing is posted. */
  readonly listener: Door["listener"];
  /** Answers what it has heard, then hears no more. */
  stop(): Promise<void>;
};

/** As long as a request may take: what isn't answered by then is left. */
const DRAIN_MS = 10_000;
const DISCONNECT_MS = 2000;

/** A Bolt app with every command registered. */
export function buildApp(options: AppOptions): SlackApp {
  const { slack, db, log, contextOf, haste = slackHaste } = options;
  const door = openDoor(options);
  const app = new App({
    receiver: door.receiver,
    socketMode: slack.appToken !== null,
    authorize: async () => ({ ...(await identity()) }),
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      timeout: CALL_MS,
      rejectRateLimitedCalls: true,
    },
    logger: boltLog(log),
    convoStore: false,
  });

  let known: Promise<Identity> | null = null;
  /** Who we are in Slack: asked once, and again where it failed. */
  function identity(): Promise<Identity> {
    known ??= whoAmI(app, slack.botToken);
    known.catch(() => {
      known = null;
    });
    return known;
  }

  const underWay = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const handled = next();
    underWay.add(handled);
    await handled.finally(() => underWay.delete(handled));
  });
  app.error(async (error) => {
    log.error({ err: error, reference: randomUUID().slice(0, 8) }, "slack request failed");
  });
  registerCommands(app, {
    log,
    haste,
    contextOf,
    workspaceOf: rememberedWorkspaces(db),
    profileOf,
    findByEmail,
    isOutage: isUnreachable,
  });

  return {
    listener: door.listener,
    async start() {
      await identity();
      await door.connect();
    },
    async stop() {
      await within(DRAIN_MS, Promise.allSettled(underWay));
      await within(DISCONNECT_MS, door.disconnect());
    },
  };
}

function openDoor({ slack, log, patience = slackPatience }: AppOptions): Door {
  const { appToken, signingSecret, apiUrl } = slack;
  if (appToken !== null) return socketDoor({ appToken, apiUrl, log, patience });
  if (signingSecret !== null) return httpDoor(signingSecret, log);
  throw new Error("Slack is reached by an app token or a signing secret: there is neither");
}

type Identity = { botToken: string; botId: string; botUserId: string; teamId: string };

const AuthSchema = z.object({ team_id: z.string(), user_id: z.string(), bot_id: z.string() });

async function whoAmI(app: App, botToken: string): Promise<Identity> {
  const { team_id, user_id, bot_id } = AuthSchema.parse(await app.client.auth.test({ token: botToken }));
  return { botToken, botId: bot_id, botUserId: user_id, teamId: team_id };
}

/** A team keeps its workspace, so each is looked up once. */
function rememberedWorkspaces(db: Db): (team: string) => Promise<WorkspaceId> {
  const known = new Map<string, WorkspaceId>();
  return async (team) => {
    const workspace = known.get(team) ?? (await workspaceByTeam(db, team));
    if (workspace === null) throw new Error(`No workspace belongs to the Slack team ${team}`);
    known.set(team, workspace);
    return workspace;
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
