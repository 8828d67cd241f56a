import { Hono } from "hono";
import { readBook } from "#book/read-book.ts";
import { connect, type Db } from "#db/client.ts";
import type { Book } from "#domain/book.ts";
import { runOf, type RunId, type TaskId, type UserId, type WorkspaceId } from "#domain/ids.ts";
import { until, sandboxClient, type SandboxClient } from "#sandbox/client.ts";
import { startSandbox, type Sandbox } from "#sandbox/server.ts";
import type { ActAnswer } from "#sandbox/people/person.ts";
import type { SnapshotMessage } from "#sandbox/snapshot.ts";
import { changeRun } from "#services/change-run.ts";
import { publishBook } from "#services/publish-book.ts";
import { readRun, type RunSeen } from "#services/read-run.ts";
import { sweepDeadlines } from "#services/sweep-deadlines.ts";
import { slackClient } from "#slack/client.ts";
import { slackPatience, type Patience } from "#slack/doors.ts";
import { startLanes } from "#slack/lanes.ts";
import { findByEmail } from "#slack/lookup.ts";
import { slackPace, type Pace } from "#slack/pace.ts";
import { buildApp, type SlackApp } from "#src/app.ts";
import type { Asker, Context } from "#src/context.ts";
import { serve } from "#src/http.ts";
import { ChannelIdSchema, UserIdSchema } from "#src/ids.ts";
import { newLog, type Log } from "#src/log.ts";
import { startByHand } from "#services/start-by-hand.ts";
import { freshDatabase } from "./database.ts";
import { TUESDAY, nothingQueued } from "./workspace.ts";

/** The people of the sandbox who are in the example book, and two who can't take work. */
export const people = {
  csmOne: user("U00000CSM01"),
  csmTwo: user("U00000CSM02"),
  psOne: user("U000000PS01"),
  psTwo: user("U000000PS02"),
  security: user("U00000SEC01"),
  support: user("U00000SUP01"),
  operator: user("U00000OPS01"),
  founder: user("U0000FOUND1"),
  leaver: user("U0000GONE01"),
  /** From another organisation. */
  stranger: user("U0000STRAN1"),
} as const;

export const ONBOARDING = ChannelIdSchema.parse("C0123456789");
export const SHARED = ChannelIdSchema.parse("C0123456791");

export type BotOptions = {
  readonly transport?: "socket" | "http";
  /** Without, nothing is posted: only what people are answered is seen. */
  readonly lanes?: boolean;
  readonly log?: Log;
  /** Another book than the example, made of it. */
  readonly change?: (book: Book) => Book;
  /** How soon a socket that broke is opened again. */
  readonly patience?: Patience;
  /** Slack waits three seconds, as it does. Otherwise it waits as long as a busy machine may take. */
  readonly isHurried?: boolean;
  /** The way that the bot takes to its database, where that isn't the direct one. */
  readonly through?: (databaseUrl: string) => Promise<string>;
};

/** The whole bot in a sandbox of its own, with the example book published in a database of its own. */
export type Bot = {
  readonly sandbox: Sandbox;
  readonly app: SlackApp;
  /** Where Slack posts to over HTTP; empty over a socket. */
  readonly requestUrl: string;
  /** What people do and see. */
  readonly slack: SandboxClient;
  readonly db: Db;
  readonly databaseUrl: string;
  readonly workspace: WorkspaceId;
  readonly book: Book;
  now(): Date;
  /** Moves the bot's clock. */
  setNow(now: Date): void;
  context(by: UserId | "system"): Context;
  /** Opens a run, of the enterprise playbook where no other is named, as an operator would. */
  startRun(client: string, playbook?: string): Promise<RunSeen>;
  run(id: RunId): Promise<RunSeen>;
  /** Meets every deadline whose time has come. */
  sweep(): Promise<number>;
  /** Claims a task without pressing anything. */
  claim(user: UserId, task: TaskId): Promise<void>;
  /** Presses a button once it is to be seen, in a channel or in the person's direct messages with the app. */
  press(user: UserId, action: string, value: string, channel?: string): Promise<ActAnswer>;
  /** Types a slash command; answers with all that only they were told for it. */
  say(user: UserId, text: string): Promise<string>;
  stop(): Promise<void>;
};

const UNHURRIED = { acknowledgeMs: 40_000, holdMs: 40_000 };
const UNHURRIED_WAITS_MS = 50_000;
/** A busy machine may leave a socket without an answer for longer than Slack would. */
const UNHURRIED_PATIENCE: Patience = { ...slackPatience, pingMs: 50_000 };

/** As fast as tests want it: the sandbox sets no pace either. */
const { post, update, history, replies, open } = slackPace.budgets;
const endless = { capacity: 10_000, perMinute: 100_000 };
const PACE: Pace = {
  ...slackPace,
  pollMs: 50,
  notifyMs: 0,
  postsMs: 0,
  updatesMs: 0,
  budgets: {
    post: { ...post, ...endless },
    update: { ...update, ...endless },
    history: { ...history, ...endless },
    replies: { ...replies, ...endless },
    open: { ...open, ...endless },
  },
};

