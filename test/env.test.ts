import { expect, test } from "vitest";
import { EnvIncomplete, readEnv } from "#src/env.ts";

const right = {
  DATABASE_URL: "postgres://baton:secret@db.acme.example:5432/baton",
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_APP_TOKEN: "xapp-1",
};

test("a right environment is read, with what Baton assumes for the rest", () => {
  expect(readEnv(right)).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    SLACK_API_URL: "https://slack.com/api/",
    BATON_BOOK: "./config",
    BATON_ROLES: ["slack", "web", "worker", "cron"],
    BATON_DEMO: false,
  });
});

test("every mistake is named at once, with what was expected", () => {
  const wrong = {
    SLACK_BOT_TOKEN: "xoxp-1",
    PORT: "http",
    BATON_ROLES: "web,robot",
    LOG_LEVEL: "loud",
    SLACK_API_URL: "https://slack.com/api",
  };
  expect(problemsOf(wrong)).toMatchInlineSnapshot(`
    [
      "The environment is incomplete:",
      "SLACK_BOT_TOKEN expected a bot token, which begins with xoxb-",
      "SLACK_API_URL expected a slash at the end, such as https://slack.com/api/",
      "PORT expected a port number",
      "BATON_ROLES.1 expected some of slack, web, worker, cron, with commas between",
      "LOG_LEVEL Invalid option: expected one of "fatal"|"error"|"warn"|"info"|"debug"|"trace"|"silent"",
      "DATABASE_URL is missing: a postgres:// address; or set BATON_EMBEDDED=1 to keep an embedded PostgreSQL under .baton/",
      "SLACK_APP_TOKEN is missing: an app-level token for Socket Mode, or SLACK_SIGNING_SECRET for HTTP",
    ]
  `);
});

test.for(["too short", "c2hvcnQ=", "A".repeat(44)])(
  "a secret key that is not 32 bytes in base64 is refused: %s",
  (key) => {
    expect(problemsOf({ ...right, BATON_SECRET_KEY: key }).join()).toContain(
      "BATON_SECRET_KEY expected 32 bytes in base64",
    );
  },
);

test("a secret key of 32 bytes is read", () => {
  const key = Buffer.alloc(32, 7);
  expect(readEnv({ ...right, BATON_SECRET_KEY: key.toString("base64") }).BATON_SECRET_KEY).toEqual(key);
});

test("an empty variable counts as missing", () => {
  expect(problemsOf({ ...right, SLACK_BOT_TOKEN: "" }).join("\n")).toContain("SLACK_BOT_TOKEN is missing");
});

test("a message about the environment never repeats a value", () => {
  expect(
    problemsOf({ ...right, SLACK_BOT_TOKEN: "hunter2", SLACK_APP_TOKEN: "hunter2", PORT: "hunter2" }).join(),
  ).not.toContain("hunter2");
});

test("the database may be the embedded one", () => {
  const { DATABASE_URL: _, ...rest } = right;
  expect(readEnv({ ...rest, BATON_EMBEDDED: "1" }).BATON_EMBEDDED).toBe(true);
});

test.for([
  { address: "https://slack.com/api/", allowed: false },
  { address: "http://127.0.0.1.acme.example/api/", allowed: false },
  { address: "http://127.0.0.1:3001/api/", allowed: true },
  { address: "http://[::1]:3001/api/", allowed: true },
])("moving the clock with Slack at $address: $allowed", ({ address, allowed }) => {
  const env = { ...right, BATON_DEMO: "1", SLACK_API_URL: address };
  if (allowed) expect(readEnv(env).BATON_DEMO).toBe(true);
  else expect(problemsOf(env).join()).toContain("BATON_DEMO");
});

function problemsOf(env: Record<string, string>): string[] {
  try {
    readEnv(env);
  } catch (error) {
    if (error instanceof EnvIncomplete) return error.message.split("\n").map((line) => line.trim());
    throw error;
  }
  throw new Error("The environment was accepted");
}
