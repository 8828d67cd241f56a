import { resolve } from "node:path";
import { startBaton } from "./baton.ts";
import { bookToStartWith } from "./book-to-start-with.ts";
import { BOOK_FOLDER, readEnv } from "./env.ts";
import { newLog } from "./log.ts";
import { startPostgres } from "#demo/postgres.ts";

// `npm start`: Baton for real. Reads what it is told by the environment, starts, and stops in order on a signal.

const NODE_MIN = 24;
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < NODE_MIN)
  fail(
    `Baton needs Node ${NODE_MIN} and this is ${process.version}. npm ci brings it: start with npm start.`,
  );

const stops: (() => Promise<unknown>)[] = [];
let hasStarted = false;
let isOver = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // Who asks twice doesn't want to wait.
    if (isOver) process.exit(1);
    isOver = true;
    // While it still starts, it is stopped as soon as it has.
    if (hasStarted) void stop();
  });
}

const secretOf = (name: string) => process.env[name] || undefined;

try {
  const { env, book } = await readAll();
  const log = newLog(env.LOG_LEVEL);
  const databaseUrl = env.DATABASE_URL ?? (await embeddedDatabase());
  const baton = await startBaton({
    databaseUrl,
    slack: {
      botToken: env.SLACK_BOT_TOKEN,
      appToken: env.SLACK_APP_TOKEN ?? null,
      signingSecret: env.SLACK_SIGNING_SECRET ?? null,
      apiUrl: env.SLACK_API_URL,
    },
    book,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    roles: env.BATON_ROLES,
    secretOf,
    secretKey: env.BATON_SECRET_KEY ?? null,
    apiOf: ({ api }) => api && { base: api.base, token: process.env[api.tokenEnv] ?? "" },
    callsLoopback: [],
    movable: env.BATON_DEMO,
    log,
  });
  stops.push(() => baton.stop());
  hasStarted = true;
  log.info({ url: baton.url, roles: env.BATON_ROLES }, "Baton started");
  if (isOver) await stop();
} catch (error) {
  await stop();
  fail(messageOf(error));
}

/** Everything that we are told, or all that is wrong with it at once. */
async function readAll() {
  const folder = process.env["BATON_BOOK"] || BOOK_FOLDER;
  const [env, book] = await Promise.allSettled([
    (async () => readEnv(process.env))(),
    bookToStartWith(folder, new Date(), secretOf),
  ]);
  if (env.status === "fulfilled" && book.status === "fulfilled") return { env: env.value, book: book.value };
  const wrong = [env, book].flatMap((read) => (read.status === "rejected" ? [messageOf(read.reason)] : []));
  throw new Error(wrong.join("\n"));
}

async function embeddedDatabase(): Promise<string> {
  const folder = resolve(".baton");
  const cluster = await startPostgres({
    folder,
    unreachable: "refuse",
    log: (line) => process.stderr.write(`${line}\n`),
  });
  stops.push(() => cluster.stop());
  return cluster.url;
}

async function stop(): Promise<void> {
  for (const end of stops.splice(0).toReversed()) await end();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
