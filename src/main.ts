import { resolve } from "node:path";
import { startBaton } from "./baton.ts";
import { readEnv } from "./env.ts";
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
let stopping: Promise<void> | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());

try {
  const env = readEnv(process.env);
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
    bookFolder: env.BATON_BOOK,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    roles: env.BATON_ROLES,
    secretOf: (name) => process.env[name] || undefined,
    apiOf: ({ api }) => api && { base: api.base, token: process.env[api.tokenEnv] ?? "" },
    movable: env.BATON_DEMO,
    log,
  });
  stops.push(() => baton.stop());
  log.info({ url: baton.url, roles: env.BATON_ROLES }, "Baton started");
} catch (error) {
  await stop();
  fail(error instanceof Error ? error.message : String(error));
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

function stop(): Promise<void> {
  stopping ??= (async () => {
    for (const end of stops.splice(0).toReversed()) await end();
  })();
  return stopping;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