export async function startBot({
  transport = "socket",
  lanes: withLanes = true,
  log = newLog("silent"),
  change = (book) => book,
  isHurried = false,
  patience = isHurried ? slackPatience : UNHURRIED_PATIENCE,
  through,
}: BotOptions = {}): Promise<Bot> {
  const database = await freshDatabase();
  const sandbox = await startSandbox({
    manifest: "manifest.yml",
    pace: false,
    ...(!isHurried && { waitsMs: UNHURRIED_WAITS_MS }),
  });
  const own = connect(database.url);
  const db = through ? connect(await through(database.url)) : own;
  let now = TUESDAY;

  const client = slackClient({ token: sandbox.botToken, slackApiUrl: sandbox.apiUrl });
  const { team_id: team = "", url = "" } = await client.auth.test();
  const read = await readBook("config", TUESDAY);
  if (!read.ok) throw new Error(`The example book has problems: ${JSON.stringify(read.problems)}`);
  const book = change(read.book);
  const workspace = await publishBook({ db: own, log, now }, book, { id: team, url }, (email) =>
    findByEmail(client, email, team),
  );

  const slack = sandboxClient(sandbox.url);
  const lanes = withLanes ? startLanes({ db: own, client, now: () => now, log, pace: PACE }) : null;
  const contextOf = (by: Asker, of: WorkspaceId): Context => ({
    db,
    workspace: of,
    by,
    now,
    log,
    wake: () => lanes?.wake(),
    queue: nothingQueued,
  });
  const isSocket = transport === "socket";
  const app = buildApp({
    slack: {
      botToken: sandbox.botToken,
      appToken: isSocket ? sandbox.appToken : null,
      signingSecret: isSocket ? null : sandbox.signingSecret,
      apiUrl: sandbox.apiUrl,
    },
    db,
    log,
    contextOf,
    patience,
    ...(!isHurried && { haste: UNHURRIED }),
  });
  const server = isSocket ? null : await serve(new Hono(), app.listener, "127.0.0.1", 0);
  const requestUrl = server ? `http://127.0.0.1:${server.port}/slack/events` : "";
  if (server) sandbox.setTransport({ requestUrl });
  await app.start();

  const context = (by: UserId | "system") =>
    ({
      ...contextOf(
        by === "system" ? { kind: "system", name: "clock" } : { kind: "person", id: by, internal: true },
        workspace,
      ),
      db: own,
    }) satisfies Context;
  const run = async (id: RunId) => {
    const seen = await readRun(context("system"), id);
    if (!seen) throw new Error(`There is no run ${id}`);
    return seen;
  };
  return {
    sandbox,
    app,
    requestUrl,
    slack,
    db: own,
    databaseUrl: database.url,
    workspace,
    book,
    now: () => now,
    setNow(moved) {
      now = moved;
    },
    context,
    run,
    sweep: () => sweepDeadlines({ db: own, log, now }, () => context("system")),
    async claim(who, task) {
      const ask = { type: "claim-task", task } as const;
      const decision = await changeRun(context(who), { run: runOf(task), key: `claim ${task} ${who}`, ask });
      if (!decision.ok) throw new Error(`${task} was not claimed: ${decision.refusal.code}`);
    },
    async press(user, action_id, value, channel = ONBOARDING) {
      const { ts } = await messageWith({ slack }, { channel, user }, action_id, value);
      return slack.click({ user, channel, ts, action_id, value });
    },
    async say(who, text) {
      const before = await toldPrivately({ slack }, ONBOARDING, who);
      const { ok, error } = await slack.command({ user: who, channel: ONBOARDING, text });
      if (!ok) throw new Error(`${text} was not acknowledged: ${error ?? "no reason"}`);
      const told = await toldPrivately({ slack }, ONBOARDING, who);
      return told.slice(before.length).join("\n");
    },
    async startRun(client, playbook = "enterprise") {
      const key = `start ${client} ${playbook}`;
      const started = await startByHand(context(people.operator), { client, playbook, key });
      if (!started.ok) throw new Error(`${client} was not started: ${started.problem}`);
      return run(started.run);
    },
    async stop() {
      await app.stop();
      await server?.stop();
      await lanes?.stop();
      await sandbox.stop();
      if (db !== own) await db.close();
      await own.close();
      await database.drop();
    },
  };
}

export function taskNamed({ run }: RunSeen, key: string): TaskId {
  const task = run.tasks.find((one) => one.key === key);
  if (!task) throw new Error(`Run ${run.id} has no task ${key}`);
  return task.id;
}

/** The message in which there is a button for that. */
export function messageWith(
  { slack }: Pick<Bot, "slack">,
  where: { readonly channel: string; readonly user?: UserId },
  actionId: string,
  value: string,
): Promise<SnapshotMessage> {
  return until(
    async () => (await slack.messages(where)).findLast((message) => hasButton(message, actionId, value)),
    { what: `a button ${actionId} for ${value}` },
  );
}

export function hasButton(shown: unknown, actionId: string, value: string): boolean {
  if (Array.isArray(shown)) return shown.some((inner) => hasButton(inner, actionId, value));
  if (typeof shown !== "object" || shown === null) return false;
  const isIt =
    "action_id" in shown && shown.action_id === actionId && "value" in shown && shown.value === value;
  return isIt || hasButton(Object.values(shown), actionId, value);
}

/** What one person was told in a channel, and nobody else saw: the oldest first. */
export async function toldPrivately(
  { slack }: Pick<Bot, "slack">,
  channel: string,
  who: UserId,
): Promise<string[]> {
  const seen = await slack.messages({ channel, user: who });
  return seen.filter(({ ephemeral }) => ephemeral).map(textOf);
}

/** Everything that a message says. */
export function textOf(message: { readonly text: string; readonly blocks: readonly unknown[] }): string {
  return [message.text, ...textsIn(message.blocks)].join("\n");
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}

function user(id: string): UserId {
  return UserIdSchema.parse(id);
}
