import { z } from "zod";
import { isLoopback } from "./loopback.ts";

/** What a part of Baton does; one process does all of them unless `BATON_ROLES` says otherwise. */
export const ROLES = ["slack", "web", "worker", "cron"] as const;
export type Role = (typeof ROLES)[number];

/** Where the book is, unless `BATON_BOOK` says otherwise. */
export const BOOK_FOLDER = "./config";

const url = (what: string) => z.url({ protocol: /^https?$/, error: `expected ${what}` });
const port = z.coerce
  .number({ error: "expected a port number" })
  .int("expected a whole number")
  .min(0, "expected a port from 0 to 65535")
  .max(65535, "expected a port from 0 to 65535");

const EnvSchema = z
  .object({
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/, error: "expected postgres://user:password@host:5432/database" })
      .optional(),
    BATON_EMBEDDED: flag(),
    SLACK_BOT_TOKEN: z
      .string({ error: "is missing: the bot token of the installed app, which begins with xoxb-" })
      .startsWith("xoxb-", "expected a bot token, which begins with xoxb-"),
    SLACK_APP_TOKEN: z
      .string()
      .startsWith("xapp-", "expected an app-level token, which begins with xapp-")
      .optional(),
    SLACK_SIGNING_SECRET: z.string().min(16, "expected the app's signing secret").optional(),
    SLACK_API_URL: url("the address of Slack's Web API")
      .endsWith("/", "expected a slash at the end, such as https://slack.com/api/")
      .default("https://slack.com/api/"),
    PORT: port.default(3000),
    HOST: z.string().min(1).default("127.0.0.1"),
    PUBLIC_URL: url("the https address by which the world reaches Baton").optional(),
    BATON_BOOK: z.string().min(1).default(BOOK_FOLDER),
    BATON_SECRET_KEY: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, "expected 32 bytes in base64: openssl rand -base64 32 makes such a key")
      .transform((text): Uint8Array => Buffer.from(text, "base64"))
      .optional(),
    BATON_ROLES: z
      .string()
      .default(ROLES.join(","))
      .transform((text) => text.split(",").map((role) => role.trim()))
      .pipe(z.array(z.enum(ROLES, { error: `expected some of ${ROLES.join(", ")}, with commas between` }))),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    BATON_DEMO: flag(),
  })
  .superRefine((env, ctx) => {
    const say = (name: string, message: string) => ctx.addIssue({ code: "custom", path: [name], message });
    if (!env.DATABASE_URL && !env.BATON_EMBEDDED) {
      say(
        "DATABASE_URL",
        "is missing: a postgres:// address; or set BATON_EMBEDDED=1 to keep an embedded PostgreSQL under .baton/",
      );
    }
    if (!env.SLACK_APP_TOKEN && !env.SLACK_SIGNING_SECRET) {
      say(
        "SLACK_APP_TOKEN",
        "is missing: an app-level token for Socket Mode, or SLACK_SIGNING_SECRET for HTTP",
      );
    }
    if (env.BATON_DEMO && !isLoopback(new URL(env.SLACK_API_URL).hostname)) {
      say("BATON_DEMO", "moves the clock, and is refused unless SLACK_API_URL is on this machine");
    }
  });

export type Env = z.infer<typeof EnvSchema>;

/** Thrown when the environment does not fit: names every mistake at once, with what was expected. Holds no values. */
export class EnvIncomplete extends Error {
  override readonly name = "EnvIncomplete";
}

/** Reads what Baton is told by its environment. An empty variable counts as missing. Throws `EnvIncomplete`. */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = EnvSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  // The cross-checks run only once each variable is right by itself; asking them as well names everything at once.
  const issues = [...parsed.error.issues, ...crossChecks(given, parsed.error.issues)];
  const lines = issues.map(({ path, message }) => `  ${path.join(".")} ${message}`);
  throw new EnvIncomplete(`The environment is incomplete:\n${lines.join("\n")}`);
}

function crossChecks(given: NodeJS.ProcessEnv, found: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const valid = { SLACK_BOT_TOKEN: "xoxb-" };
  const wrong = new Set(found.map(({ path }) => path[0]));
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)));
  const again = EnvSchema.safeParse({ ...valid, ...rest });
  return again.success ? [] : again.error.issues.filter(({ path }) => !wrong.has(path[0]));
}

function flag() {
  return z
    .enum(["0", "1"], { error: "expected 1 or 0" })
    .default("0")
    .transform((text) => text === "1");
}
