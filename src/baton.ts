import type { WebClient } from "@slack/web-api";
import { Hono } from "hono";
import { connect, type Db } from "#db/client.ts";
import { isUnreachable } from "#db/faults.ts";
import { retryRefused } from "#db/slack-messages.ts";
import { everyWorkspace } from "#db/workspaces.ts";
import { clockOffset } from "#db/demo-clock.ts";
import { migrate } from "#db/migrate.ts";
import type { Book, Source } from "#domain/book.ts";
import { hookPace } from "#domain/hooks.ts";
import type { WorkspaceId } from "#domain/ids.ts";
import { allowSending, startBoss } from "#jobs/boss.ts";
import { startTicks } from "#jobs/cron.ts";
import { enqueueRouting, workOnTriggers } from "#jobs/route-triggers.ts";
import { openCaller } from "#calls/open-caller.ts";
import { queueWork, workForRuns } from "#jobs/run-work.ts";
import { acceptTriggers } from "#services/accept-triggers.ts";
import { authenticateKey } from "#services/authenticate-key.ts";
import { chaseEvidence } from "#services/chase-evidence.ts";
import { chaseExceptions } from "#services/chase-exceptions.ts";
import { expireAnswers } from "#services/expire-answers.ts";
import { findSource } from "#services/find-source.ts";
import { publishBook } from "#services/publish-book.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { slackClient } from "#slack/client.ts";
import { failureOf } from "#slack/failures.ts";
import { startLanes } from "#slack/lanes.ts";
import { findByEmail } from "#slack/lookup.ts";
import { slackPace } from "#slack/pace.ts";
import { newNotifier } from "#slack/wake.ts";
import type { SourceApi } from "#sources/source.ts";
import { triggerRoutes } from "#triggers/receive.ts";
import { apiRoutes } from "#web/api/api.ts";
import { limitFailures } from "#web/api/limit-failures.ts";
import { limitPerSecond } from "#web/api/rate-limit.ts";
import { webRoutes } from "#web/routes.ts";
import { buildApp, type SlackConnection } from "./app.ts";
import type { SecretOf } from "./book-to-start-with.ts";
import { movableClock, realClock } from "./clock.ts";
import type { Asker, Context } from "./context.ts";
import { moveTime } from "./demo-clock.ts";
import type { Role } from "./env.ts";
import { serve } from "./http.ts";
import type { Log } from "./log.ts";
import { isLoopback } from "./loopback.ts";

export type BatonOptions = {
  readonly databaseUrl: string;
  readonly slack: SlackConnection;
  readonly book: Book;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly roles: readonly Role[];
  readonly secretOf: SecretOf;
  /** 32 bytes, from which the secrets of webhooks are made; null: none can be made. */
  readonly secretKey: Uint8Array | null;
  /** Where a source is read back from. */
  apiOf(source: Source): SourceApi | null;
  /** Ports on loopback that automations may call, such as "127.0.0.1:4010": the demo's and the tests'. */
  readonly callsLoopback: readonly string[];
  /** How many requests a second a key may make of each process; by default 20. */
  readonly apiRequestsPerSecond?: number;
  /** Whether `POST /demo/clock` moves time. */
  readonly movable: boolean;
  readonly log: Log;
};

/** Requests of one source in this process: more than any sends by itself, and less than would keep the store from its work. */
const TRIGGERS_A_SECOND = 100;

const API_REQUESTS_PER_SECOND = 20;

export type Baton = { readonly url: string; readonly workspace: WorkspaceId; stop(): Promise<void> };

/** Brings the database and the workspace up to date, and starts every part that this process plays. */
export async function startBaton(options: BatonOptions): Promise<Baton> {
  const { databaseUrl, log, roles } = options;
  await migrate(databaseUrl);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  };
  try {
    const db = connect(databaseUrl);
    stops.push(() => db.close());
    const movable = options.movable ? movableClock(await clockOffset(db)) : null;
    const clock = movable ?? realClock;
    const client = slackClient({ token: options.slack.botToken, slackApiUrl: options.slack.apiUrl });
    const { workspace, team } = await setUp(options, db, client, clock.now());

    // Closed after the job engine has stopped, so that calls under way can still be answered.
    const caller = openCaller({ loopback: options.callsLoopback });
    stops.push(() => caller.close());
    const boss = await startBoss(databaseUrl, log, { workers: roles.includes("worker") });
    stops.push(() => boss.stop({ graceful: true, timeout: 10_000 }));
    await allowSending(db.sql);

    await retryRefused(db, workspace);
    const lanes = roles.includes("worker")
      ? startLanes({ db, client, log, now: () => clock.now() })
      : newNotifier({ db, log, notifyMs: slackPace.notifyMs });
    stops.push(async () => lanes.stop());
    const queue = queueWork(boss);
    const contextOf = (by: Asker, of: WorkspaceId): Context => ({
      db,
      workspace: of,
      by,
      now: clock.now(),
      log: log.child({ workspace: of }),
      wake: () => lanes.wake(),
      queue,
    });
    const system = (of: WorkspaceId) => contextOf({ kind: "system", name: "clock" }, of);
    const routing = (of: WorkspaceId) => contextOf({ kind: "system", name: "routing" }, of);
    const sweep = () => sweepDeadlines({ db, log, now: clock.now() }, system);

    const outside = {
      caller,
      secretOf: options.secretOf,
      realNow: realClock.now,
      webhooks: { key: options.secretKey, pace: hookPace },
    };
    if (roles.includes("worker")) {
      await workOnTriggers(boss, routing, options.apiOf);
      const worker = (of: WorkspaceId) => contextOf({ kind: "system", name: "worker" }, of);
      await workForRuns(boss, worker, outside);
    }
    if (roles.includes("cron")) {
      const everywhere = (visit: (ctx: Context) => Promise<unknown>) => async () => {
        for (const of of await everyWorkspace(db)) await visit(system(of));
      };
      const ticks = startTicks(
        [
          { name: "deadlines", cron: "*/10 * * * * *", run: sweep },
          { name: "evidence", cron: "0 * * * * *", run: everywhere(chaseEvidence) },
          { name: "exceptions", cron: "20 * * * * *", run: everywhere(chaseExceptions) },
          { name: "answers", cron: "30 0 * * * *", run: everywhere(expireAnswers) },
        ],
        log,
      );
      stops.push(() => ticks.stop());
    }
    const web = new Hono();
    if (roles.includes("web")) {
      const triggerLimit = limitPerSecond(TRIGGERS_A_SECOND);
      web.route(
        "/",
        triggerRoutes({
          publicUrl: options.publicUrl,
          log,
          now: () => new Date(),
          limit: (of, source) => triggerLimit(`${of} ${source}`),
          async findSource(slug, name) {
            const found = await findSource(db, slug, name);
            return (
              found && {
                workspace: found.workspace,
                kind: found.source.kind,
                secret: options.secretOf(found.source.secretEnv) ?? "",
              }
            );
          },
          accept: (of, source, events) =>
            acceptTriggers({ db, log, now: clock.now() }, enqueueRouting(boss), of, source, events),
        }),
      );
    }
    if (roles.includes("web")) {
      web.route(
        "/",
        apiRoutes({
          log,
          admit: limitFailures((key) => authenticateKey(db, key, realClock.now())),
          contextOf,
          reach: { outside, findByEmail: (email) => findByEmail(client, email, team) },
          limit: limitPerSecond(options.apiRequestsPerSecond ?? API_REQUESTS_PER_SECOND),
          isOutage: isUnreachable,
        }),
      );
    }
    web.route(
      "/",
      webRoutes({
        log,
        async ready() {
          return db.sql`select 1`.then(
            () => null,
            () => "the database does not answer",
          );
        },
        // Until people can sign in, the list is for this machine alone.
        contextOf:
          roles.includes("web") && isLoopback(options.host) && options.publicUrl === null
            ? async () => system(workspace)
            : null,
        moveClock: movable && ((move) => moveTime(db, movable, move, sweep)),
      }),
    );
    const app = roles.includes("slack") ? buildApp({ slack: options.slack, db, log, contextOf }) : null;
    const server = await serve(web, app?.listener ?? null, options.host, options.port);
    stops.push(() => server.stop());
    if (app) {
      stops.push(() => app.stop());
      await app.start();
    }
    return { url: `http://${options.host}:${server.port}`, workspace, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks Slack who we are and who the book's people are. A first book is published; what is new in a later one waits as a draft. */
async function setUp(
  { book, slack, log }: BatonOptions,
  db: Db,
  client: WebClient,
  now: Date,
): Promise<{ workspace: WorkspaceId; team: string }> {
  const { team_id: id, url } = await client.auth.test().catch((cause: unknown) => {
    const failure = failureOf(cause);
    const why = failure.kind === "limited" ? "it asks us to wait" : failure.error;
    throw new Error(`Slack does not let us in by SLACK_BOT_TOKEN at ${slack.apiUrl}: ${why}`, { cause });
  });
  if (!id || !url) throw new Error("Slack's auth.test did not say which team this is");
  const find = (email: string) => findByEmail(client, email, id);
  return { workspace: await publishBook({ db, log, now }, book, { id, url }, find), team: id };
}
